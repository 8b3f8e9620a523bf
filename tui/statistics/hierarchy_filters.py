"""Display filters for places of the protocol hierarchy, which choose the packets that were counted there.

From the tree comes where packets end; out goes, for a place, which protocols they must have and which they must not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dissectors.protocols.data import DATA

if TYPE_CHECKING:
    from dissectors.statistics.hierarchy import ProtocolCount

Path = tuple[str, ...]
MOST_PLACES: Final = 200
"""Of more nobody works out how they are told from all others: then some filters find more than was counted."""


class HierarchyFilters:
    """Of one tree."""

    def __init__(self, root: ProtocolCount) -> None:
        self._places = Counter(one.name for _, one in root.walk())
        ends = [path for path, one in _paths(root) if one.end_packets]
        self._ends = [(path, Counter(path)) for path in dict.fromkeys(ends)] if len(ends) <= MOST_PLACES else []

    def of(self, path: Path) -> str:
        """Of the place to which these protocols lead from the frame; of the frame itself with its name alone."""
        name = path[-1]
        if self._places[name] == 1:
            return name
        wanted = Counter(path)
        terms = [_term(one, count) for one, count in wanted.items()]
        return " && ".join([*terms, *(f"!{_term(one, count)}" for one, count in self._unwanted(path, wanted))])

    def _unwanted(self, path: Path, wanted: Counter[str]) -> Iterator[tuple[str, int]]:
        """Protocols that packets of other places have, and how often, though they have all of the wanted ones, too."""
        mine: Counter[str] = Counter()
        others = []
        for end, counts in self._ends:
            if end[: len(path)] == path:
                mine |= counts
            elif counts >= wanted:
                others.append(counts)
        while others:
            found = next(((one, mine[one] + 1) for one, count in others[0].items() if count > mine[one]), None)
            if found is None:
                # Nothing but their order tells these from those that are meant.
                others.pop(0)
                continue
            yield found
            others = [counts for counts in others if counts[found[0]] < found[1]]


def _paths(root: ProtocolCount) -> Iterator[tuple[Path, ProtocolCount]]:
    """Every place as its packets are known here: what only somebody else knows is data."""
    names: list[str] = []
    for depth, one in root.walk():
        del names[max(depth - 1, 0) :]
        if depth:
            names.append(one.name if one.is_known else DATA.name)
        yield tuple(names), one


def _term(name: str, count: int) -> str:
    """Has the protocol, or as many of it."""
    return name if count == 1 else f"{name}#{count}"
