"""The plot of what was counted."""

from __future__ import annotations

from dataclasses import replace

from dissectors.statistics.rates import Quantity
from tests.dissectors.statistics.timed import SECOND
from tests.tui.rate_graph.told import told_of
from tui.graphs.drawing import drawn
from tui.graphs.plot import Axis
from tui.rate_graph.picture import interval_words, plot_of
from tui.rate_graph.series import SeriesWanted
from tui.rate_graph.wanted import Progress, counted_by

ALL = SeriesWanted("all")
BITS = SeriesWanted("bits", Quantity("bits"), shape="bars", colour=3)
TOLD = told_of({ALL: {0: 5, 9: 7}, BITS: {3: 800}})


def test_series_are_drawn_as_they_are_wanted() -> None:
    plot = plot_of(TOLD, [ALL, BITS])
    # A line is not hidden by bars.
    second, first = plot.series
    assert (first.shape, first.width, first.x.tolist()) == ("line", 0, [0, SECOND, 8 * SECOND, 9 * SECOND])
    assert (second.shape, second.width, second.order, second.x.tolist()) == ("bars", SECOND, 3, [3 * SECOND])
    assert (plot.x.first, plot.x.last) == (0, 9 * SECOND)


def test_the_axis_says_what_is_counted_where_it_is_one_thing() -> None:
    assert plot_of(TOLD, [ALL]).y.title == "packets in 1 s"
    assert (plot_of(TOLD, [BITS]).y.unit, plot_of(TOLD, [ALL]).y.unit) == ("bits", "count")
    assert plot_of(TOLD, []).y.title == "in each 1 s"
    lengths = [SeriesWanted(name, Quantity(name, "tcp.len")) for name in ("MIN", "MAX")]  # type: ignore[arg-type]
    assert plot_of(TOLD, lengths[:1]).y.title == "MIN(tcp.len) in 1 s"
    assert plot_of(TOLD, lengths).y.title == "tcp.len in 1 s"


def test_the_axis_is_the_chosen_series_and_what_it_does_not_measure_has_another() -> None:
    plot = plot_of(TOLD, [ALL, BITS], is_logarithmic=True, chosen=BITS)
    assert (plot.y.unit, plot.y.title, plot.y.logarithmic) == ("bits", "bits in 1 s", True)
    bits, packets = plot.series
    assert (bits.axis, packets.axis) == (None, Axis("packets", "count", logarithmic=True))
    # Of a hidden one there is nothing to be read.
    for chosen in (ALL, None, replace(BITS, is_shown=False)):
        assert plot_of(TOLD, [ALL, BITS], chosen=chosen).y.title == "packets in 1 s"


def test_each_is_as_high_as_its_own_axis_and_the_legend_says_how_high_that_is() -> None:
    told = told_of({ALL: {0: 5, 9: 1250}, BITS: {3: 8e9}})
    lines = ["".join(text for text, _ in line) for line in drawn(plot_of(told, [ALL, BITS], chosen=BITS), 80, 12)]
    assert lines[0].split(None, 4)[-1].strip() == "● packets, to 1,250"
    assert "█" in lines[1]
    assert set(lines[1][-3:]) - set("┈ ")


def test_bits_may_be_a_second_s_where_any_time_passed() -> None:
    told = told_of({BITS: {3: 800}}, interval=10 * SECOND, last=60 * SECOND)
    plot = plot_of(told, [BITS], is_rate=True)
    assert (plot.y.title, plot.y.unit, plot.series[0].y.tolist()) == ("bits a second", "bit/s", [80])
    # Packets stay what they are, and of one instant there is no rate.
    assert plot_of(TOLD, [ALL], is_rate=True).y.title == "packets in 1 s"
    assert plot_of(replace(told, last=40 * SECOND), [BITS], is_rate=True).y.title == "bits in 10 s"


def test_hidden_series_are_not_there_and_uncounted_ones_have_no_points() -> None:
    plot = plot_of(TOLD, [replace(ALL, is_shown=False), replace(BITS, filter="udp")], has_names=True)
    assert [(one.name, len(one.x)) for one in plot.series] == [("bits", 0)]


def test_as_long_as_nothing_is_counted_it_says_so_and_has_no_numbers() -> None:
    told = replace(TOLD, series={counted_by(ALL): Progress(examined=40)}, is_done=False)
    text = "\n".join("".join(text for text, _ in line) for line in drawn(plot_of(told, [ALL]), 80, 10))
    assert "counting ... 40 %" in text
    assert "┤" not in text
    assert plot_of(TOLD, [ALL]).lines_of_words == ()
    assert plot_of(replace(told, interval=0), [ALL]).lines_of_words == ("counting ...",)


def test_without_times_it_says_so() -> None:
    lines = drawn(plot_of(replace(TOLD, interval=0), [ALL]), 80, 10)
    assert "no packet with a time" in "".join(text for line in lines for text, _ in line)


def test_the_interval_in_words() -> None:
    assert interval_words(None, TOLD) == "each 1 s, automatic"
    assert interval_words(60 * SECOND, TOLD) == "each 60 s"
    assert interval_words(None, None) == "automatic"
