"""Protocols that somebody else knows: the names that a deep decoder tells of rows which only have data here.

The hierarchy hands in rows that end in data; out come those whose innermost protocol has been told meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.levels import level_name

if TYPE_CHECKING:
    from dissectors.registry import Registry

Integers = NDArray[np.int64]
_NUMBERS: Final = 16
"""Bits of a protocol's number."""
_OTHER_NAMES: Final[Mapping[str, str]] = {"ssl": "tls", "bootp": "dhcp", "802.1q": "vlan"}
_BEGINNINGS: Final = (("tlsv", "tls"), ("sslv", "tls"), ("http/", "http"), ("igmpv", "igmp"))
"""How names of versions and of contents begin, and whose they are."""


class ToldProtocols(Protocol):
    """Tells of rows from 0 to its length, which grows: `dissectors.deep.columns.summaries` does."""

    def __len__(self) -> int: ...
    def protocol_numbers(self, first: int, stop: int) -> NDArray[np.uint16]: ...
    def protocol_name(self, number: int) -> str: ...


class ToldRows:
    """Rows that wait for what will be told of them."""

    def __init__(self, told: ToldProtocols, registry: Registry) -> None:
        self._told = told
        self._waiting: list[tuple[Integers, Integers, Integers]] = []
        """Rows, places and lengths."""
        self._levels = {level_name(protocol): level_name(protocol) for protocol in registry.protocols.values()}
        """By what others call a level, without case."""
        for protocol in registry.protocols.values():
            for name in (protocol.name, protocol.short):
                self._levels.setdefault(name.casefold(), level_name(protocol))

    def add(self, rows: Integers, places: Integers, lengths: Integers, data: Sequence[int]) -> None:
        """Of these rows, which lie behind those before, those wait whose place is among `data`."""
        chosen = np.flatnonzero(np.isin(places, data))
        if len(chosen):
            self._waiting.append((rows[chosen], places[chosen], lengths[chosen]))

    def take(self, path: Callable[[int], Sequence[str]]) -> Iterator[tuple[int, str, bool, Integers, int]]:
        """Of each place the protocols that were told of it since: name, whether it is a level's, rows, sum of lengths.

        `path`: of a place the protocols down to it; what is told to be one of these is no news.
        """
        known = len(self._told)
        if not self._waiting or int(self._waiting[0][0][0]) >= known:
            return
        rows, places, lengths = (np.concatenate(column) for column in zip(*self._waiting, strict=True))
        stop = int(rows.searchsorted(known))
        self._waiting = [(rows[stop:], places[stop:], lengths[stop:])] if stop < len(rows) else []
        rows, places, lengths = rows[:stop], places[:stop], lengths[:stop]
        first = int(rows[0])
        numbers = self._told.protocol_numbers(first, int(rows[-1]) + 1)[rows - first]
        both = places << _NUMBERS | numbers
        order = np.argsort(both, kind="stable")
        begins = np.flatnonzero(np.append(True, both[order][1:] != both[order][:-1]))
        for mine in np.split(order, begins[1:]):
            place, name = int(places[mine[0]]), self._told.protocol_name(int(numbers[mine[0]]))
            level = self._level(name)
            # Of what nobody knows a number is told, or a question mark.
            if level not in path(place) and (level or name[:1].isalpha()):
                yield place, level or name, level is not None, rows[mine], int(lengths[mine].sum())

    def _level(self, name: str) -> str | None:
        """The level that is meant by a name; None where it is none of those known here."""
        folded = name.casefold()
        family = next((level for beginning, level in _BEGINNINGS if folded.startswith(beginning)), folded)
        return self._levels.get(folded) or self._levels.get(_OTHER_NAMES.get(folded, family))
