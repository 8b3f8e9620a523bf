"""The capture at a glance: facts in lines, and below a graph of all of it to look closer at.

Facts are shown as they are counted; the graph counts by itself what it is handed, as the I/O graph does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui import wording
from tui.keys import bindings
from tui.panes.graph import GraphPane
from tui.panes.rate_bars import MomentLine
from tui.panes.rate_graph import RateGraphPane
from tui.panes.text_lines import Paragraph, TextLines

if TYPE_CHECKING:
    from tui.rate_graph.view import RateGraphView
    from tui.screens.packets import PacketsScreen

LABEL_CELLS: Final = 14
LONGEST: Final = 1_000
"""Characters of a comment, or another text from the file."""
LEAST_GRAPH_LINES: Final = 8
LINES_FOR_NOTE: Final = 14
"""A graph of so many has a second line below for what is at the cursor."""


class WholeGraph(RateGraphPane, inherit_bindings=False):
    """An I/O graph of one series, which stays as it is."""

    DEFAULT_CSS = "WholeGraph SeriesLine { display: none; }"
    BINDINGS: ClassVar[list[BindingType]] = []


class OverviewPane(Vertical):
    """The graph has the focus; keys for lines scroll the facts where they have no room."""

    DEFAULT_CSS = "OverviewPane { height: 1fr; } OverviewPane TextLines { height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("panes")]

    def __init__(self, view: RateGraphView, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = view
        self._facts: Sequence[tuple[str, str]] = ()

    def compose(self) -> ComposeResult:
        facts = TextLines(id="facts")
        # Keys are the graph's; a click here must not take them away.
        facts.can_focus = False
        yield facts
        yield WholeGraph(self._view)

    @property
    def lines(self) -> TextLines:
        return self.query_one("#facts", TextLines)

    @property
    def graph(self) -> GraphPane:
        return self.query_one(GraphPane)

    def hand_over(self, packets: PacketsScreen) -> None:
        """Take what has come to the packets screen since."""
        self.query_one(WholeGraph).hand_over(packets)

    def show(self, facts: Sequence[tuple[str, str]]) -> None:
        """Labels with texts, which are not yet safe."""
        if facts != self._facts:
            self._facts = facts
            self.lines.show([_paragraph(label, text) for label, text in facts])
            self._share_height()

    def on_resize(self) -> None:
        self._share_height()

    def _share_height(self) -> None:
        """Facts have the lines that they need, unless nothing of the graph were left."""
        height = self.size.height
        if height:
            facts = min(self.lines.height_for(self.size.width), max(height - LEAST_GRAPH_LINES, 1))
            self.lines.styles.height = facts
            self.query_one(MomentLine).styles.height = 1 if height - facts < LINES_FOR_NOTE else 2

    def action_move_up(self) -> None:
        self.lines.action_move_up()

    def action_move_down(self) -> None:
        self.lines.action_move_down()

    def action_page_up(self) -> None:
        self.lines.action_page_up()

    def action_page_down(self) -> None:
        self.lines.action_page_down()


def _paragraph(label: str, text: str) -> Paragraph:
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({wording.count(len(text))} characters in all)"
    return Paragraph(text, "", f"{label:<{LABEL_CELLS}}", "text--dim")
