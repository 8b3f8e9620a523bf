"""What a family has seen of one pattern at one place so far, added up over the parts of a capture it looks at.

A family makes a finding of each in the end. However many places there are, MOST_OF_A_KIND are kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.patterns.finding import MOST_OF_A_KIND, SHOWN_PACKETS

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One pattern at one place."""

    key: tuple[Hashable, ...]
    """Names pattern and place."""
    rows: tuple[int, ...]
    """The first packets, ascending, at most SHOWN_PACKETS."""
    count: int
    began: int
    """Nanoseconds since 1970."""
    ended: int
    sums: Mapping[str, int] = field(default_factory=dict)
    """Figures that are added up."""
    most: Mapping[str, int] = field(default_factory=dict)
    """Figures of which the largest is kept: how many different ones there were of something, at least."""
    some: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """A few examples of something."""
    parts: int = 1
    """Of the capture; where there are several, `most` are of one of them."""

    def joined(self, other: Sighting) -> Sighting:
        """This and what was seen later."""
        return Sighting(
            self.key,
            tuple(sorted({*self.rows, *other.rows})[:SHOWN_PACKETS]),
            self.count + other.count,
            min(self.began, other.began),
            max(self.ended, other.ended),
            {name: value + other.sums.get(name, 0) for name, value in self.sums.items()},
            {name: max(value, other.most.get(name, 0)) for name, value in self.most.items()},
            {
                name: tuple(sorted({*values, *other.some.get(name, ())})[: max(len(values), SHOWN_PACKETS)])
                for name, values in self.some.items()
            },
            self.parts + other.parts,
        )


class Sightings:
    """Those of one family, by their keys."""

    def __init__(self) -> None:
        self._found: dict[tuple[Hashable, ...], Sighting] = {}

    def add(self, found: Iterable[Sighting]) -> None:
        for one in found:
            before = self._found.get(one.key)
            if before is not None:
                self._found[one.key] = before.joined(one)
            elif len(self._found) < MOST_OF_A_KIND:
                self._found[one.key] = one

    def with_also(self, found: Iterable[Sighting]) -> list[Sighting]:
        """All of them and what may still change."""
        joined = Sightings()
        joined.add(self._found.values())
        joined.add(found)
        return list(joined)

    def __iter__(self) -> Iterator[Sighting]:
        return iter(self._found.values())


def at_least(seen: Sighting) -> str:
    """What stands before a figure of `most`."""
    return "at least " if seen.parts > 1 else ""


def first_rows(rows: Integers) -> tuple[int, ...]:
    """The first few of many."""
    if len(rows) > SHOWN_PACKETS:
        rows = np.partition(rows, SHOWN_PACKETS - 1)[:SHOWN_PACKETS]
    return tuple(sorted(rows.tolist()))
