"""The ladder screen: a conversation, or all displayed packets between hosts; below it the packet under the cursor.

A thread reads the lines (`ladder_run`), this screen alone appends and draws. It ends with the row of the packet that
the user wants to go to, or with None.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from dissectors.errors import RemoraError
from dissectors.streams.ladders.ladder import Batch, Ladder
from dissectors.streams.ladders.ladder_hosts import HostsReader
from dissectors.streams.ladders.ladder_reading import ConversationReader, LadderReader
from tui import wording
from tui.keys import bindings
from tui.ladder_copying import WAYS, labels, ladder_copy
from tui.ladder_drawing import ASCII, LINES, is_unicode
from tui.ladder_run import LadderFailed, LadderRead, LadderRun
from tui.panes.footer import KeyFooter
from tui.panes.ladder_pane import ArrowLines, LadderPane
from tui.panes.one_line import OneLine, Piece
from tui.panes.packet_details import PacketDetails
from tui.panes.packet_tree import PacketTree
from tui.panes.text_lines import Paragraph
from tui.screens.dialogs import Choice, ChoiceDialog
from tui.screens.every_screen import EveryScreen
from tui.screens.to_tcp_graph import show_tcp_graph_of_row

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed
    from tui.key_table import Place
    from tui.ladder_drawing import Strokes

Stream = tuple["Followed", int]
Rows = Callable[[int], NDArray[np.int64]]

SECONDS_BETWEEN_LOOKS = 0.25
"""How often a capture that grows is looked at."""
ZOOMABLE = ("ladder", "tree", "bytes")


class LadderTop(OneLine):
    """What is drawn, and how much of it there is."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left: list[Piece] = []
        self._right = ""

    def show(self, left: list[Piece], right: str) -> None:
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(" remora ", "line--badge"), *self._left]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self._right} ", "line--strong")]


