"""What keys do with the conversation under the cursor: its packets, what was said, its ladder, copies; saving all."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dissectors.errors import RemoraError
from tui import wording
from tui.completion import as_path
from tui.conversation_saving import conversation_saving, problem_with_name
from tui.copying import Copy
from tui.panes.text_lines import Paragraph
from tui.screens.copy_menu import offer_copies
from tui.screens.dialogs import InputDialog
from tui.screens.every_screen import EveryScreen
from tui.screens.kernel_dialog import conversation_dialog
from tui.screens.to_counters import ToCounters
from tui.screens.to_tcp_graph import ONLY_TCP, show_tcp_graph

if TYPE_CHECKING:
    from dissectors.streams.following.follow import Followed
    from tui.screens.conversations import ConversationsScreen, Then
    from tui.screens.follow import FollowEnd

NO_STREAM = "Only TCP and UDP conversations can be followed or drawn."


class ConversationActions(ToCounters, EveryScreen):
    """Mixed into the conversations screen, which holds rows and cursor."""

    @property
    def _conversations_screen(self) -> ConversationsScreen:
        return cast("ConversationsScreen", self)

    def action_choose(self) -> None:
        """Show its packets."""
        screen = self._conversations_screen
        record, packets = screen.record, screen.packets
        if record is not None:
            text = record.filter
            screen.dismiss(lambda: packets.put_filter(text, is_applied=True))

    def action_follow(self) -> None:
        """Follow it; what is chosen there is shown among the packets."""
        from tui.screens.follow import FollowScreen  # read only when asked for

        screen = self._conversations_screen
        packets, stream = screen.packets, self._stream()
        if stream is None:
            return

        def ended(end: FollowEnd | None) -> None:
            if end is not None:
                screen.dismiss(lambda: packets.follow_ended(end))

        follow = FollowScreen(packets.table, *stream, grows=packets.may_grow)
        self._remora.push_screen(follow, ended)

    def action_ladder(self) -> None:
        """Draw its ladder; a packet chosen there is shown among the packets."""
        from tui.screens.ladder import LadderScreen  # read only when asked for

        screen = self._conversations_screen
        packets, stream = screen.packets, self._stream()
        if stream is None:
            return

        def ended(row: int | None) -> None:
            if row is not None:
                screen.dismiss(lambda: packets.go_to_row(row))

        ladder = LadderScreen(packets.table, *stream, rows=packets.displayed.unarranged)
        self._remora.push_screen(ladder, ended)

    def action_tcp_graph(self) -> None:
        """Draw its graphs over time; a packet chosen there is shown among the packets."""
        screen, found = self._conversations_screen, self._stream()
        packets = screen.packets
        if found is None:
            return
        protocol, stream = found
        if protocol != "tcp":
            self._remora.tell(ONLY_TCP)
            return

        def chosen(row: int) -> None:
            screen.dismiss(lambda: packets.go_to_row(row))

        show_tcp_graph(self._remora, packets.table, stream, chosen)

    def action_socket(self) -> None:
        """To its socket; from there back to here, or to the packets with what was chosen."""
        from tui.socket_view.captured import ends_of_conversation  # following's parts, which counting does without

        screen, record = self._conversations_screen, self._conversations_screen.record
        if record is None:
            return
        try:
            wanted = ends_of_conversation(screen.packets.table, record)
        except RemoraError as error:
            self._remora.tell(wording.sentence(str(error)))
            return

        def ended(then: Then | None) -> None:
            if then is not None:
                screen.dismiss(then)

        self._remora.show_sockets(screen.packets, wanted, ended)

    def _stream(self) -> tuple[Followed, int] | None:
        """The protocol and number of the stream under the cursor; where there is none, it is told."""
        record = self._conversations_screen.record
        if record is None:
            return None
        if record.stream is None:
            self._remora.tell(NO_STREAM)
            return None
        return cast("Followed", record.kind), record.stream

    def action_explain(self) -> None:
        """Tell in full what became of it, which packets prove it, and what would disprove it."""
        screen = self._conversations_screen
        verdict, record = screen.verdict, screen.record
        if verdict is None or record is None:
            self._remora.tell("Nothing is known of what became of it.")
            return
        paragraphs = [Paragraph(verdict.sentence + ".", "text--strong"), Paragraph()]
        if verdict.evidence:
            numbers = ", ".join(f"{number:,}" for number in verdict.evidence)
            paragraphs.append(Paragraph(numbers, head="  proved by packets  ", head_style="text--dim"))
        if verdict.disproof:
            paragraphs.append(Paragraph(verdict.disproof, head="  disproved by       ", head_style="text--dim"))
        stream = (cast("Followed", record.kind), record.stream) if record.stream is not None else None
        self._remora.push_screen(conversation_dialog(f"{record.a} ↔ {record.b}", paragraphs, screen.packets, stream))

    def action_copy(self) -> None:
        """Offer its row, its endpoints, a filter and the verdict."""
        screen = self._conversations_screen
        record = screen.record
        if record is None:
            return
        ways = [
            Copy("d", "a display filter for it", record.filter),
            Copy("r", "the row", screen.view.rows.text_of(screen.table.cursor)),
            Copy("a", "endpoint A", str(record.a)),
            Copy("b", "endpoint B", str(record.b)),
        ]
        verdict = screen.verdict
        if verdict is not None:
            ways.append(Copy("v", "the verdict", f"{record.a} ↔ {record.b}: {verdict.sentence}"))
        offer_copies(self._remora, ways)

    def action_save(self) -> None:
        """Save all rows of this kind in their order."""
        screen, app = self._conversations_screen, self._remora
        rows = screen.view.rows

        def chosen(name: str | None) -> None:
            if name is not None:
                path = as_path(name)
                records = rows.judged_records(screen.packets.state.dropped)
                app.save_file(path, conversation_saving(records, path.suffix.lower()))

        hint = "a name that ends in .csv or .json"
        suggestion = f"conversations-{rows.kind}.csv"
        app.push_screen(InputDialog("Save conversations", hint, problem_with_name, suggestion), chosen)
