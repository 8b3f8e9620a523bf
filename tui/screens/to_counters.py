"""From a screen to the kernel's counters, and back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import RemoraApp


class ToCounters:
    """Mixed into screens."""

    def action_counters(self) -> None:
        """Show what the kernel counts of protocols and interfaces."""
        cast("RemoraApp", cast("Screen[object]", self).app).show_counters()
