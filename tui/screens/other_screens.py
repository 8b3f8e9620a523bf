"""From the packets screen to the screens beside it, and back with what was chosen there."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from dissectors.errors import RemoraError
from tui import wording
from tui.screens.to_counters import ToCounters

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.diagnosis_entries import Entry
    from tui.screens.conversations import ConversationsView, Then
    from tui.screens.diagnosis import DiagnosisView
    from tui.screens.packets import PacketsScreen
    from tui.screens.statistics_view import StatisticsView


LARGEST_SCREEN: Final = "tui.screens.statistics"
SECONDS_BEFORE_READING_AHEAD: Final = 2.0
"""So that nothing of the first paint and of the first keys waits for it."""


class OtherScreens(ToCounters):
    """Mixed into the packets screen."""

    _conversations: ConversationsView | None = None
    _statistics: StatisticsView | None = None
    _diagnosis: DiagnosisView | None = None

    def read_ahead(self) -> threading.Thread:
        """Read the modules of the screen that brings most along while nothing else is to be done, in a thread."""
        thread = threading.Thread(target=import_module, args=(LARGEST_SCREEN,), name="read ahead", daemon=True)
        thread.start()
        return thread

    def action_conversations(self) -> None:
        """Show who talked to whom; a conversation chosen there is the display filter here."""
        # Numpy's and the table's parts that the first paint does without.
        from tui.screens.conversations import ConversationsScreen, ConversationsView

        screen = cast("PacketsScreen", self)
        if self._conversations is None:
            self._conversations = ConversationsView()

        def chosen(then: Then | None) -> None:
            if then is not None:
                then()

        cast("RemoraApp", screen.app).push_screen(ConversationsScreen(screen, self._conversations), chosen)

    def action_statistics(self) -> None:
        """Show who uses the wire, with what, how fast; what is chosen there is done here."""
        from tui.screens.statistics import StatisticsScreen
        from tui.screens.statistics_view import StatisticsView

        screen = cast("PacketsScreen", self)
        if self._statistics is None:
            self._statistics = StatisticsView(screen)

        def chosen(then: Then | None) -> None:
            if then is not None:
                then()

        cast("RemoraApp", screen.app).push_screen(StatisticsScreen(screen, self._statistics), chosen)

    def action_diagnosis(self) -> None:
        """Show what is wrong; the packets of what is chosen there are filtered here, from the first on."""
        from tui.panes.packet_list import PacketList
        from tui.screens.diagnosis import DiagnosisScreen, DiagnosisView

        screen = cast("PacketsScreen", self)
        if self._diagnosis is None:
            self._diagnosis = DiagnosisView()

        def chosen(entry: Entry | None) -> None:
            if entry is not None:
                screen.query_one(PacketList).follows = False
                if entry.packets:
                    screen.show_row(entry.packets[0] - 1)
                screen.put_filter(entry.filter, is_applied=True)

        cast("RemoraApp", screen.app).push_screen(DiagnosisScreen(screen, self._diagnosis), chosen)

    def action_objects(self) -> None:
        """Show the objects that were carried; the packet of one that is chosen there is gone to here."""
        from tui.screens.objects import ObjectsScreen  # pyshark and what it brings along

        screen = cast("PacketsScreen", self)
        app = cast("RemoraApp", screen.app)
        if app.deep_choices is None:
            app.tell("Objects are found by tshark, and none is used here.")
            return

        def chosen(row: int | None) -> None:
            if row is not None:
                screen.go_to_row(row)

        app.push_screen(ObjectsScreen(screen.table, app.deep_choices), chosen)

    def action_sockets(self) -> None:
        """Show the sockets of this machine; the packets of one that is chosen there are filtered here."""
        screen = cast("PacketsScreen", self)
        cast("RemoraApp", screen.app).show_sockets(screen)

    def action_socket(self) -> None:
        """To the socket of the packet under the cursor."""
        from tui.panes.packet_list import PacketList
        from tui.socket_view.captured import ends_of_packet  # following's parts, which the first paint does without

        screen = cast("PacketsScreen", self)
        app, row = cast("RemoraApp", screen.app), screen.query_one(PacketList).row_under_cursor
        if row is None:
            return
        try:
            wanted = ends_of_packet(screen.table, row)
        except (RemoraError, OSError) as error:
            app.tell(wording.sentence(str(error)))
        else:
            app.show_sockets(screen, wanted)

    def end_other_screens(self) -> None:
        """The screen closes, or packets mean something else now: what works for the others gives up."""
        workers = (
            self._conversations.tally if self._conversations is not None else None,
            self._statistics,
            self._diagnosis.run if self._diagnosis is not None else None,
        )
        for worker in workers:
            if worker is not None:
                worker.stop()
        self._conversations = self._statistics = self._diagnosis = None
