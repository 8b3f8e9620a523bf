"""One view of the counters for the whole run."""

from __future__ import annotations

from tests.tui.counting import Machine, look
from tui.app import RemoraApp


def test_the_view_is_of_the_namespace_and_stays() -> None:
    app = RemoraApp()
    app.network_namespace = "blue"
    view = app.counters_view
    assert view.namespace == "blue"
    assert app.counters_view is view
    app.end_counters()


def test_a_source_that_was_never_shown_is_closed_too() -> None:
    app = RemoraApp()
    machine = Machine(look())
    app.counter_source = machine
    app.end_counters()
    assert not machine.is_open
