"""What the keys for help, palette and quitting do on every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import RemoraApp
    from tui.key_table import Place


class EveryScreen:
    """Mixed into screens of the application."""

    HELP_PLACES: ClassVar[tuple[Place, ...]] = ()
    """Whose keys the help tells first."""

    @property
    def _remora(self) -> RemoraApp:
        return cast("RemoraApp", cast("Screen[object]", self).app)

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen  # read only when asked for

        self._remora.push_screen(HelpScreen(self._remora.keys, *self.HELP_PLACES))

    async def action_palette(self) -> None:
        await self._remora.run_action("command_palette")

    def action_quit(self) -> None:
        self._remora.leave()
