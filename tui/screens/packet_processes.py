"""Processes behind the packets on the screen: those of a live capture as they become known, and of a saved one.

What is found out comes as messages from a `ProcessWatch`; this screen alone adds it to the packet table.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final, cast

from tui import wording
from tui.messages import CaptureReplaced, CaptureStateChanged, ProcessesFound
from tui.panes.status_bar import FieldLine
from tui.process_watch import LateQuestions
from tui.waiting import unknown_processes_lines
from tui.working_out import WorkedOut

if TYPE_CHECKING:
    from tui.process_watch import ProcessWatch
    from tui.screens.capture import CaptureScreen

SECONDS_UNTIL_SILENCE: Final = 1.0
"""After the capture has stopped: what was seen last is found out about."""
SECONDS_BETWEEN_QUESTIONS: Final = 0.3
SECONDS_OF_NOTICE: Final = 6.0


class PacketProcesses:
    """Mixed into the capture screen."""

    _late: LateQuestions
    _changes_shown = 0
    """So many answers were known when rows were painted last."""
    _told_lack_of_room = ""

    @property
    def _process_screen(self) -> CaptureScreen:
        return cast("CaptureScreen", self)

    @property
    def _process_watch(self) -> ProcessWatch | None:
        """None where the packets are not this machine's own, or nobody can tell."""
        return self._process_screen.opened.process_watch

    def on_mount(self) -> None:
        self._late = LateQuestions()
        watch = self._process_watch
        if watch is not None:
            watch.start(self._process_screen.post_message)
            self._process_screen.set_interval(SECONDS_BETWEEN_QUESTIONS, self._ask)

    def on_unmount(self) -> None:
        if self._process_watch is not None:
            self._process_watch.stop()

    def on_processes_found(self, message: ProcessesFound) -> None:
        """Join them to the conversations."""
        table = self._process_screen.table
        table.attributions.append(message.attributions)
        if self._process_watch is not None:
            self._process_watch.taken()
        table.join_processes()
        self._show_news()

    def on_worked_out(self, message: WorkedOut) -> None:
        """Conversations have numbers now, to which processes may be joined; some may be asked about."""
        self._show_news()
        self._ask()

    def on_capture_state_changed(self, message: CaptureStateChanged) -> None:
        """Watch as long as packets are captured."""
        live, watch = self._process_screen.opened.live, self._process_watch
        if live is None or watch is None:
            return
        if live.is_running:
            watch.begin()
        elif watch.is_watching:
            self._process_screen.set_timer(SECONDS_UNTIL_SILENCE, self._rest)

    def on_capture_replaced(self, message: CaptureReplaced) -> None:
        self._late.forget()

    def unknown_processes(self) -> tuple[str, ...]:
        """For a list in which a filter for processes shows nothing: why that may be."""
        screen, watch = self._process_screen, self._process_watch
        if not screen.filter_asks_late:
            return ()
        notice = (watch.notice if watch is not None else "") or screen.table.attributions.notice
        is_any_known = bool(screen.table.attributions)
        return unknown_processes_lines(notice, is_watched=watch is not None, is_any_known=is_any_known)

    def _rest(self) -> None:
        live, watch = self._process_screen.opened.live, self._process_watch
        if watch is not None and live is not None and not live.is_running:
            watch.rest()

    def _show_news(self) -> None:
        screen = self._process_screen
        changes = screen.table.index.processes.changes
        if changes != self._changes_shown:
            self._changes_shown = changes
            screen.more_is_known()

    def _ask(self) -> None:
        """About conversations that nobody has told about, such as those that began before the capture.

        Not of one that has stopped: its ports may be others' by now.
        """
        live, watch = self._process_screen.opened.live, self._process_watch
        if live is not None and live.is_running and watch is not None:
            watch.ask(self._late.due(self._process_screen.table, monotonic(), watch.patience_seconds))
            self._say_what_is_hidden()

    def _say_what_is_hidden(self) -> None:
        """Once, where the fields are told; a note about the session goes first."""
        screen = self._process_screen
        field = screen.query_one(FieldLine)
        if not field.says:
            sentence = screen.viewer.untold_watch_notice() or self._untold_lack_of_room()
            if sentence:
                field.say(wording.sentence(sentence))
                screen.set_timer(SECONDS_OF_NOTICE, lambda: field.say(""))

    def _untold_lack_of_room(self) -> str:
        notice = self._process_screen.table.attributions.notice
        before, self._told_lack_of_room = self._told_lack_of_room, notice
        return notice if notice != before else ""
