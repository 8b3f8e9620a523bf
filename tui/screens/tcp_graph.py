"""The TCP graph screen: one conversation's graphs, one at a time; below it the packet under the cursor in words.

A thread reads and draws up pictures (`tcp_graphs.run`), this screen alone shows them. It ends with the row of the
packet that the user wants to go to, or with None.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS, GraphKind
from tui.graphs.labels import value_text
from tui.keys import bindings
from tui.panes.footer import KeyFooter
from tui.panes.graph import GraphPane
from tui.panes.tcp_graph_lines import GraphTop, MarksLine, PacketStory, packets_words
from tui.screens.left_once import LeftOnce
from tui.screens.tcp_graph_actions import TCPGraphActions
from tui.tcp_graphs.meanings import GRAPHS
from tui.tcp_graphs.packet_words import packet_events, packet_head, packet_sentences
from tui.tcp_graphs.picture import has_powers, mark_words
from tui.tcp_graphs.run import GraphPicture, TCPGraphFailed, TCPGraphMade, TCPGraphRun, Wish

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.graphs.plot import Plot

SECONDS_BETWEEN_LOOKS = 0.25
"""How often a capture that grows is looked at."""


class TCPGraphScreen(TCPGraphActions, LeftOnce[int], Screen[int]):
    """Stands over any screen with a packet table."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("tcp_graph")]
    HELP_PLACES = ("tcp_graph", "graph")
    AUTO_FOCUS = "#graph"

    def __init__(self, table: PacketTable, stream: int, *, row: int | None = None) -> None:
        """The cursor begins on the packet of `row`, by default on the first one."""
        super().__init__()
        self.table = table
        self.stream = stream
        self.wish = Wish("tcptrace", row=row)
        self.picture: GraphPicture | None = None
        """What is shown; None before there is one of this conversation."""
        self.row = row
        """The packet that is told of."""
        self.is_logarithmic = False
        """Of y, in graphs that can have it."""
        self._index = table.index
        self._run: TCPGraphRun | None = None

    @property
    def pane(self) -> GraphPane:
        return self.query_one(GraphPane)

    def compose(self) -> ComposeResult:
        yield GraphTop(id="top")
        yield GraphPane(id="graph")
        yield MarksLine(id="marks")
        yield PacketStory(id="story")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(KeyFooter).show("tcp_graph", "graph")
        self.begin(self.stream)
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.look)

    def on_unmount(self) -> None:
        if self._run is not None:
            self._run.stop()

    # Reading.

    def begin(self, stream: int) -> None:
        """Show a conversation from the beginning."""
        if self._run is not None:
            self._run.stop()
        self.stream, self.picture, self._index = stream, None, self.table.index
        self._run = TCPGraphRun(self.table, stream, self.wish, self.post_message)
        self._run.more()
        self._show_state()

    def look(self) -> None:
        """Read what has come to the capture since, or all anew where it is another one."""
        if self._index is not self.table.index:
            self.begin(self.stream)
        elif self._run is not None:
            self._run.more()

    def want(self, kind: GraphKind | None = None, **changes: object) -> None:
        """Show another graph of the conversation."""
        self.wish = replace(self.wish, kind=kind or self.wish.kind, **changes)  # type: ignore[arg-type]
        if self._run is not None:
            self._run.want(self.wish)
        self._show_state()

    @on(TCPGraphMade)
    def _made(self, message: TCPGraphMade) -> None:
        if message.run is not self._run:
            return
        if message.picture is not None:
            self._show(message.picture)
        elif self._run is not None:
            # What was wished meanwhile.
            self._run.more()
        self._show_state()

    @on(TCPGraphFailed)
    def _failed(self, message: TCPGraphFailed) -> None:
        if message.run is self._run:
            self._remora.tell(message.sentence, "error")

    # What is shown.

    def _show(self, picture: GraphPicture) -> None:
        before, self.picture = self.picture, picture
        is_by_number = picture.graph.kind == "rtt-seq"
        is_anew = before is None or (before.graph.kind == "rtt-seq") != is_by_number
        self.pane.show(self.plot_of(picture), anew=is_anew)
        spots = picture.spots
        if self.row is None or (spots.place_of(self.row) is None and is_anew):
            self.row = int(spots.rows[0]) if len(spots.rows) else None
        if is_anew and self.row is not None:
            self.pane.put_cursor(spots.x_of(self.row))
        self.query_one(MarksLine).show(mark_words(picture.graph), mark_words(picture.graph, is_short=True))
        self.tell_packet()

    def plot_of(self, picture: GraphPicture) -> Plot:
        """As it is drawn now."""
        plot = picture.plot
        if not (self.is_logarithmic and has_powers(picture.graph)):
            return plot
        return replace(plot, y=replace(plot.y, logarithmic=True))

    def _show_state(self) -> None:
        picture, run = self.picture, self._run
        number = f"{GRAPH_KINDS.index(self.wish.kind) + 1}/{len(GRAPH_KINDS)}"
        direction = ""
        if picture is not None and picture.ends is not None:
            side = picture.graph.side
            direction = f"{picture.ends[side]} → {picture.ends[1 - side]}"
        count = 0 if picture is None else len(picture.observed)
        is_working = run is not None and run.is_working
        right = packets_words(count, run.progress if run is not None else 1.0, is_working=is_working)
        title = f"{GRAPHS[self.wish.kind].title} {number}"
        self.query_one(GraphTop).show(title, f"tcp.stream {self.stream}", direction, right)

    def tell_packet(self) -> None:
        """The packet under the cursor in words, and what the graph says there."""
        picture, story = self.picture, self.query_one(PacketStory)
        place = None if picture is None or self.row is None else picture.spots.place_of(self.row)
        if picture is None or place is None or picture.ends is None:
            story.show("There are no packets." if picture is not None else "Reading ...")
            return
        observed = picture.observed
        story.show(
            packet_head(observed, place, picture.ends),
            packet_events(observed, place),
            list(packet_sentences(observed, place)),
            self._values(picture) if picture.graph.kind == "throughput" else "",
        )

    def _values(self, picture: GraphPicture) -> str:
        """What lines say at the cursor."""
        told = [one for one in self.pane.readings() if one.series.shape == "steps"]
        return " · ".join(f"{one.series.name} {value_text(one.y, picture.plot.y.unit)}" for one in told)

    # The cursor.

    @on(GraphPane.CursorMoved)
    def _cursor_moved(self, message: GraphPane.CursorMoved) -> None:
        if self.picture is not None:
            found = self.picture.spots.row_at(message.x, self.pane.column_span, message.band)
            self.row = self.row if found is None else found
            self.tell_packet()

    @on(GraphPane.Chosen)
    def _chosen(self) -> None:
        """To the packet in the list below."""
        if self.row is not None:
            self.dismiss(self.row)

    def go_to(self, row: int, x: int | None) -> None:
        """Tell of a packet, and put the cursor where it stands."""
        self.row = row
        self.pane.put_cursor(x)
        self.tell_packet()

    def action_back(self) -> None:
        """Innermost first: zoom, screen."""
        if not self.pane.is_whole:
            self.pane.action_show_whole()
        else:
            self.dismiss(None)
