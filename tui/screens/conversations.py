"""The conversations screen: who talked to whom, by kind, in any order, of all packets or of those displayed.

Rows come from the packets screen below, a `ConversationTally` counts them, and this screen draws. It ends with what the
packets screen is to do then, or with None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from dissectors.streams.tables.kinds import KINDS, TITLES, Kind
from tui import wording
from tui.conversation_rows import ConversationRows
from tui.conversation_tally import ConversationsCounted, ConversationsFailed, ConversationTally
from tui.keys import bindings
from tui.panes.conversation_lines import ConversationLines
from tui.panes.conversation_table import ConversationTable
from tui.panes.footer import KeyFooter
from tui.panes.status_bar import TopBar
from tui.panes.tab_line import Tab, TabLine
from tui.panes.table import Table
from tui.screens.beside_packets import BesidePackets
from tui.screens.conversation_actions import ConversationActions
from tui.screens.handing_over import HandingOver
from tui.screens.left_once import LeftOnce
from tui.screens.sorted_by_column import SortedByColumn

if TYPE_CHECKING:
    from dissectors.streams.outcomes.verdict import Verdict
    from dissectors.streams.tables.conversations import Conversation, Conversations
    from tui.screens.packets import PacketsScreen

Then = Callable[[], object]
SECONDS_BETWEEN_LOOKS = 0.5
"""How often a capture that grows is looked at."""


class ConversationsView:
    """What is kept while the screen is not shown: counts, order, and where the user was."""

    def __init__(self) -> None:
        self.rows = ConversationRows()
        self.counting = HandingOver(lambda table, post: ConversationTally(table.index, post))
        self.kind_is_chosen = False
        """By the user; else it is the first of some in which there is anything."""
        self.column = "bytes"
        """The one under the column cursor."""

    @property
    def tally(self) -> ConversationTally | None:
        return self.counting.worker


class ConversationsScreen(ConversationActions, SortedByColumn, BesidePackets, LeftOnce[Then], Screen[Then]):
    """Stands over the packets screen whose packets it counts."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("conversations")]
    AUTO_FOCUS = "#conversations"
    HELP_PLACES = ("conversations", "table", "panes")

    def __init__(self, packets: PacketsScreen, view: ConversationsView) -> None:
        super().__init__()
        self.packets = packets
        self.view = view
        self._failure = ""

    def compose(self) -> ComposeResult:
        yield TopBar(id="top")
        yield TabLine(id="kinds")
        yield ConversationTable(self.view.rows, id="conversations")
        yield ConversationLines(id="conversation")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(TopBar).name_screens(self._remora.keys, "conversations")
        self.query_one(KeyFooter).show("conversations", "table")
        self.table.empty_lines = ("Counting ...",)
        self.table.choose_column(self.view.column)
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.look)
        self.look()
        self._show_kind(self.view.rows.kind)
        if self.view.tally is not None:
            # What was counted while this screen was away.
            self.view.tally.tell()

    def keep_place(self) -> None:
        chosen = self.table.chosen_column
        self.view.column = chosen.name if chosen is not None else self.view.column

    @property
    def table(self) -> ConversationTable:
        return self.query_one(ConversationTable)

    # Counting.

    def look(self) -> None:
        """Hand over what has come to the packets screen since."""
        before = self.view.tally
        tally = self.view.counting.hand_over(self.packets, self.post_message)
        if tally is not before:
            self._failure = ""
        tally.go_on()
        self._show_state()

    @on(ConversationsCounted)
    def _counted(self, message: ConversationsCounted) -> None:
        if message.tally is not self.view.tally:
            return
        rows = self.view.rows
        tables: dict[Kind, Conversations] = dict(message.tables)
        kind = rows.kind
        if not self.view.kind_is_chosen and not len(tables[kind]):
            kind = next((other for other in ("tcp", "udp", "ip", "ipv6", "sctp", "eth") if len(tables[other])), kind)
        self._show_kind(kind, tables)
        if self.view.tally is not None and message.is_done:
            self.view.tally.go_on()

    @on(ConversationsFailed)
    def _failed(self, message: ConversationsFailed) -> None:
        if message.tally is self.view.tally:
            self._failure = message.sentence
            self._rows_moved(self.table.cursor)
            self._remora.tell(message.sentence, "error")

    # What is shown.

    def _show_kind(self, kind: Kind, tables: dict[Kind, Conversations] | None = None) -> None:
        """Show a kind; of the same kind the cursor stays on its conversation, at the same height."""
        rows, table = self.view.rows, self.table
        before, was_kind, place = rows.table, rows.kind, rows.place(table.cursor)
        rows.show(kind, rows.tables if tables is None else tables)
        after = rows.table
        cursor = 0
        if before is not None and after is not None and kind == was_kind and place is not None:
            cursor = rows.row_of(after.place_like(before, place)) or 0
        if kind == was_kind:
            self._rows_moved(cursor)
        else:
            table.has_chosen = False
            self._rows_moved(0, 0)
            table.columns_changed()
        self._show_state()

    def _rows_moved(self, row: int, height: int | None = None, *, are_sorted: bool = False) -> None:
        table = self.table
        self._show_empty()
        table.rows_moved(row, height, are_sorted=are_sorted)
        table.columns_changed()
        self._show_record()

    def _show_empty(self) -> None:
        view, kind = self.view, self.view.rows.kind
        noun = {"eth": "Ethernet", "ip": "IPv4", "ipv6": "IPv6"}.get(kind, kind.upper())
        if self._failure:
            lines = (f"Conversations cannot be counted: {self._failure}",)
        elif view.tally is not None and view.tally.is_working:
            lines = ("Counting ...",)
        elif view.counting.display_filter:
            lines = (f"No {noun} conversation in what {view.counting.display_filter} shows: o counts all packets.",)
        else:
            lines = (f"No {noun} conversation. Tab goes to the next kind.",)
        self.table.empty_lines = lines

    def _show_state(self) -> None:
        packets, view = self.packets, self.view
        self.query_one(TopBar).show(packets.state, len(packets.table), len(packets.displayed))
        counts = {kind: len(view.rows.tables.get(kind, ())) for kind in KINDS}
        tabs = tuple(Tab(kind, TITLES[kind], wording.count(count), not count) for kind, count in counts.items())
        self.query_one(TabLine).show(tabs, view.rows.kind, view.counting.scope)

    def _show_record(self) -> None:
        verdict = self.verdict
        self.query_one(ConversationLines).show(self.record, verdict.sentence if verdict is not None else "")

    @property
    def record(self) -> Conversation | None:
        """The conversation under the cursor."""
        return self.view.rows.record(self.table.cursor)

    @property
    def verdict(self) -> Verdict | None:
        """What became of the conversation under the cursor."""
        rows = self.view.rows
        place, table = rows.place(self.table.cursor), rows.table
        return None if place is None or table is None else table.verdict(place, self.packets.state.dropped)

    @on(Table.CursorMoved)
    def _moved(self) -> None:
        self.table.follows = False
        self._show_record()

    # Kinds, order, scope.

    def action_next_kind(self) -> None:
        self._step_kind(1)

    def action_previous_kind(self) -> None:
        self._step_kind(-1)

    def _step_kind(self, step: int) -> None:
        self._choose_kind(KINDS[(KINDS.index(self.view.rows.kind) + step) % len(KINDS)])

    @on(TabLine.Chosen)
    def _kind_clicked(self, message: TabLine.Chosen) -> None:
        self._choose_kind(cast("Kind", message.name))

    def _choose_kind(self, kind: Kind) -> None:
        self.view.kind_is_chosen = True
        self._show_kind(kind)

    def sort_by_next(self, name: str) -> None:
        rows, table = self.view.rows, self.table
        place = rows.place(table.cursor)
        rows.sort_by_next(name)
        self._rows_moved(rows.row_of(place) or 0, are_sorted=True)

    def action_only_displayed(self) -> None:
        """Count only what the display filter shows, or all again."""
        if self.view.counting.change_scope(self.packets):
            self.look()
        else:
            self._remora.tell("No display filter is in use: all packets are counted.")

    # Leaving.

    def action_back(self) -> None:
        self.dismiss(None)
