"""Key logs grow while packets come: what is shown encrypted is asked about again when there are more keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen

SECONDS_BETWEEN_LOOKS: Final = 1.0
HIDING: Final = frozenset({"tls", "dtls", "quic"})
"""Layers that a TLS key log opens."""


class NewKeys:
    """Mixed into the packets screen, which holds the decoded packet."""

    _key_log_states: tuple[object, ...] = ()

    @property
    def _keys_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def on_mount(self) -> None:
        choices = cast("RemoraApp", self._keys_screen.app).deep_choices
        if choices is not None and choices.key_logs:
            self._key_log_states = choices.key_log_states()
            self._keys_screen.set_interval(SECONDS_BETWEEN_LOOKS, self.look_at_key_logs)

    def look_at_key_logs(self) -> None:
        """Ask again where the packet on the screen may be open by now."""
        screen = self._keys_screen
        choices = cast("RemoraApp", screen.app).deep_choices
        if choices is None:
            return
        before, self._key_log_states = self._key_log_states, choices.key_log_states()
        if self._key_log_states == before or screen.deep is None:
            return
        if any(root.name in HIDING for root in screen.deep.roots):
            screen.ask_again()
