"""Owners kept from one look to the next: only sockets not seen before are asked about, and all again now and then.

Sockets rarely change hands; one that was inherited or handed on is known some seconds later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

from tui.sockets.processes import Owner

ALL_AGAIN_SECONDS: Final = 5.0


class Holders(Protocol):
    """Who knows the owners of sockets: `Owners` for itself, `WatchClient` by another process."""

    @property
    def hidden(self) -> frozenset[int]:
        """Users whose processes could not be looked into."""
        ...

    @property
    def is_privileged(self) -> bool:
        """Whether the processes of all users may be looked into."""
        ...

    def of(self, inodes: Collection[int]) -> Mapping[int, tuple[Owner, ...]] | None:
        """The owners of sockets by their inodes; one that nobody holds, or nobody it may see, is not there.

        None where no answer came in time: who holds them is not known now.
        """
        ...


class KeptOwners:
    """What others know, and what they knew a moment ago."""

    def __init__(self, holders: Holders, clock: Callable[[], float] = time.monotonic) -> None:
        self._holders, self._clock = holders, clock
        self._known: dict[int, tuple[Owner, ...]] = {}
        """By inode; empty for those that nobody holds."""
        self._was_privileged = False
        self._all_again_at = 0.0

    @property
    def hidden(self) -> frozenset[int]:
        return self._holders.hidden

    @property
    def is_privileged(self) -> bool:
        return self._holders.is_privileged

    def forget(self) -> None:
        """All are asked about at the next look."""
        self._known.clear()

    def of(self, inodes: Collection[int]) -> Mapping[int, tuple[Owner, ...]] | None:
        """As `Holders` has it; None too where nothing is known of any. The next look asks again."""
        wanted = set(inodes) - {0}
        now = self._clock()
        if now >= self._all_again_at or self._holders.is_privileged != self._was_privileged:
            self.forget()
        known = self._known
        are_all_asked = not known
        if new := wanted - known.keys():
            found = self._holders.of(new)
            if found is None and are_all_asked:
                return None
            if found is not None:
                known.update((inode, found.get(inode, ())) for inode in new)
        if are_all_asked:
            self._all_again_at = now + ALL_AGAIN_SECONDS
            # Known at the latest when they have answered.
            self._was_privileged = self._holders.is_privileged
        for inode in known.keys() - wanted:
            del known[inode]
        return {inode: holders for inode, holders in known.items() if holders}
