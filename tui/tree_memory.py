"""What is open and what is selected in the tree of a decoded packet, remembered by the fields' names.

So it holds for the next packet, and for the same packet as another decoder sees it: there a field may lie below other
lines or stand in another order, and is found again by its layer, its name and its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from tui.field_nodes import Node, Path, all_below, field_at, visible_nodes

if TYPE_CHECKING:
    from dissectors.fields import Field

MOST_LOOKED_AT: Final = 2000
"""Fields of a layer among which one is looked for: more of them would hold up the screen."""
MOST_LOOKED_FOR: Final = 30
"""Open lines that are not where they were."""


class TreeMemory:
    """One tree's, through all packets that it shows."""

    def __init__(self) -> None:
        self.wanted: Path = ()
        """The selected path, even where the packet on the screen does not have it."""
        self._opened: set[Path] = set()
        self._closed: set[Path] = set()
        """By the user: these are not opened for what is below them."""
        self._revealed: set[Path] = set()
        """Open only as long as the field below, found by its byte, is selected."""
        self._same: dict[Path, set[Path]] = {}
        """Paths of one field with different decoders."""

    def is_open(self, path: Path) -> bool:
        return path in self._opened or path in self._revealed

    def open(self, path: Path) -> None:
        """The user opens a line."""
        for one in self._all_of(path):
            self._opened.add(one)
            self._closed.discard(one)

    def close(self, path: Path) -> None:
        """The user closes a line."""
        for one in self._all_of(path):
            self._opened.discard(one)
            self._revealed.discard(one)
            self._closed.add(one)

    def close_all(self) -> None:
        self._opened.clear()
        self._revealed.clear()
        self._closed.clear()

    def select(self, path: Path) -> None:
        """Another field is selected, by its byte: what is above it is open for as long as it is."""
        self.wanted = path
        self._revealed = {path[:length] for length in range(1, len(path))}

    def keep(self, path: Path) -> None:
        """The user went to a line of the tree: what was open for a field below it stays so."""
        self.wanted = path
        self._opened |= {revealed for revealed in self._revealed if revealed == path[: len(revealed)]}

    def line_of_wanted(self, lines: dict[Path, int]) -> int | None:
        """The line of the selected field, or of the nearest above it that the packet has."""
        path = self.wanted
        while path:
            for one in self._all_of(path):
                if one in lines:
                    return lines[one]
            path = path[:-1]
        return None

    def carry_over(self, shown: Sequence[Node], selected: Node | None, roots: Sequence[Field]) -> None:
        """Another decoder's tree of the same packet, of these roots, is to show what `shown` did."""
        there_too = {node.path for node in visible_nodes(roots, self.is_open)}
        moved = (node for node in shown if node.is_open and node.path not in there_too)
        for node in islice(moved, MOST_LOOKED_FOR):
            self._open_again(node, roots)
        if selected is not None and field_at(roots, self.wanted) is None:
            there = self.counterpart(selected, roots)
            if there is not None and selected.path in self._all_of(self.wanted):
                self.wanted = there
                self._opened |= self._above(there) - self._closed

    def counterpart(self, node: Node, roots: Sequence[Field]) -> Path | None:
        """The path of the same field in another decoder's tree; None where that has none."""
        if field_at(roots, node.path) is not None:
            return node.path
        there = next((path for path in self._all_of(node.path) if field_at(roots, path) is not None), None)
        if there is None:
            there = _found_again(node, roots)
            if there is not None:
                both = self._all_of(node.path) | self._all_of(there)
                for path in both:
                    self._same[path] = both
        return there

    def _open_again(self, node: Node, roots: Sequence[Field]) -> None:
        there = self.counterpart(node, roots)
        if there is not None and there != node.path:
            self._opened |= ({there} | self._above(there)) - self._closed

    def _all_of(self, path: Path) -> set[Path]:
        return self._same.get(path) or {path}

    def _above(self, path: Path) -> set[Path]:
        return {path[:length] for length in range(1, len(path))}


def _found_again(node: Node, roots: Sequence[Field]) -> Path | None:
    """By name and place below the layer of that name; else the first of that name that begins there; else the first."""
    layer = field_at(roots, node.path[:1])
    if layer is None or len(node.path) == 1:
        return None
    name = _without_count(node.path[-1])
    field = node.field
    best: tuple[int, Path] | None = None
    for other in islice(all_below(layer, node.path[:1]), MOST_LOOKED_AT):
        if _without_count(other.path[-1]) != name:
            continue
        there = other.field
        distance = 2 if there.start != field.start else 0 if there.stop == field.stop else 1
        if best is None or distance < best[0]:
            best = distance, other.path
    return best[1] if best is not None else None


def _without_count(name: str) -> str:
    return name.rpartition("#")[0] or name
