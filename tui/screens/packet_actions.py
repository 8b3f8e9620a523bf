"""What the keys of the packets screen do to its rows: marks, times, columns, copying, finding, explaining."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from dissectors.errors import CaptureFileError
from tui.copying import Copy, ways_to_copy
from tui.field_nodes import value_text
from tui.panes.packet_bytes import PacketBytes
from tui.panes.packet_list import PacketList
from tui.panes.packet_tree import PacketTree
from tui.screens.copy_menu import offer_copies
from tui.screens.dialogs import InputDialog
from tui.screens.every_screen import EveryScreen
from tui.screens.explanation import explanation, field_title, filter_text
from tui.screens.hidden_packet import hidden_words
from tui.screens.kernel_dialog import conversation_dialog
from tui.screens.pane_focus import places_of
from tui.time_format import USUAL_DIGITS, next_digits

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.streams.following.follow import Followed
    from tui.field_nodes import Node
    from tui.screens.packets import PacketsScreen


class PacketActions(EveryScreen):
    """Mixed into the packets screen, which holds the state."""

    @property
    def _packets(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def action_back(self) -> None:
        """Innermost first: work, notice, zoom, pane, filter; at last columns that nobody asked for."""
        if not self._packets.leave_innermost():
            self._packets.stop_columns()

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen, mark_paragraphs  # read only when asked for

        here = places_of(self._packets.focused)
        self._remora.push_screen(HelpScreen(self._remora.keys, *here, marks=mark_paragraphs(), elsewhere=True))

    def action_choose(self) -> None:
        self._packets.set_focus(self._packets.query_one(PacketTree))

    # Marks and times.

    def action_mark(self) -> None:
        screen = self._packets
        if screen.shown_row is not None:
            screen.rows.marked ^= {screen.shown_row}
            screen.query_one(PacketList).refresh()
            screen.marks_changed()

    def action_next_mark(self) -> None:
        self._go_to_mark(1)

    def action_previous_mark(self) -> None:
        self._go_to_mark(-1)

    def _go_to_mark(self, step: int) -> None:
        """The next in the order of the list, around its end."""
        screen = self._packets
        here = screen.query_one(PacketList).cursor
        displayed = screen.displayed
        marked = sorted(displayed.position_near(row) for row in screen.rows.marked if displayed.shows(row))
        if not marked:
            self._remora.tell("No packet is marked: m marks one.")
            return
        there = [place for place in marked if (place > here if step > 0 else place < here)] or marked
        self.go_to_row(displayed[there[0 if step > 0 else -1]])

    def action_time_format(self) -> None:
        screen = self._packets
        screen.rows.time_format = screen.rows.time_format.next
        screen.query_one(PacketList).columns_changed()
        self._remora.tell(f"Time: {screen.rows.time_format.words}")
        self._remora.remember(replace(self._remora.settings, time_format=screen.rows.time_format.value))

    def action_time_digits(self) -> None:
        screen = self._packets
        digits = screen.rows.time_digits = next_digits(screen.rows.time_digits)
        screen.query_one(PacketList).columns_changed()
        self._remora.tell(f"Time: {'as finely as captured' if digits is None else f'{digits} digits of a second'}")
        kept = "" if digits == USUAL_DIGITS else "auto" if digits is None else str(digits)
        self._remora.remember(replace(self._remora.settings, time_digits=kept))

    def action_time_reference(self) -> None:
        screen = self._packets
        row = screen.shown_row
        screen.rows.reference = None if row is None or row == screen.rows.reference else row
        screen.query_one(PacketList).columns_changed()

    # Names.

    def action_names(self) -> None:
        screen = self._packets
        tree = screen.query_one(PacketTree)
        screen.rows.numbers_only = tree.numbers_only = not tree.numbers_only
        tree.refresh()
        screen.query_one(PacketList).columns_changed()

    # Going to a row.

    def go_to_row(self, row: int) -> None:
        """Put the list's cursor on a row of the table, or, as is told then, on the next one that is displayed."""
        screen = self._packets
        words = hidden_words(screen, row)
        if words:
            self._remora.tell(words)
        packets = screen.query_one(PacketList)
        packets.follows = False
        position = screen.displayed.position_near(row)
        packets.show_line_in_context(position)
        packets.move_cursor(position)

    def action_go_to(self) -> None:
        from tui.going import HINT, GoToError, Times, destination  # read only when asked for

        screen = self._packets
        table = screen.table
        origin = table.time(screen.rows.reference or 0) if len(table) else None
        times = Times(origin, screen.rows.time_format)

        def check(text: str) -> str:
            try:
                there = destination(text, len(table), times)
            except GoToError as error:
                return str(error)
            if there.time is not None and table.first_at(there.time) is None:
                return "all packets are earlier"
            return ""

        def go(text: str) -> None:
            there = destination(text, len(table), times)
            row = there.row if there.time is None else self._first_shown_at(there.time)
            if row is not None:
                self.go_to_row(row)

        self._remora.push_screen(InputDialog("Go to packet or time", HINT, check, taken=go))

    def _first_shown_at(self, time: int) -> int | None:
        """Of those that are displayed: who asks for a time means no packet in particular."""
        screen = self._packets
        row = screen.table.first_at(time)
        if row is None or not len(screen.displayed):
            return row
        return screen.displayed[screen.displayed.position_near(row)]

    # Explaining and copying.

    def action_explain(self) -> None:
        node, decoded = self._packets.chosen_field
        if node is None or decoded is None:
            return
        told, stream = explanation(decoded, node), self._stream_of(node, decoded)
        self._remora.push_screen(conversation_dialog(field_title(node), told, self._packets, stream))

    def _stream_of(self, node: Node, decoded: Decoded) -> tuple[Followed, int] | None:
        """The conversation that a field is about as a whole; None for fields that are about one packet."""
        from dissectors.streams.following.follow import NoSuchStream, stream_of  # read only when asked for
        from dissectors.transport.conversation_facts import CONVERSATION

        screen, root = self._packets, decoded.roots[node.layer]
        if not screen.is_of_this_machine:
            return None
        is_about_it = node.field is root or node.field.name.startswith("conv.") or node.field.spec is CONVERSATION
        if not is_about_it or root.name not in ("tcp", "udp") or screen.shown_row is None:
            return None
        try:
            return stream_of(screen.table, screen.shown_row, cast("Followed", root.name))
        except (NoSuchStream, CaptureFileError):
            return None

    def action_copy(self) -> None:
        ways = self._ways_to_copy()
        if ways:
            offer_copies(self._remora, ways)

    def _ways_to_copy(self) -> list[Copy]:
        screen = self._packets
        node, decoded = screen.chosen_field
        if decoded is None or node is None or screen.shown_row is None:
            return []
        field = node.field
        sources = decoded.sources
        part = sources[field.source].data[field.start : field.stop]
        packet_bytes = screen.query_one(PacketBytes)
        shown = packet_bytes.source if packet_bytes.packet is decoded else field.source
        whole, whole_what = sources[shown].data, "all bytes of the packet" if shown == 0 else sources[shown].name
        wants_part = bool(part) and screen.focused is not screen.query_one(PacketList)
        data, what = (part, "the field's bytes") if wants_part else (whole, whole_what)
        row = screen.rows.text_of(screen.displayed.position_near(screen.shown_row))
        value = value_text(field, screen.query_one(PacketTree).numbers_only)
        return ways_to_copy(data, what, field.line, value, row, filter_text(field))
