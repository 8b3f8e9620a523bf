"""Values and rates in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

import dissectors.transport.tcp_analysis  # noqa: F401 -- declares the times of segments
from dissectors.statistics.intervals import MILLISECOND
from dissectors.statistics.rates import Quantity
from tui.graphs.plot import Axis
from tui.rate_graph.series import SeriesWanted
from tui.rate_graph.units import axis_of, rate_text, rate_words, series_units, unit_of, value_words


@pytest.mark.parametrize(
    ("value", "quantity", "words"),
    [
        (1, Quantity(), "1 packet"),
        (1204, Quantity(), "1,204 packets"),
        (1500, Quantity("bytes"), "1.5 kB"),
        (1, Quantity("COUNT", "tcp.len"), "1 value"),
        (340 * MILLISECOND, Quantity("AVG", "tcp.time_delta"), "340 ms"),
        (1448, Quantity("MAX", "tcp.len"), "1,448"),
        (None, Quantity("MAX", "tcp.len"), "—"),
    ],
)
def test_values(value: float | None, quantity: Quantity, words: str) -> None:
    assert value_words(value, quantity) == words


@pytest.mark.parametrize(
    ("value", "quantity", "words"),
    [
        (12, Quantity(), "120 packets/s"),
        (1000, Quantity("bits"), "10 kbit/s"),
        (1000, Quantity("bytes"), "10 kB/s"),
        (1000, Quantity("SUM", "tcp.len"), ""),
        (0, Quantity(), ""),
    ],
)
def test_rates(value: float, quantity: Quantity, words: str) -> None:
    assert rate_words(value, quantity, 100 * MILLISECOND) == words


def test_a_sum_of_a_field_has_the_field_s_unit() -> None:
    assert unit_of(Quantity("SUM", "tcp.len")) == ""
    assert unit_of(Quantity("COUNT", "tcp.time_delta")) == "count"


def test_bits_for_a_second() -> None:
    assert rate_text(1000, 100 * MILLISECOND) == "10 kbit/s"
    assert rate_text(None, MILLISECOND) == "—"


def test_what_can_be_compared_has_one_axis() -> None:
    assert axis_of(Quantity("MIN", "tcp.len")) == axis_of(Quantity("MAX", "tcp.len")) == Axis("tcp.len")
    assert axis_of(Quantity("COUNT", "tcp.len")) == Axis("values", "count") != axis_of(Quantity())
    assert axis_of(Quantity("AVG", "tcp.time_delta")) == axis_of(Quantity("MAX", "tcp.time_relative"))


def test_units_are_told_of_series_that_differ_in_them() -> None:
    all_packets, udp, in_bytes = SeriesWanted("All packets"), SeriesWanted("udp"), SeriesWanted("b", Quantity("bytes"))
    assert series_units([all_packets, udp]) == ("", "")
    assert series_units([all_packets, udp, in_bytes]) == ("", "packets", "bytes")
    assert series_units([all_packets, replace(in_bytes, is_shown=False)]) == ("", "")
