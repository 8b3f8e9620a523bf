"""Native dissection and tshark's beside each other, field by field; the field under the cursor lights its bytes.

On a narrow pane sides that differ stand below each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.deep.opinion_lines import (
    SIDE_MARKS,
    OpinionLine,
    Side,
    layer_of,
    layers_with_news,
    lines_of,
    mark_of,
    next_news,
    side_of,
    sides_of,
)
from tui.keys import bindings
from tui.panes.lines import LinePane
from tui.safe import fit, safe

if TYPE_CHECKING:
    from dissectors.deep.comparison.second_opinion import Pair, SecondOpinion

WIDE_ENOUGH: Final = 90
"""Cells from which both sides stand beside each other."""
BETWEEN: Final = "│"
HEADS: Final = {"native": "Remora", "deep": "tshark"}
STYLES: Final = {"value": "error", "place": "error", "only native": "warning", "only tshark": "warning"}


class OpinionPane(LinePane):
    """Pairs of fields; nothing while there is no second opinion."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("opinion")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tree--cursor",
        "tree--cursor-focused",
        "tree--layer",
        "tree--generated",
        "tree--mark",
        "tree--warning",
        "tree--error",
        "table--header",
        "table--header-focused",
    }

    class PairSelected(Message):
        """Another pair is under the cursor, or the other side of it."""

        def __init__(self, pair: Pair | None, side: Side) -> None:
            super().__init__()
            self.pair = pair
            self.side = side

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.opinion: SecondOpinion | None = None
        self.only_differences = False
        self._side: Side = "deep"
        self._lines: list[OpinionLine] = []
        self._opened: set[int] = set()
        self._wanted = ("", "", 0)
        """Layer, field and how many of that name came before: what the next packet is searched for."""

    @property
    def _pairs(self) -> tuple[Pair, ...]:
        return self.opinion.pairs if self.opinion is not None else ()

    @property
    def is_stacked(self) -> bool:
        return self.drawn_width < WIDE_ENOUGH

    @property
    def selected(self) -> Pair | None:
        """The pair under the cursor."""
        return self._pairs[self._lines[self.cursor].pair] if self._lines else None

    @property
    def side(self) -> Side:
        """Whose field is selected: the chosen side, if it has the field."""
        pair = self.selected
        if pair is None:
            return self._side
        chosen = self._lines[self.cursor].side or self._side
        return chosen if chosen in sides_of(pair) else sides_of(pair)[0]

    def show(self, opinion: SecondOpinion | None) -> None:
        """Show another packet's."""
        self.opinion = opinion
        self._opened = layers_with_news(self._pairs) if opinion is not None else set()
        found = self._found_again()
        if found is not None:
            self._opened.add(layer_of(self._pairs, found))
        self._rebuild(found)
        self._tell()

    def _found_again(self) -> int | None:
        layer, name, before = self._wanted
        of_name = [n for n, pair in enumerate(self._pairs) if (pair.layer, pair.name) == (layer, name)]
        return of_name[min(before, len(of_name) - 1)] if of_name else None

    def _rebuild(self, pair: int | None = None) -> None:
        """Make the lines anew, with the cursor on a pair, or on what is left of its layer."""
        wanted = pair if pair is not None else self._lines[self.cursor].pair if self._lines else 0
        self._lines = lines_of(
            self._pairs, self._opened, stacked=self.is_stacked, only_differences=self.only_differences
        )
        self.header_lines = 0 if self.is_stacked or not self._lines else 1
        self.lines_changed()
        at_or_before = [line for line, told in enumerate(self._lines) if told.pair <= wanted]
        exact = [line for line in at_or_before if self._lines[line].pair == wanted]
        self.put_cursor(
            next((line for line in exact if self._lines[line].side == self._side), (exact or at_or_before or [0])[-1])
        )
        self.refresh()

    def on_resize(self) -> None:
        self._rebuild()

    # Drawing.

    def line_count(self) -> int:
        return len(self._lines)

    def draw_header(self, width: int) -> list[tuple[str, Style]]:
        left = self._left_width(width)
        drawn = []
        for side, room in (("native", left), ("deep", width - left)):
            name = "table--header-focused" if self.has_focus and side == self.side else "table--header"
            drawn.append(
                (fit(f"   {HEADS[side]}" if side == "native" else f"{BETWEEN} {HEADS[side]}", room), self.colours(name))
            )
        return drawn

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        told = self._lines[line]
        pair = self._pairs[told.pair]
        style = self._style(pair)
        cursor = (
            self.colours("tree--cursor-focused" if self.has_focus else "tree--cursor") if line == self.cursor else None
        )
        arrow = ("▾ " if told.pair in self._opened else "▸ ") if pair.depth == 0 else "  " * (pair.depth + 1)
        head = f" {mark_of(pair)} "
        if self.is_stacked:
            side = told.side or self._side
            side = side if side in sides_of(pair) else sides_of(pair)[0]
            which = SIDE_MARKS[side] if told.side is not None or len(sides_of(pair)) == 1 else " "
            return [(fit(f"{head}{which} {self._text(pair, side, arrow)}", width), cursor or style)]
        left = self._left_width(width)
        chosen, other = cursor or style, style if cursor is None else self.colours("tree--cursor")
        return [
            (fit(f"{head}{self._text(pair, 'native', arrow)}", left), chosen if self.side == "native" else other),
            (
                fit(f"{BETWEEN} {self._text(pair, 'deep', arrow)}", width - left),
                chosen if self.side == "deep" else other,
            ),
        ]

    def _left_width(self, width: int) -> int:
        return width // 2

    def _text(self, pair: Pair, side: Side, arrow: str) -> str:
        field = side_of(pair, side)
        return f"{arrow}{safe(field.line)}" if field is not None else ""

    def _style(self, pair: Pair) -> Style:
        if pair.is_news:
            return self.colours(f"tree--{STYLES[pair.verdict]}")
        if pair.depth == 0:
            return self.colours("tree--layer")
        return self.rich_style if pair.verdict in ("same", "text") else self.colours("tree--mark")

    # Keys and mouse.

    def cursor_moved(self) -> None:
        self._remember()
        self._tell()

    def _remember(self) -> None:
        pair = self.selected
        if pair is None:
            return
        number = self._lines[self.cursor].pair
        before = sum((other.layer, other.name) == (pair.layer, pair.name) for other in self._pairs[:number])
        self._wanted = pair.layer, pair.name, before
        self._side = self._lines[self.cursor].side or self._side

    def _tell(self) -> None:
        self.post_message(self.PairSelected(self.selected, self.side))

    def _choose_side(self, side: Side) -> None:
        pair = self.selected
        if pair is None or side not in sides_of(pair):
            return
        told = self._lines[self.cursor]
        self._side = side
        if told.side is not None and told.side != side:
            self.move_cursor(self.cursor + (1 if side == "deep" else -1))
        else:
            self.refresh()
            self._tell()

    def action_move_left(self) -> None:
        self._choose_side("native")

    def action_move_right(self) -> None:
        self._choose_side("deep")

    def action_choose(self) -> None:
        """Open or close the layer."""
        if not self._lines:
            return
        layer = layer_of(self._pairs, self._lines[self.cursor].pair)
        self._opened ^= {layer}
        self._rebuild(layer)
        self.cursor_moved()

    def action_expand_all(self) -> None:
        self._opened = {number for number, pair in enumerate(self._pairs) if pair.depth == 0}
        self._rebuild()

    def action_collapse_all(self) -> None:
        if self._lines:
            layer = layer_of(self._pairs, self._lines[self.cursor].pair)
            self._opened = set()
            self._rebuild(layer)
            self.cursor_moved()

    def action_only_differences(self) -> None:
        self.only_differences = not self.only_differences
        self._rebuild()
        self.cursor_moved()

    def action_next_difference(self) -> None:
        self._go_to_news(1)

    def action_previous_difference(self) -> None:
        self._go_to_news(-1)

    def _go_to_news(self, step: Literal[1, -1]) -> None:
        here = self._lines[self.cursor].pair if self._lines else 0
        there = next_news(self._pairs, here, step)
        if there is not None:
            self._opened.add(layer_of(self._pairs, there))
            self._rebuild(there)
            self.cursor_moved()

    def clicked(self, line: int, x: int) -> None:
        if not self.is_stacked:
            side: Side = "native" if x < self._left_width(self.drawn_width) else "deep"
            if side in sides_of(self._pairs[self._lines[line].pair]):
                self._side = side
        if line == self.cursor:
            self.refresh()
            self._tell()
        self.move_cursor(line)

    def on_click(self, event: events.Click) -> None:
        """A second click opens or closes; the first one is heard by all panes."""
        if event.chain == 2:
            self.action_choose()