class LadderScreen(EveryScreen, Screen[int]):
    """Stands over any screen with a packet table."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("ladder")]
    HORIZONTAL_BREAKPOINTS = [(120, "-wide")]  # noqa: RUF012
    AUTO_FOCUS = "#ladder"

    def __init__(
        self,
        table: PacketTable,
        protocol: Followed | None = None,
        stream: int = 0,
        *,
        rows: Rows | None = None,
        row: int | None = None,
    ) -> None:
        """A conversation, or without a protocol the packets between hosts.

        `rows` gives the displayed rows, ascending, from a position among them on; None stands for all of the table.
        The cursor begins on the packet of `row`.
        """
        super().__init__()
        self.table = table
        self.stream: Stream | None = (protocol, stream) if protocol is not None else None
        self.shows_hosts = protocol is None
        self._rows: Rows = rows or (lambda first: np.arange(first, len(table), dtype=np.int64))
        self._wanted_row = row
        self._strokes = LINES if is_unicode(getattr(sys.__stdout__, "encoding", None)) else ASCII
        self._index = table.index
        self._ladder = Ladder(table)
        self._run: LadderRun | None = None
        self._shown_row: int | None = None

    @property
    def pane(self) -> LadderPane:
        return self.query_one(LadderPane)

    def compose(self) -> ComposeResult:
        yield LadderTop(id="top")
        yield LadderPane(self._ladder, self._strokes, id="ladder")
        yield ArrowLines(id="arrow")
        yield PacketDetails(id="details")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self._begin()
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.look)

    def on_unmount(self) -> None:
        if self._run is not None:
            self._run.stop()

    # Reading.

    def _begin(self) -> None:
        """Draw from the beginning what is wanted."""
        if self._run is not None:
            self._run.stop()
        self._index = self.table.index
        self._ladder = Ladder(self.table)
        self._shown_row = None
        reader: LadderReader
        if self.shows_hosts or self.stream is None:
            reader = HostsReader(self.table, self._rows)
        else:
            reader = ConversationReader(self.table, *self.stream)
        self._run = LadderRun(reader, self.post_message)
        self.pane.show(self._ladder)
        self._run.more()
        self._show_state()
        self._show_packet()

    def look(self) -> None:
        """Read what has come to the capture since, or all anew where it is another one."""
        if self._index is not self.table.index:
            self._begin()
        elif self._run is not None:
            self._run.more()

    @on(LadderRead)
    def _read(self, message: LadderRead) -> None:
        if message.run is not self._run:
            return
        if message.batch is not None:
            self._append(message.batch)
        else:
            self._wanted_row = None
        self._show_state()

    def _append(self, batch: Batch) -> None:
        before = len(self._ladder)
        if not self._ladder.append(batch):
            return
        pane = self.pane
        pane.lines_added(before)
        wanted = self._wanted_row
        if wanted is not None and len(self._ladder) and self._ladder.row(len(self._ladder) - 1) >= wanted:
            self._wanted_row = None
            line = self._ladder.line_of(wanted)
            pane.show_line_in_context(line)
            pane.move_cursor(line)
        if self._shown_row is None or pane.cursor >= before:
            self._show_packet()

    @on(LadderFailed)
    def _failed(self, message: LadderFailed) -> None:
        if message.run is self._run:
            self._remora.tell(message.sentence, "error")

    # What is shown.

    def _show_state(self) -> None:
        ladder, works = self._ladder, self._run is not None and self._run.is_working
        self.pane.empty_line = "Reading ..." if works else "There are no packets."
        if self.stream is not None and not self.shows_hosts:
            name = f" Ladder of {self.stream[0]}.stream {self.stream[1]} "
            ends = [(f" {' ↔ '.join(ladder.titles)}", "line--name")] if ladder.titles else []
            left: list[Piece] = [(name, "line--strong"), *ends]
        else:
            hosts = len(ladder.titles)
            left = [(" Ladder of displayed packets ", "line--strong"), (f" {wording.count(hosts)} hosts", "line--name")]
        lines = wording.packets(ladder.packets)
        self.query_one(LadderTop).show(left, f"{lines}, reading" if works else lines)
        self.pane.refresh()

    @on(LadderPane.CursorMoved)
    def _show_packet(self) -> None:
        """The packet under the cursor in words, as a tree and in bytes."""
        pane = self.pane
        dissection = found = None
        row = self._ladder.row(pane.cursor) if pane.line_count() else None
        try:
            found = pane.line
            if row is not None:
                dissection = self.table.dissection(row)
        except (RemoraError, OSError) as error:
            self._remora.tell(str(error), "error")
        self.query_one(ArrowLines).show(self._ladder, pane.cursor, found)
        if row != self._shown_row or row is None:
            self._shown_row = row
            self.query_one(PacketDetails).show(dissection)

    @on(PacketTree.ColumnWanted)
    def _column_wanted(self) -> None:
        self._remora.tell("Columns are of the packet list: Enter on an arrow goes there.")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        inside: dict[str, tuple[Place, ...]] = {"tree": ("tree",), "bytes": ("bytes",)}
        self.query_one(KeyFooter).show(*inside.get(event.widget.id or "", ()), "ladder")

    # Keys.

    def action_choose(self) -> None:
        """To the packet in the list below."""
        if self.pane.line_count():
            self.dismiss(self._ladder.row(self.pane.cursor))

    def action_tcp_graph(self) -> None:
        """The graphs of the TCP conversation under the cursor; a packet chosen there is shown in the list below."""
        if self._shown_row is not None:
            show_tcp_graph_of_row(self._remora, self.table, self._shown_row, self.dismiss)

    def action_move_left(self) -> None:
        self.pane.action_move_left()

    def action_move_right(self) -> None:
        self.pane.action_move_right()

    def action_all_hosts(self) -> None:
        """All displayed packets between their hosts, or the conversation again."""
        if self.stream is None:
            self._remora.tell("These are all displayed packets: L on a packet of the list draws its conversation.")
            return
        self._wanted_row = self._shown_row
        self.shows_hosts = not self.shows_hosts
        self._begin()

    def action_time_format(self) -> None:
        pane = self.pane
        pane.tell_time(pane.time_format.next)
        self._remora.tell(f"Time: {pane.time_format.words}")

    def action_next_pane(self) -> None:
        self.focus_next()

    def action_previous_pane(self) -> None:
        self.focus_previous()

    def action_zoom(self) -> None:
        """Let the focused pane fill the screen, or show all again."""
        if not self._leave_zoom() and self.focused is not None and self.focused.id in ZOOMABLE:
            self.add_class(f"-zoom-{self.focused.id}")

    def _leave_zoom(self) -> bool:
        zoomed = [f"-zoom-{pane}" for pane in ZOOMABLE if self.has_class(f"-zoom-{pane}")]
        self.remove_class(*zoomed)
        return bool(zoomed)

    def action_copy(self) -> None:
        """As text that a ticket shows as it is, or as a diagram."""
        ladder, pane = self._ladder, self.pane
        if not len(ladder):
            return
        choices = [Choice(key, label, WAYS[key][1]) for key, label in labels(ladder).items()]

        def copy(key: str | None) -> None:
            if key is not None:
                try:
                    self._remora.copy_out(ladder_copy(ladder, key, pane.cursor, pane.time_format))
                except (RemoraError, OSError) as error:
                    self._remora.tell(str(error), "error")

        self._remora.push_screen(ChoiceDialog("Copy", choices), copy)

    def action_back(self) -> None:
        """Innermost first: zoom, pane, screen."""
        if self._leave_zoom():
            return
        if self.focused is not self.pane:
            self.set_focus(self.pane)
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen  # read only when asked for

        marks = stroke_paragraphs(self._strokes)
        self._remora.push_screen(HelpScreen(self._remora.keys, "ladder", "panes", marks=marks))


def stroke_paragraphs(strokes: Strokes) -> list[Paragraph]:
    """What the strokes of arrows mean, for the help."""
    told = {
        strokes.plain * 3 + strokes.to_right: "a packet, from where it begins to its head",
        strokes.again * 3 + strokes.to_right: "sent again, or out of order: the words in brackets say which",
        strokes.duplicate * 3 + strokes.to_right: "a duplicate acknowledgment, with its number",
        strokes.missing * 4: "bytes that were sent but are not in the capture",
        strokes.to_itself: "a host that sends to itself",
        "SYN-SENT": "the TCP state of that side from here on, as far as its packets prove it (RFC 9293 §3.3.2)",
    }
    strokes_told = [Paragraph(text, "", f"  {head:<16}", "text--key") for head, text in told.items()]
    return [Paragraph("Ladder", "text--head"), *strokes_told]
