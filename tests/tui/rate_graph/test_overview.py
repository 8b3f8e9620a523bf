"""The whole capture as bits a second."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.statistics.whole_rates import WholeRates
from tests.dissectors.statistics.timed import SECOND, at_times
from tui.graphs.drawing import drawn
from tui.rate_graph.overview import NO_TIMES, overview_plot


def counted(times: list[int | None], folder: Path) -> WholeRates:
    counts = WholeRates(at_times(times, folder).index, 10)
    counts.extend(len(times))
    return counts


def test_bits_a_second_from_the_first_packet_on(tmp_path: Path) -> None:
    plot = overview_plot(counted([SECOND, SECOND, 9 * SECOND], tmp_path), SECOND)
    [series] = plot.series
    assert (plot.x.first, plot.x.last, plot.y.unit) == (0, 8 * SECOND, "bit/s")
    assert series.x[0] == 0
    assert series.y[0] == pytest.approx(2 * 42 * 8 * SECOND / series.width)
    assert series.rows is not None
    assert series.rows.tolist() == [0, 2]


@pytest.mark.parametrize("times", [[7], [7] * 3, [-(2**63) + 1, 0, 2**63 - 1]])
def test_any_times_can_be_drawn(tmp_path: Path, times: list[int | None]) -> None:
    assert len(drawn(overview_plot(counted(times, tmp_path), times[0]), 80, 24)) == 24


def test_without_times_there_is_nothing_to_draw(tmp_path: Path) -> None:
    assert overview_plot(counted([None], tmp_path), None).lines_of_words == (NO_TIMES,)
