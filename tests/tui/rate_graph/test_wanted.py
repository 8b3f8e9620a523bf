"""What several series have in common is counted once."""

from __future__ import annotations

from dataclasses import replace

from dissectors.statistics.rates import Quantity
from tui.rate_graph.series import SeriesWanted
from tui.rate_graph.wanted import counted_by


def test_names_and_colours_do_not_matter_to_the_counting() -> None:
    series = SeriesWanted("a", Quantity("bytes"), "tcp")
    assert counted_by(series) == counted_by(replace(series, name="b", colour=3, shape="steps", is_shown=False))
    assert counted_by(series) != counted_by(replace(series, filter="udp"))


def test_only_lines_have_points_where_nothing_came() -> None:
    series = SeriesWanted("a")
    assert counted_by(series).has_gaps
    assert not counted_by(replace(series, shape="bars")).has_gaps
