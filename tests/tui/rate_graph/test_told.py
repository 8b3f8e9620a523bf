"""What a count of rates tells."""

from __future__ import annotations

from tui.rate_graph.told import RatesCounted
from tui.rate_graph.wanted import Request, Told


def test_only_the_newest_rates_of_a_run_that_wait_are_drawn() -> None:
    run, told = object(), Told(Request(()), 0, 0, 0, 0, None, {}, 0, True)
    assert RatesCounted(run, told).can_replace(RatesCounted(run, told))
    assert not RatesCounted(run, told).can_replace(RatesCounted(object(), told))
