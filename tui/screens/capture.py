"""The packets screen on an opened capture: live ones can be stopped, gone on with and changed; all can be saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import strftime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from dissectors.errors import RemoraError
from tui import wording
from tui.capture.source import EngineError
from tui.keys import bindings
from tui.messages import CaptureReplaced, CaptureStateChanged
from tui.panes.filter_bar import FilterBar
from tui.panes.footer import KeyFooter
from tui.panes.packet_list import PacketList
from tui.panes.status_bar import FieldLine
from tui.panes.story_line import StoryLine
from tui.panes.text_lines import Paragraph
from tui.saving import SaveWish, save
from tui.screens.dialogs import ReadDialog
from tui.screens.packet_processes import PacketProcesses
from tui.screens.packets import PacketsScreen
from tui.screens.pane_focus import places_of
from tui.waiting import no_packets_lines, nothing_matches_lines, waiting_lines

if TYPE_CHECKING:
    from dissectors.deep.choices.decode_as import DecodeAs
    from tui.opened import Opened
    from tui.screens.interfaces_dialog import CaptureChoice
    from tui.viewer_app import ViewerApp

NOTE_SECONDS = 6.0
LIVE_ACTIONS = ("toggle_capture", "new_capture", "change_capture")


class SceneTold(Message):
    """A scene of the lab has come to its next step, or is over."""

    def __init__(self, words: str, is_over: bool) -> None:
        super().__init__()
        self.words = words
        self.is_over = is_over


class CaptureScreen(PacketProcesses, PacketsScreen):
    """Wants a `ViewerApp` around it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("capture")]

    def __init__(self, opened: Opened, display_filter: str = "", *, numbers_only: bool = False) -> None:
        super().__init__(opened.table, opened.source, display_filter)
        self.opened = opened
        self.filter_text = display_filter
        """The display filter that was wanted last."""
        self.note = ""
        """A sentence about this session, told for a while at the start."""
        self._numbers_only = numbers_only
        self.is_of_this_machine = opened.live is not None and not opened.live.is_pipe

    @property
    def own_decisions(self) -> Sequence[DecodeAs]:
        return self.opened.decisions

    @property
    def viewer(self) -> ViewerApp:
        return cast("ViewerApp", self.app)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        if self.opened.performance is not None:
            yield StoryLine(self.opened.performance.scene, id="story")

    # The packets screen has handlers of the same names, which Textual calls too.

    def on_mount(self) -> None:
        # A scene is over soon: who learns from it begins with the first packet.
        self.query_one(PacketList).follows = self.opened.live is not None and self.opened.performance is None
        if self.note:
            field = self.query_one(FieldLine)
            field.say(self.note)
            self.set_timer(NOTE_SECONDS, lambda: field.say(""))
        if self._numbers_only:
            self.action_names()
        if self.opened.performance is not None:
            self.move_child(self.query_one(StoryLine), before=self.query_one(PacketList))
            self.opened.performance.start(self._tell_step)

    def on_unmount(self) -> None:
        opened = self.opened
        if opened.performance is not None:
            opened.performance.end()
        if opened.leftover is not None and opened.saved_in is not None:
            opened.leftover.discard()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        event.prevent_default()
        places = places_of(event.widget)
        live = self.opened.live is not None and "list" in places
        self.query_one(KeyFooter).show(*(("capture", *places) if live else places))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of live captures hold in the list only."""
        if action in LIVE_ACTIONS and not isinstance(self.focused, PacketList):
            return False
        return self.offers(action) and super().check_action(action, parameters)

    def offers(self, action: str) -> bool:
        """Whether an action means anything here: some are about live captures, one is about the lab."""
        if action in LIVE_ACTIONS:
            return self.opened.live is not None
        return action != "story" or self.opened.performance is not None

    def apply_filter(self, text: str) -> None:
        self.filter_text = text
        super().apply_filter(text)

    @on(CaptureReplaced)
    async def _capture_replaced(self, message: CaptureReplaced) -> None:
        live = self.opened.live
        if live is not None:
            self.table.capture = message.capture
            self.table.forget()
            self.rows.marked.clear()
            self.rows.reference = None
            self.shown_row = None
            self.apply_filter(self.filter_text)
            self.restart_columns()
            live.follow()
            await self.decode_anew()

    def show_state(self) -> None:
        super().show_state()
        self._say_why_there_are_none()

    @on(CaptureStateChanged)
    def _say_why_there_are_none(self) -> None:
        """In the empty list."""
        if len(self.displayed):
            return
        packets = self.query_one(PacketList)
        lines = self._reasons()
        if lines != packets.empty_lines:
            packets.empty_lines = lines
            packets.refresh()

    def _reasons(self) -> tuple[str, ...]:
        live = self.opened.live
        if len(self.table):
            run = self._run
            is_working = run is not None and run.is_working
            is_stopped = run is not None and run.is_stopped
            in_use = self.query_one(FilterBar).in_use
            lines = nothing_matches_lines(in_use, is_working=is_working, is_stopped=is_stopped)
            return lines if is_working or is_stopped else (*lines, *self.unknown_processes())
        if live is not None:
            return waiting_lines(live.title, live.live.plan, self.opened.performance, is_running=live.is_running)
        return no_packets_lines(self.state.mode)

    # Keys of a live capture.

    def action_toggle_capture(self) -> None:
        live = self.opened.live
        if live is None:
            return
        try:
            live.toggle()
        except EngineError as error:
            self.fail(error.text)

    def action_new_capture(self) -> None:
        live, viewer = self.opened.live, self.viewer
        if live is None or live.is_pipe:
            return
        plan, filter_text = live.live.plan, self.filter_text
        viewer.after_asking(lambda: viewer.begin_capture(plan.interfaces, plan.capture_filter, filter_text))

    def action_change_capture(self) -> None:
        live = self.opened.live
        if live is None or live.is_pipe:
            return

        def chosen(choice: CaptureChoice | None) -> None:
            if choice is None:
                return
            try:
                live.change(choice.interfaces, choice.capture_filter)
            except EngineError as error:
                self.fail(error.text)
            self._say_why_there_are_none()

        plan = live.live.plan
        self.app.push_screen(self.viewer.interfaces_dialog("Capture on", plan.interfaces, plan.capture_filter), chosen)

    # Saving and leaving.

    def action_save(self) -> None:
        self.ask_to_save()

    def ask_to_save(self, *, only_all: bool = False, then: Callable[[], object] | None = None) -> None:
        """Let the user choose what to save and where, save it, and go on with `then`."""
        from tui.screens.save_dialog import SaveDialog  # read when it is first wanted

        if self.state.mode == "reading":
            self.viewer.tell("The file is still being read: save when it is there as a whole.", "warning")
            return

        def chosen(wish: SaveWish | None) -> None:
            if wish is not None:
                self._save(wish, then)

        counts = {"all": len(self.table), "displayed": len(self.displayed), "marked": len(self.rows.marked)}
        self.app.push_screen(SaveDialog(counts, self._suggested_name(), scopes_are_open=not only_all), chosen)  # type: ignore[arg-type]

    def _suggested_name(self) -> str:
        if self.opened.path is not None:
            return f"{self.opened.path.parent}/"
        return strftime("capture-%Y%m%d-%H%M%S.pcapng")

    def _save(self, wish: SaveWish, then: Callable[[], object] | None) -> None:
        displayed, marked = self.displayed.rows_from(-1), sorted(self.rows.marked)
        app, opened = self.viewer, self.opened

        def work(progress: Callable[[int], None]) -> None:
            try:
                count = save(opened, wish, displayed, marked, progress)
            except (RemoraError, OSError, ValueError) as error:
                app.call_from_thread(app.tell, str(error), "error")
                return
            app.call_from_thread(saved, count)

        def saved(count: int) -> None:
            app.tell(f"{wording.packets(count)} saved in {wish.path}")
            if wish.scope == "all":
                app.remember(app.settings.with_recent_file(Path(wish.path).absolute()))
            if then is not None:
                then()

        app.saver.start(work)

    def action_open_file(self) -> None:
        self.viewer.ask_for_file()

    def action_close_capture(self) -> None:
        self.viewer.after_asking(self.viewer.to_start_screen)

    def action_back(self) -> None:
        """As in every packets screen; when there is nothing left to leave, to the start screen if that is below."""
        if len(self.app.screen_stack) <= 1:
            super().action_back()
        elif not self.leave_innermost():
            self.action_close_capture()

    # The lab's scene.

    def _tell_step(self, words: str, is_over: bool) -> None:
        self.post_message(SceneTold(words, is_over))

    @on(SceneTold)
    def _scene_told(self, message: SceneTold) -> None:
        self.query_one(StoryLine).show(message.words, message.is_over)

    def action_story(self) -> None:
        performance = self.opened.performance
        if performance is None:
            return
        steps = [Paragraph(step, head=f"  {number:>2}  ") for number, step in enumerate(performance.steps, 1)]
        look_for = [Paragraph(), Paragraph("Look for", "text--head"), Paragraph(performance.scene.look_for)]
        title = f"{performance.scene.name}: {performance.scene.title}"
        happened = Paragraph("What happened", "text--head")
        self.app.push_screen(ReadDialog(title, [happened, *steps, *look_for]))
