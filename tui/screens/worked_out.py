"""The packets screen tells of what was worked out about all packets behind its back, once that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dissectors.errors import RemoraError
from tui.panes.packet_list import PacketList
from tui.working_out import WorkedOut, WorkingOut, conclusion_of, works_of

if TYPE_CHECKING:
    from tui.screens.packets import PacketsScreen


class WorkedOutRows:
    """Mixed into the packets screen, which holds rows and panes."""

    _working_out: WorkingOut | None = None

    @property
    def _worked_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def work_out_more(self) -> None:
        """There may be rows of which nothing was worked out. While a file is read, reading goes first."""
        screen = self._worked_screen
        if screen.state.mode == "reading":
            return
        if self._working_out is None:
            self._working_out = WorkingOut(works_of(screen.table), conclusion_of(screen.table), screen.post_message)
        self._working_out.more(len(screen.table))

    def end_working_out(self) -> None:
        """The screen closes, or all is to be worked out anew."""
        if self._working_out is not None:
            self._working_out.stop()
            self._working_out = None

    def on_worked_out(self, message: WorkedOut) -> None:
        """The packet on the screen may tell more now, and so may the rows of the list."""
        screen = self._worked_screen
        if message.is_over:
            self.work_out_more()
        self.renew_shown()
        screen.query_one(PacketList).refresh()

    def renew_shown(self) -> None:
        """Decode the packet on the screen again if there is more to tell of it."""
        screen = self._worked_screen
        if screen.shown_row is None or screen.native is None:
            return
        try:
            dissection = screen.table.dissection(screen.shown_row)
        except (RemoraError, OSError):
            return  # told where the list is drawn
        if dissection is not screen.native:
            screen.renew_native(dissection)
