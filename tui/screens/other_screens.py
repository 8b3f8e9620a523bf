"""From the packets screen to the screens beside it, and back with what was chosen there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.screens.conversations import ConversationsView, Then
    from tui.screens.packets import PacketsScreen


class OtherScreens:
    """Mixed into the packets screen."""

    _conversations: ConversationsView | None = None

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
