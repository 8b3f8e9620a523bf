"""What a count tells: it knows from which run it is."""

from __future__ import annotations

from typing import Any, cast

from tui.statistics.dissecting import Coverage
from tui.statistics.told import Counted, StatisticsCounted, StatisticsFailed
from tui.statistics.views import VIEWS


def test_messages_know_from_where_they_are() -> None:
    run = cast("Any", object())
    counted = Counted(VIEWS[0], (), 3, Coverage(0, 0), True)
    told = StatisticsCounted(run, counted)
    assert (told.run, told.counted) == (run, counted)
    assert told.can_replace(StatisticsCounted(run, Counted(VIEWS[0], (), 4, Coverage(0, 0), True)))
    assert not told.can_replace(StatisticsCounted(run, Counted(VIEWS[1], (), 4, Coverage(0, 0), True)))
    assert not told.can_replace(StatisticsCounted(cast("Any", object()), counted))
    failed = StatisticsFailed(run, "the file is gone")
    assert (failed.run, failed.sentence) == (run, "the file is gone")
