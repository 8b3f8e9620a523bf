"""The application around captures: opens, begins, leaves and saves them, and goes between them and the start screen.

Screens say what the user wants; here it is decided what is asked first and what becomes of a capture.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from dissectors.deep.choices.decode_as import native_registry
from dissectors.errors import RemoraError
from dissectors.registry import default
from tui import wording
from tui.app import RemoraApp
from tui.capture.interfaces import Counters, Interface
from tui.capture.source import EngineError
from tui.ending import end_capture, stop
from tui.lab.stage import SceneError
from tui.live_source import CaptureOptions, LiveSource
from tui.machine import Machine, ThisMachine
from tui.opened import Opened, open_interfaces, open_leftover, open_path, open_scene
from tui.process_watch import ProcessWatch
from tui.saving import Saver
from tui.screens.capture import CaptureScreen
from tui.screens.dialogs import Choice, ChoiceDialog
from tui.settings import Settings

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from tui.capture.client import BrokerClient
    from tui.capture.temporary import Leftover
    from tui.lab.scenes import Scene
    from tui.screens.interfaces_dialog import CaptureChoice, InterfacesDialog
    from tui.screens.welcome import WelcomeScreen
    from tui.sockets.watch.client import WatchClient

# Screens and windows are imported when they are first shown: the first packets on the screen do not wait for them.


class ViewerApp(RemoraApp):
    """Starts with an opened capture, or with the start screen."""

    def __init__(
        self,
        opened: Opened | None = None,
        broker: BrokerClient | None = None,
        *,
        settings: Settings | None = None,
        settings_path: Path | None = None,
        display_filter: str = "",
        options: CaptureOptions | None = None,
        numbers_only: bool = False,
        machine: Machine | None = None,
        deep_choices: DeepChoices | None = None,
        shows_sockets: bool = False,
        network_namespace: str = "",
    ) -> None:
        """`options` are for captures that are begun on the screen; without `deep_choices` no tshark is started."""
        super().__init__(
            settings=settings,
            settings_path=settings_path,
            opened=opened.path if opened is not None else None,
            deep_choices=deep_choices,
        )
        self.broker = broker
        self.options = options or CaptureOptions()
        self.machine: Machine = machine or ThisMachine(broker)
        self.captures: list[LiveSource] = [opened.live] if opened is not None and opened.live is not None else []
        """Live captures that have not been ended yet."""
        self.last_lines: list[str] = []
        """What became of those that have."""
        self.session_note = ""
        """A sentence about this session, which its first screen tells in a line of its own."""
        self.saver = Saver()
        self._endings: list[threading.Thread] = []
        self._first = opened
        self._first_filter = display_filter
        self._numbers_only = numbers_only
        self._begins_with_sockets = shows_sockets
        self.network_namespace = network_namespace
        self._watcher: WatchClient | None = None
        self._watcher_was_wanted = False
        self._told_notice = ""
        self._process_watch: ProcessWatch | None = None
        if opened is not None:
            self._watch_processes(opened)

    def on_mount(self) -> None:
        self.check_choices()

    def on_unmount(self) -> None:
        if self._watcher is not None:
            self._watcher.close()

    def get_default_screen(self) -> Screen[Any]:
        if self._first is None:
            return self.first_sockets_screen() if self._begins_with_sockets else self._start_screen()
        self._decode_as_decided(self._first)
        screen = CaptureScreen(self._first, self._first_filter, numbers_only=self._numbers_only)
        screen.note = self.session_note
        return screen

    def offers(self, screen: Screen[object], action: str) -> bool:
        return screen.offers(action) if isinstance(screen, CaptureScreen) else True

    # Processes.

    @property
    def watcher(self) -> WatchClient | None:
        """Who tells of sockets and processes, begun when first wanted; None where nobody can."""
        if not self._watcher_was_wanted:
            self._watcher_was_wanted = True
            self._watcher = self.machine.open_watch()
        return self._watcher

    def untold_watch_notice(self) -> str:
        """Which processes cannot be seen, and why, in a sentence; empty where that was told, or there is nothing."""
        notice = self._watcher.notice if self._watcher is not None else ""
        before, self._told_notice = self._told_notice, notice
        return notice if notice != before else ""

    def _watch_processes(self, opened: Opened) -> None:
        """Of what this machine sends and receives; early, as connections may be short."""
        if self._process_watch is not None:
            # Only one may listen; the screen of the capture before is still there.
            self._process_watch.stop()
            self._process_watch = None
        live = opened.live
        if live is not None and not live.is_pipe and self.watcher is not None:
            opened.process_watch = self._process_watch = ProcessWatch(self.watcher)
            opened.process_watch.begin()

    # Opening.

    def show_capture(self, opened: Opened, display_filter: str = "") -> None:
        """Show a capture in place of the one on the screen."""
        if opened.live is not None:
            self.captures.append(opened.live)
        self._watch_processes(opened)
        if opened.path is not None:
            self.remember(self.settings.with_recent_file(opened.path))
        self._decode_as_decided(opened)
        screen = CaptureScreen(opened, display_filter, numbers_only=self._numbers_only)
        if isinstance(self.screen, CaptureScreen) or self.is_sockets(self.screen):
            self._replace(screen)
        else:
            self.push_screen(screen)

    def _decode_as_decided(self, opened: Opened) -> None:
        """Before anything of it is decoded."""
        if self.decisions:
            opened.table.decode_by(native_registry(default(), (*opened.decisions, *self.decisions)))

    def _replace(self, screen: Screen[Any]) -> None:
        # Textual takes the caller of a screen away when it is replaced, and its very first screen has none.
        if not self.screen._result_callbacks:
            self.screen._push_result_callback(self, None)
        self.switch_screen(screen)

    def try_to_show(self, opening: Callable[[], Opened], display_filter: str = "") -> None:
        """Show what `opening` gives, or say why there is nothing to show."""
        try:
            opened = opening()
        except OSError as error:
            self.tell(f"{error.filename}: {error.strerror}" if error.filename else str(error), "error")
        except (RemoraError, EngineError, SceneError, ValueError) as error:
            self.tell(str(error), "error")
        else:
            self.show_capture(opened, display_filter)

    def open_file(self, path: Path) -> None:
        self.after_asking(lambda: self.try_to_show(lambda: open_path(path)))

    def open_leftover(self, leftover: Leftover) -> None:
        self.try_to_show(lambda: open_leftover(leftover))

    def ask_for_file(self) -> None:
        """Let the user choose a file, and open it."""
        from tui.screens.open_dialog import OpenDialog

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.open_file(path)

        self.push_screen(OpenDialog(), chosen)

    def begin_capture(self, interfaces: Sequence[str], capture_filter: str = "", display_filter: str = "") -> None:
        """Begin a new capture."""
        self.try_to_show(lambda: open_interfaces(self.broker, interfaces, capture_filter, self.options), display_filter)

    def play(self, scene: Scene, family: socket.AddressFamily = socket.AF_INET) -> None:
        """Play a scene of the lab and capture it."""
        self.try_to_show(lambda: open_scene(self.broker, scene, scene.prepare(family)))

    def choose_interfaces(self, ticked: Sequence[str] = ()) -> None:
        """Let the user choose interfaces and a capture filter, and begin a capture."""

        def chosen(choice: CaptureChoice | None) -> None:
            if choice is not None:
                self.begin_capture(choice.interfaces, choice.capture_filter)

        self.push_screen(self.interfaces_dialog("New capture", ticked, ""), chosen)

    def interfaces_dialog(self, title: str, ticked: Sequence[str], capture_filter: str) -> InterfacesDialog:
        """The window in which interfaces and a capture filter are chosen."""
        from tui.screens.interfaces_dialog import InterfacesDialog

        known = list(self.machine.interfaces())
        names = {interface.name for interface in known}
        # Those of another network namespace are not ours to list.
        known += [Interface(name, (), True, False, 1, "", Counters()) for name in ticked if name not in names]
        return InterfacesDialog(title, known, ticked, capture_filter, self.machine.check_filter)

    # Leaving.

    @property
    def current_live(self) -> LiveSource | None:
        """The live capture on the screen."""
        screens = [screen for screen in self.screen_stack if isinstance(screen, CaptureScreen)]
        return screens[-1].opened.live if screens else None

    def after_asking(self, then: Callable[[], object]) -> None:
        """End the live capture on the screen, asking first if anything would be lost, and go on with `then`."""
        source = self.current_live
        if source is None or source not in self.captures:
            then()
        elif source.is_disposable or source.live.is_saved:
            self.finish(source, discard=source.is_disposable)
            then()
        else:
            self._ask_about(source, then)

    def _ask_about(self, source: LiveSource, then: Callable[[], object]) -> None:
        def go_on(discard: bool = False) -> None:
            self.finish(source, discard=discard)
            then()

        def answered(key: str | None) -> None:
            if key == "s":
                stop(source)
                screen = self.screen
                if isinstance(screen, CaptureScreen):
                    screen.ask_to_save(only_all=True, then=go_on)
            elif key in ("d", "k"):
                go_on(discard=key == "d")

        choices = [
            Choice("s", "save", "all of it, in a file of your choice"),
            Choice("d", "discard", "nobody will see it again"),
            Choice("k", "keep", "the start screen offers it next time"),
            Choice("c", "cancel", "stay here"),
        ]
        captured = source.live.statistics().captured
        are = "is" if captured == 1 else "are"
        sentence = f"{wording.packets(captured)} of {source.title} {are} in {source.live.file}"
        self.push_screen(ChoiceDialog("The capture is not saved", choices, sentence), answered)

    def finish(self, source: LiveSource, *, discard: bool = False) -> None:
        """End a live capture, away from the screen's thread: writing a file may take a while."""
        self.captures.remove(source)
        thread = threading.Thread(target=self._finish, args=(source, discard), name="end of a capture")
        self._endings.append(thread)
        thread.start()

    def _finish(self, source: LiveSource, discard: bool) -> None:
        try:
            line = end_capture(source, discard=discard)
        except (RemoraError, EngineError, OSError) as error:
            line = f"{error}; the packets are in {source.live.file}"
        self.last_lines.append(line)

    def join_endings(self) -> None:
        """Wait until every capture has ended; those that nobody asked about are kept."""
        for source in list(self.captures):
            self.finish(source, discard=source.is_disposable)
        for thread in self._endings:
            thread.join()

    def to_start_screen(self) -> None:
        """Leave the capture for the start screen."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self._replace(self._start_screen())

    def first_sockets_screen(self) -> Screen[Any]:
        """What a run that begins with the sockets shows; what there is to say of this session is told in a corner."""
        if self.session_note:
            self.call_later(self.tell, self.session_note)
        return self.sockets_screen()

    def _start_screen(self) -> WelcomeScreen:
        from tui.screens.welcome import WelcomeScreen

        return WelcomeScreen(self.machine, self.session_note)

    def leave(self) -> None:
        self.after_asking(self.exit)
