"""The packets screen: list, decoded packet and bytes, each lighting the other; the bars around them.

Rows come from a `Source` as messages; this screen alone appends them, filters them and draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.screen import Screen

from dissectors.errors import RemoraError
from tui.deep.places import place_told
from tui.displayed import DisplayedRows
from tui.field_nodes import path_at_byte
from tui.judging import CompileFilter, Judge, compile_text
from tui.keys import bindings
from tui.messages import CaptureState, CaptureStateChanged, RowsAdded, SourceFailed
from tui.panes.completing import Complete
from tui.panes.filter_bar import FilterBar
from tui.panes.footer import KeyFooter
from tui.panes.opinion_pane import OpinionPane
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_list import COLUMN_NAMES, PacketList, PacketRows
from tui.panes.packet_tree import PacketTree
from tui.panes.status_bar import BitsLine, FieldLine, NoticeBar, TopBar
from tui.panes.table import Table
from tui.screens.as_filter import AsFilter
from tui.screens.decode_as import DecodeAsHere
from tui.screens.deep_columns import DeepColumns
from tui.screens.deep_packets import DeepPackets
from tui.screens.filtered import Filtered
from tui.screens.finder import Finder
from tui.screens.list_columns import ListColumns, usable_widths
from tui.screens.new_keys import NewKeys
from tui.screens.other_screens import SECONDS_BEFORE_READING_AHEAD, OtherScreens
from tui.screens.packet_actions import PacketActions
from tui.screens.pane_focus import PaneFocus
from tui.screens.renewed_rows import RenewedRows
from tui.screens.row_order import RowOrder
from tui.screens.second_opinions import SecondOpinions
from tui.screens.to_follow import ToFollow
from tui.screens.to_ladder import ToLadder
from tui.screens.to_tcp_graph import ToTCPGraph
from tui.screens.within_conversation import WithinConversation
from tui.screens.worked_out import WorkedOutRows
from tui.time_format import TimeFormat, digits_by_name

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.packets.table import PacketTable
    from tui.app import RemoraApp
    from tui.loading import Source


class PacketsScreen(
    PacketActions,
    ListColumns,
    AsFilter,
    RenewedRows,
    Filtered,
    Finder,
    RowOrder,
    DeepColumns,
    WorkedOutRows,
    PaneFocus,
    ToLadder,
    ToTCPGraph,
    ToFollow,
    WithinConversation,
    OtherScreens,
    DecodeAsHere,
    NewKeys,
    DeepPackets,
    SecondOpinions,
    Screen[None],
):
    """Three panes over one packet table."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("anywhere")]
    HORIZONTAL_BREAKPOINTS = [(120, "-wide")]  # noqa: RUF012
    AUTO_FOCUS = "#list"
    is_of_this_machine = False
    """The packets are captured on this machine, now: its kernel may know their sockets."""

    def __init__(
        self,
        table: PacketTable,
        source: Source,
        display_filter: str = "",
        compile_filter: CompileFilter = compile_text,
        judge_filter: Judge | None = None,
        complete: Complete | None = None,
    ) -> None:
        """`display_filter` is applied at once; `compile_filter` raises RemoraError for what is no filter."""
        super().__init__()
        self.table = table
        self.source = source
        self.displayed = DisplayedRows(lambda: len(table))
        self.rows = PacketRows(table, self.displayed, on_error=self._row_failed)
        self.dissection: Decoded | None = None
        """Of the packet that tree and bytes show: the native one, or tshark's."""
        self.shown_row: int | None = None
        """The table's row of it."""
        self.compile_filter = compile_filter
        self._judge_filter: Judge = judge_filter or self.judge_text
        self.complete: Complete = complete or self.complete_text
        self._state = source.state
        self._closed_notice = ""
        self._failure = ""
        self._first_filter = display_filter

    def compose(self) -> ComposeResult:
        settings = cast("RemoraApp", self.app).settings
        self.rows.column_names = list(settings.columns or COLUMN_NAMES)
        self.rows.column_widths = usable_widths(settings.column_widths)
        if settings.time_format in [style.value for style in TimeFormat]:
            self.rows.time_format = TimeFormat(settings.time_format)
        self.rows.time_digits = digits_by_name(settings.time_digits)
        self.rows.shows_colours = settings.wireshark_colours and not self.app.no_color
        yield TopBar(id="top")
        yield NoticeBar(id="notice")
        yield FilterBar(
            self.problem_with,
            settings.filter_history,
            judge=self._judge_filter,
            complete=self.complete,
            id="filter",
        )
        yield PacketList(self.rows, id="list")
        with Container(id="details"):
            with Vertical(id="tree-side") as tree_side:
                tree_side.border_title = " Decoded packet "
                yield PacketTree(id="tree")
                yield OpinionPane(id="opinion")
            with Vertical(id="bytes-side") as bytes_side:
                bytes_side.border_title = " Bytes "
                yield PacketBytes(id="bytes")
                yield BitsLine(id="bits")
        yield FieldLine(id="field")
        yield KeyFooter(cast("RemoraApp", self.app).keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(TopBar).name_screens(cast("RemoraApp", self.app).keys, "packets")
        self.query_one(PacketList).rows_changed(0)
        self.show_state()
        if len(self.table):
            self.show_row(0)
        self.source.start(self.post_message)
        self.set_timer(SECONDS_BEFORE_READING_AHEAD, self.read_ahead)
        if self._first_filter:
            self.query_one(FilterBar).text = self._first_filter
            self.apply_filter(self._first_filter)

    def on_unmount(self) -> None:
        self.source.stop()
        self.end_order()
        self.end_search()
        self.end_working_out()
        self.end_columns()
        self.end_other_screens()
        self.stop_work()
        self.end_filtering()

    @on(events.Unmount)
    async def _unmounted(self) -> None:
        await self.end_deep()

    @on(events.ScreenResume)
    def _in_sight_again(self) -> None:
        """The list may have been behind another screen for long."""
        if self.is_mounted:
            self.query_one(PacketList).follow()
            self.columns_more()

    # Rows and the state of their source.

    @on(RowsAdded)
    def _rows_added(self, message: RowsAdded) -> None:
        before = len(self.displayed)
        if message.append is not None:
            message.append()
        packets = self.query_one(PacketList)
        if not self.displayed.is_filtered:
            packets.rows_added(before)
        else:
            self.filter_more()
        self.arrange_more()
        if self.shown_row is None and len(self.displayed):
            self.show_row(self.displayed[packets.cursor])
        self.work_out_more()
        if self.is_current:
            # Nobody sees columns of a list behind another screen, and tshark would take a processor for them.
            self.columns_more()
        self.show_state()

    @on(CaptureStateChanged)
    def _state_changed(self, message: CaptureStateChanged) -> None:
        self._state = message.state
        # A filter may have waited for the end.
        self.filter_more()
        self.work_out_more()
        self.columns_more()
        self.show_state()

    @on(SourceFailed)
    def _source_failed(self, message: SourceFailed) -> None:
        self.fail(message.sentence)

    def fail(self, sentence: str) -> None:
        """Say what is wrong until the user closes it; the packets so far stay."""
        if sentence != self._failure:
            self._failure, self._closed_notice = sentence, ""
            self.show_state()

    def _row_failed(self, error: Exception) -> None:
        # Painting is no time to change other widgets.
        self.call_later(self.fail, str(error))

    def show_state(self) -> None:
        """Counts and notice."""
        self.query_one(TopBar).show(self._state, len(self.table), len(self.displayed))
        notice = self._failure or self._state.notice
        self.query_one(NoticeBar).show("" if notice == self._closed_notice else notice)

    @property
    def state(self) -> CaptureState:
        return self._state

    def close_notice(self) -> bool:
        """True if there was one to close."""
        notice = self.query_one(NoticeBar)
        if not notice.display:
            return False
        self._closed_notice = notice.sentence
        notice.show("")
        return True

    # The packet that is shown, its fields and bytes.

    @on(Table.CursorMoved, "#list")
    def _list_moved(self, message: Table.CursorMoved) -> None:
        if message.row < len(self.displayed):
            self.show_row(self.displayed[message.row])

    def show_row(self, row: int | None) -> None:
        """Decode a row of the table into tree and bytes; None empties them."""
        self.shown_row = row
        native = None
        if row is not None:
            try:
                native = self.table.dissection(row)
            except (RemoraError, OSError) as error:
                self.fail(str(error))
        self.show_decoded(native)

    @on(PacketTree.FieldSelected)
    def _field_selected(self, message: PacketTree.FieldSelected) -> None:
        if self.view == "second":
            return
        if message.by_user:
            self.found = self.found_line = None
        elif self.show_found():
            self.show_field()
            return
        self.query_one(PacketBytes).light_field(message.node.field if message.node is not None else None)
        self.show_field()

    @on(PacketBytes.ByteChosen)
    def _byte_chosen(self, message: PacketBytes.ByteChosen) -> None:
        packet_bytes = self.query_one(PacketBytes)
        packet = packet_bytes.packet
        if packet is None:
            return
        path = path_at_byte(packet, message.byte, message.source)
        tree = self.query_one(PacketTree)
        if path is None:
            # No field's: what is selected in the tree lies elsewhere.
            packet_bytes.light_field(None)
            self.query_one(FieldLine).show(None)
            self.query_one(BitsLine).show(packet_bytes.data, packet_bytes.byte, None)
            return
        tree.select(path)
        node = tree.selected
        if node is not None:
            packet_bytes.light_field(node.field, follow=False)
        self.show_field()

    @on(PacketBytes.FieldWanted)
    def _go_to_field(self) -> None:
        self.set_focus(self.query_one(PacketTree))

    def show_field(self) -> None:
        """Tell of the selected field and of its bits."""
        node, decoded = self.chosen_field
        packet_bytes = self.query_one(PacketBytes)
        where = place_told(decoded, node.field) if node is not None and decoded is not None else None
        self.query_one(FieldLine).show(node, where)
        self.query_one(BitsLine).show(packet_bytes.data, packet_bytes.byte, node.field if node is not None else None)

    @on(PacketTree.ColumnWanted)
    def _column_wanted(self, message: PacketTree.ColumnWanted) -> None:
        self.toggle_column(message.node.field.name)

    def stop_work(self) -> bool:
        """Stop reading, or else filter, search and sort; what was found stays. True if there was something to stop."""
        if self.source.stop_reading():
            return True
        filtering = self.stop_filtering()
        searching = self.stop_search()
        return self.stop_sorting() or searching or filtering or self.stop_wanted_columns()

    def settle_cursor(self) -> None:
        """Tree and bytes show the row under the cursor."""
        packets = self.query_one(PacketList)
        row = self.displayed[packets.cursor] if packets.cursor < len(self.displayed) else None
        if row != self.shown_row:
            self.show_row(row)
