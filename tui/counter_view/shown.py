"""The kernel's counters on the screen: one view for the whole run, whichever screen they are shown over."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.counter_view.view import CountersView, Source


class ShownCounters:
    """Mixed into the application, which says whose network namespace it is about."""

    counter_source: Source | None = None
    """Opened while there was the privilege to do so; None: it is opened when it is wanted."""
    _counters_view: CountersView | None = None

    @property
    def counters_view(self) -> CountersView:
        """What stays while the screen comes and goes."""
        from tui.counter_view.view import CountersView  # no other screen waits for it

        if self._counters_view is None:
            self._counters_view = CountersView(cast("RemoraApp", self).network_namespace, self.counter_source)
        return self._counters_view

    def show_counters(self) -> None:
        """Show them over the present screen."""
        from tui.screens.counters import CountersScreen  # read only when asked for

        cast("RemoraApp", self).push_screen(CountersScreen(self.counters_view))

    def end_counters(self) -> None:
        """Nobody looks at them any more."""
        if self._counters_view is not None:
            self._counters_view.close()
        elif self.counter_source is not None:
            self.counter_source.close()
