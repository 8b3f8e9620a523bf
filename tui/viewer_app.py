"""The application around captures: opens, begins, leaves and saves them, and goes between them and the start screen.

Screens say what the user wants; here it is decided what is asked first and what becomes of a capture.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from dissectors.errors import RemoraError
from tui.app import RemoraApp
from tui.capture.source import EngineError
from tui.live_source import CaptureOptions, LiveSource
from tui.opened import Opened, open_interfaces, open_path
from tui.screens.capture import CaptureScreen
from tui.screens.dialogs import Choice, ChoiceDialog
from tui.settings import Settings

if TYPE_CHECKING:
    from tui.capture.client import BrokerClient


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
    ) -> None:
        super().__init__(
            settings=settings,
            settings_path=settings_path,
            opened=opened.path if opened is not None else None,
        )
        self.broker = broker
        self.options = options or CaptureOptions()
        """For captures that are begun on the screen."""
        self.captures: list[LiveSource] = [opened.live] if opened is not None and opened.live is not None else []
        """Live captures begun here whose end has not been told yet."""
        self._first = opened
        self._first_filter = display_filter
        self._numbers_only = numbers_only

    def get_default_screen(self) -> Screen[Any]:
        if self._first is None:
            return self._start_screen()
        return CaptureScreen(self._first, self._first_filter, numbers_only=self._numbers_only)

    # Opening.

    def show_capture(self, opened: Opened, display_filter: str = "") -> None:
        """Show a capture in place of the one on the screen."""
        if opened.live is not None:
            self.captures.append(opened.live)
        if opened.path is not None:
            self.remember(self.settings.with_recent_file(opened.path))
        screen = CaptureScreen(opened, display_filter, numbers_only=self._numbers_only)
        if isinstance(self.screen, CaptureScreen):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def open_file(self, path: Path) -> None:
        """Open a saved capture, or say why it cannot be."""
        try:
            opened = open_path(path)
        except OSError as error:
            self.tell(f"{path}: {error.strerror}", "error")
        except (RemoraError, EngineError) as error:
            self.tell(str(error), "error")
        else:
            self.show_capture(opened)

    def begin_capture(
        self, interfaces: tuple[str, ...], capture_filter: str = "", options: CaptureOptions | None = None
    ) -> None:
        """Capture on interfaces, in a new capture."""
        try:
            opened = open_interfaces(self.broker, interfaces, capture_filter, options or self.options)
        except (EngineError, ValueError) as error:
            self.tell(str(error), "error")
        else:
            self.show_capture(opened)

    # Leaving.

    def after_asking(self, then: Callable[[], object]) -> None:
        """Go on with `then` when nothing would be lost, or the user wants it lost or kept."""
        screen = self.screen
        source = screen.opened.live if isinstance(screen, CaptureScreen) else None
        if source is None or source.live.is_saved:
            then()
            return

        def answered(key: str | None) -> None:
            if key == "d":
                self.finish(source, discard=True)
                then()
            elif key == "k":
                then()

        choices = [
            Choice("d", "discard", "nobody will see it again"),
            Choice("k", "keep", "the start screen offers it next time"),
            Choice("c", "cancel", "go on here"),
        ]
        self.push_screen(ChoiceDialog("The capture is not saved", choices), answered)

    def finish(self, source: LiveSource, *, discard: bool = False) -> None:
        """End a live capture."""

    def leave(self) -> None:
        self.after_asking(self.exit)

    def to_start_screen(self) -> None:
        """Leave the capture for the start screen."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.switch_screen(self._start_screen())

    def _start_screen(self) -> Screen[Any]:
        return Screen()
