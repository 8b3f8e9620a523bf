"""Records of statistics in an order: few that are there, many that are made when they are shown, and trees of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Any, Final, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from tui.statistics.columns import Record

Order = Callable[[str, bool], NDArray[np.int64]]
"""Places in the order of what a column is sorted by, the largest first if so wanted; KeyError if it does not know."""
Values = Mapping[str, Callable[[int], Any]]
"""By what a column is sorted by: its value at a place, of those that are known without making a whole record."""
T = TypeVar("T")
TOGETHER: Final = 64
"""Records that are prepared together."""


class ManyRecords(Sequence[Record]):
    """Each is made whenever it is asked for: of a hundred thousand a screen shows forty."""

    def __init__(
        self,
        order: Order,
        by: str,
        make: Callable[[int], Record],
        prepare: Callable[[NDArray[np.int64]], object] = lambda places: None,
        values: Values = MappingProxyType({}),
    ) -> None:
        """In the order of `by`, the largest first; `make` is given places.

        `prepare` is told of places around one that is asked for, before any of them is made.
        """
        self._order = order
        self._make = make
        self._prepare = prepare
        self._values = values
        self._places = order(by, True)

    def in_order(self, by: str, *, descending: bool, go_on: Callable[[], object] = lambda: None) -> Sequence[Record]:
        """The same records. Raises KeyError where they have no such thing, and what `go_on`, often called, raises."""
        found = self.in_known_order(by, descending=descending)
        if found is None:
            found = copy(self)
            value = self._values.get(by) or (lambda place: self._make(place)[by])
            values = {}
            for place in self._places.tolist():
                go_on()
                values[place] = value(place)
            found._places = np.array(_sorted(list(values), values.__getitem__, descending=descending), np.int64)
        return found

    def in_known_order(self, by: str, *, descending: bool) -> ManyRecords | None:
        """The same; None of what only the records tell, which would all have to be made."""
        found = copy(self)
        try:
            found._places = self._order(by, descending)
        except KeyError:
            return None
        return found

    def first_places(self, count: int = TOGETHER) -> NDArray[np.int64]:
        """Of as many records as there are: those that are looked at first."""
        return self._places[:count]

    def value(self, row: int, by: str) -> Any:
        """What a record tells, without the rest of it where that is known. Raises IndexError and KeyError."""
        place = int(self._places[row])
        known = self._values.get(by)
        return self._make(place)[by] if known is None else known(place)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice):
            return [self._at(one) for one in range(*place.indices(len(self._places)))]
        return self._at(range(len(self._places))[place])

    def _at(self, row: int) -> Record:
        first = row // TOGETHER * TOGETHER
        self._prepare(self._places[first : first + TOGETHER])
        return self._make(int(self._places[row]))


def in_order(records: Sequence[Record], by: str, *, descending: bool) -> Sequence[Record]:
    """The records by one of their values; those that do not have it stand last. Raises KeyError."""
    if isinstance(records, ManyRecords):
        return records.in_order(by, descending=descending)
    if records and "depth" in records[0]:
        return list(_flat(_tree(records), by, descending=descending))
    return _sorted(records, lambda one: one[by], descending=descending)


def _sorted(things: Sequence[T], value: Callable[[T], Any], *, descending: bool) -> list[T]:
    known = [one for one in things if value(one) is not None]
    unknown = [one for one in things if value(one) is None]
    return sorted(known, key=lambda one: _key(value(one)), reverse=descending) + unknown


def _key(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


class _Node:
    """A record with those below it."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.below: list[_Node] = []


def _tree(records: Sequence[Record]) -> list[_Node]:
    """The outermost of records that stand before those below them, which are deeper by one."""
    top: list[_Node] = []
    path: list[_Node] = []
    for record in records:
        node = _Node(record)
        del path[record["depth"] :]
        (path[-1].below if path else top).append(node)
        path.append(node)
    return top


def _flat(nodes: list[_Node], by: str, *, descending: bool) -> Iterator[Record]:
    for node in _sorted(nodes, lambda one: one.record[by], descending=descending):
        yield node.record
        yield from _flat(node.below, by, descending=descending)
