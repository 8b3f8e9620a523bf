"""Where the focus is on a screen of panes: going round, filling the screen with one, and the footer with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.screen import Screen

from tui.key_table import Place
from tui.panes.filter_input import FilterInput
from tui.panes.footer import KeyFooter

if TYPE_CHECKING:
    from textual.widget import Widget

PANES = ("list", "tree", "bytes")
"""Ids of the panes that can fill the screen; the style sheet has a class `-zoom-ID` for each."""

_PLACES: dict[str, tuple[Place, ...]] = {
    "list": ("list", "table", "panes", "anywhere"),
    "tree": ("tree", "panes", "anywhere"),
    "opinion": ("opinion", "panes", "anywhere"),
    "bytes": ("bytes", "panes", "anywhere"),
}
_ZOOMED = {"opinion": "tree"}
"""Panes that stand in another one's place."""


def places_of(widget: Widget | None) -> tuple[Place, ...]:
    """The places of the key table that hold for a focused widget, the innermost first."""
    if isinstance(widget, FilterInput):
        return ("filter",)
    return _PLACES.get((widget.id or "") if widget is not None else "", ("anywhere",))


class PaneFocus:
    """Mixed into a screen with such panes, a filter bar and a footer."""

    @property
    def _screen(self) -> Screen[Any]:
        return cast("Screen[Any]", self)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._screen.query_one(KeyFooter).show(*places_of(event.widget))

    def action_next_pane(self) -> None:
        self._screen.focus_next()

    def action_previous_pane(self) -> None:
        self._screen.focus_previous()

    def action_filter(self) -> None:
        self._screen.set_focus(self._screen.query_one(FilterInput))

    def action_zoom(self) -> None:
        """Let the focused pane fill the screen, or show all again."""
        focused = self._screen.focused
        pane = _ZOOMED.get(focused.id or "", focused.id) if focused is not None else None
        if not self.leave_zoom() and pane in PANES:
            self._screen.add_class(f"-zoom-{pane}")

    def leave_zoom(self) -> bool:
        """True if a pane filled the screen."""
        zoomed = [f"-zoom-{pane}" for pane in PANES if self._screen.has_class(f"-zoom-{pane}")]
        self._screen.remove_class(*zoomed)
        return bool(zoomed)
