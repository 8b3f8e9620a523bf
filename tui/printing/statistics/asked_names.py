"""Names of the addresses that are printed: the resolver is asked about them before, and has so long for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from tui import wording
from tui.resolver import MOST
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from tui.resolver import Resolver
    from tui.statistics.kinds import Printed

SECONDS: Final = 5.0
"""That a command waits for names."""
SECONDS_A_STEP: Final = 0.25
Part = TypeVar("Part", bound="Printed")


class AskedNames:
    """What the resolver tells while a command prints."""

    def __init__(
        self,
        resolver: Resolver,
        tell: Callable[[int, int], object] = lambda done, total: None,
        *,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`tell` is told of how many addresses there are answers, and of how many they were asked for."""
        self.resolver = resolver
        self.is_interrupted = False
        """The user did not wait for the names."""
        self._tell = tell
        self._left = seconds
        self._clock = clock

    def of(self, parts: Iterable[Part], most: int = MOST) -> Iterator[Part]:
        """The parts, each when names were asked for of its first records, which find them when they are made."""
        for part in parts:
            if isinstance(part, Table) and part.address is not None:
                self.resolver.ask(filter(None, map(part.address, islice(part.records, most))))
                self._wait()
            yield part

    def _wait(self) -> None:
        """As long as there is time left. An interruption ends the waiting, and what there is counts."""
        began = self._clock()
        try:
            while self.resolver.waiting and (left := self._left - (self._clock() - began)) > 0:
                self.resolver.wait(min(left, SECONDS_A_STEP))
                self._tell(self.resolver.asked - self.resolver.waiting, self.resolver.asked)
        except KeyboardInterrupt:
            self.is_interrupted = True
        self.resolver.take()
        self._left = 0 if self.is_interrupted else self._left - (self._clock() - began)

    @property
    def missing(self) -> str:
        """What is not known of names, as a clause; empty where all were told."""
        unknown = self.resolver.waiting + self.resolver.failed
        clauses = []
        if unknown:
            how = "interrupted" if self.is_interrupted else "no answer"
            told = f"{wording.count(unknown)} of {wording.counted(self.resolver.asked, 'host')}"
            clauses.append(f"names of {told} are not known: {how}")
        if self.resolver.left_out:
            clauses.append(f"names were asked for of {wording.counted(self.resolver.asked, 'host')} only")
        return "; ".join(clauses)
