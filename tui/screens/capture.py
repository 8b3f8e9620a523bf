"""The packets screen on an opened capture: live ones can be stopped, gone on with and changed; all can be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.binding import BindingType

from tui.capture.source import EngineError
from tui.keys import bindings
from tui.messages import CaptureReplaced
from tui.panes.footer import KeyFooter
from tui.panes.packet_list import PacketList
from tui.screens.packets import PacketsScreen
from tui.screens.pane_focus import places_of

if TYPE_CHECKING:
    from tui.opened import Opened
    from tui.viewer_app import ViewerApp


class CaptureScreen(PacketsScreen):
    """Wants a `ViewerApp` around it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("capture")]

    def __init__(self, opened: Opened, display_filter: str = "", *, numbers_only: bool = False) -> None:
        super().__init__(opened.table, opened.source, display_filter)
        self.opened = opened
        self.filter_text = display_filter
        """The display filter that was wanted last."""
        self._numbers_only = numbers_only

    @property
    def viewer(self) -> ViewerApp:
        return cast("ViewerApp", self.app)

    def on_mount(self) -> None:
        # The packets screen's own handler follows by itself.
        self.query_one(PacketList).follows = self.opened.live is not None
        if self._numbers_only:
            self.action_names()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        places = places_of(event.widget)
        live = self.opened.live is not None and "list" in places
        event.prevent_default()  # the packets screen's own handler comes after this one
        self.query_one(KeyFooter).show(*(("capture", *places) if live else places))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Space and r act in the list of a live capture only."""
        if action in ("toggle_capture", "new_capture", "change_capture"):
            return self.opened.live is not None and isinstance(self.focused, PacketList)
        return super().check_action(action, parameters)

    def apply_filter(self, text: str) -> None:
        self.filter_text = text
        super().apply_filter(text)

    @on(CaptureReplaced)
    def _capture_replaced(self, message: CaptureReplaced) -> None:
        live = self.opened.live
        if live is not None:
            self.table.capture = message.capture
            self.table.forget()
            self.rows.marked.clear()
            self.rows.reference = None
            self.apply_filter(self.filter_text)
            live.follow()

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
        live = self.opened.live
        if live is not None and not live.is_pipe:
            plan, options = live.live.plan, live.options.unnamed
            begin = self.viewer.begin_capture
            self.viewer.after_asking(lambda: begin(plan.interfaces, plan.capture_filter, options))

    def action_close_capture(self) -> None:
        self.viewer.after_asking(self.viewer.to_start_screen)
