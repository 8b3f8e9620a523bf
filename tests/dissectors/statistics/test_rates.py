"""Values in each interval of time: of likely and of impossible times, never longer than the packets."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics.intervals import INTERVALS, MILLISECOND
from dissectors.statistics.rates import (
    MEASURES,
    SUMMARIES,
    Quantity,
    RateCounts,
    Rates,
    Summary,
    has_column,
    is_number,
    rates_of,
)
from tests.dissectors.internet import fragmented
from tests.dissectors.statistics.timed import SECOND, at_times, captured
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)
YEARS = 56 * 365 * 86_400 * SECOND
TIMES = st.one_of(st.none(), st.integers(-(2**63) + 1, 2**63 - 1), st.integers(0, 5 * SECOND))


def summaries_of(
    index: LayerIndex, interval: int, field: str, summary: Summary, rows: NDArray[np.int64] | None = None
) -> Rates:
    counts = RateCounts(index, interval, 0, Quantity(summary, field))
    if rows is None:
        counts.extend(len(index.capture.frames))
    else:
        counts.add(rows)
    return counts.rates()


def test_packets_bytes_and_bits(tmp_path: Path) -> None:
    index = at_times([0, 1, SECOND - 1, SECOND, 5 * SECOND], tmp_path).index
    found = rates_of(index, SECOND, 0)
    assert (found.places.tolist(), found.values.tolist(), found.first_rows.tolist()) == (
        [0, 1, 5],
        [3, 1, 1],
        [0, 3, 4],
    )
    assert rates_of(index, SECOND, 0, "bytes").values.tolist() == [126, 42, 42]
    assert rates_of(index, SECOND, 0, "bits").values.tolist() == [1008, 336, 336]


def test_fields_of_a_packet_in_fragments_count_where_it_is_whole(tmp_path: Path) -> None:
    datagram = fragmented.udp(bytes(32))
    frames = [
        fragmented.ipv4(datagram[:16], 0, more=True),
        fragmented.ipv4(fragmented.udp(b"", 7), identification=2),
        fragmented.ipv4(datagram[16:], 16),
    ]
    index = LayerIndex(capture_of(frames, tmp_path))
    assert summaries_of(index, 2, "udp.srcport", "SUM").values.tolist() == [7, 5000]
    assert summaries_of(index, 2, "udp.srcport", "COUNT").values.tolist() == [1, 1]
    # Addresses stand in every frame, as before.
    assert summaries_of(index, 2, "ip.src", "COUNT").values.tolist() == [2, 1]
    assert summaries_of(index, 2, "udp.srcport", "SUM", np.array([0, 1])).values.tolist() == [7]
    counts = RateCounts(index, 2, 0, Quantity("SUM", "udp.srcport"))
    for stop in (1, 2, 3):
        counts.extend(stop)
    assert counts.rates().values.tolist() == [7, 5000]


def test_every_interval_of_a_stretch(tmp_path: Path) -> None:
    found = rates_of(at_times([0, SECOND, 5 * SECOND], tmp_path).index, SECOND, 0)
    assert found.within(-2, 3).tolist() == [0, 0, 1, 1, 0]
    assert found.within(3, 3).tolist() == found.within(5, 2).tolist() == []


def test_of_chosen_rows_only(tmp_path: Path) -> None:
    found = rates_of(at_times([0, 1, SECOND, 2 * SECOND], tmp_path).index, SECOND, 0, rows=np.array([1, 3]))
    assert (found.places.tolist(), found.first_rows.tolist()) == ([0, 2], [1, 3])


def test_times_that_go_backwards_are_counted_where_they_belong(tmp_path: Path) -> None:
    found = rates_of(at_times([3 * SECOND, 2 * SECOND, 3 * SECOND, -1], tmp_path).index, SECOND, 3 * SECOND)
    assert (found.places.tolist(), found.values.tolist()) == ([-4, -1, 0], [1, 1, 2])
    assert found.first_rows.tolist() == [3, 1, 0]


@pytest.mark.parametrize("times", [[], [7], [7] * 5, [0, YEARS], [None, None], [-(2**63) + 1, 2**63 - 1]])
def test_a_capture_is_no_longer_than_its_packets(tmp_path: Path, times: list[int | None]) -> None:
    index = at_times(times, tmp_path).index
    for found in (rates_of(index, MILLISECOND, 0), summaries_of(index, MILLISECOND, "frame.len", "SUM")):
        different = {time for time in times if time is not None}
        assert len(found.places) == len(different)
        assert found.values.sum() in (len(times) - times.count(None), 42 * (len(times) - times.count(None)))


@settings(max_examples=40, deadline=None)
@given(st.lists(TIMES, max_size=12), st.sampled_from(INTERVALS), st.integers(-(2**63) + 1, 2**63 - 1))
def test_intervals_are_those_of_exact_numbers(
    tmp_path_factory: pytest.TempPathFactory, times: list[int | None], interval: int, origin: int
) -> None:
    index = at_times(times, tmp_path_factory.mktemp("made")).index
    expected = Counter((time - origin) // interval for time in times if time is not None)
    found = rates_of(index, interval, origin)
    assert dict(zip(found.places.tolist(), found.values.tolist(), strict=True)) == expected
    assert found.places.tolist() == sorted(expected)


def test_summaries_of_a_field(tmp_path: Path) -> None:
    frames = [(0, tcp(A, B, 1)), (1, udp(A, B)), (2, tcp(A, B, 5)), (SECOND, tcp(A, B, 9)), (3, tcp(A, B, 7))]
    index = LayerIndex(captured(frames, tmp_path))
    found = {summary: summaries_of(index, SECOND, "tcp.srcport", summary).values.tolist() for summary in SUMMARIES}
    assert found == {"SUM": [3, 1], "AVG": [1, 1], "MIN": [1, 1], "MAX": [1, 1], "COUNT": [3, 1]}
    lengths = {summary: summaries_of(index, SECOND, "frame.len", summary).values.tolist() for summary in SUMMARIES}
    assert lengths == {"SUM": [54 * 3 + 42, 54], "AVG": [51, 54], "MIN": [42, 54], "MAX": [54, 54], "COUNT": [4, 1]}


def test_summaries_of_chosen_rows(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([tcp(A, B), tcp(A, B, data=b"12"), tcp(A, B)], tmp_path))
    found = summaries_of(index, SECOND, "frame.len", "SUM", np.array([1, 2]))
    assert (found.values.tolist(), found.first_rows.tolist()) == ([110], [1])


def test_a_field_that_is_no_number_has_no_sum(tmp_path: Path) -> None:
    index = at_times([0], tmp_path).index
    for name in ("ip.src", "eth.src", "dns.qry.name", "no.such.field"):
        assert not is_number(name)
        with pytest.raises(KeyError):
            summaries_of(index, SECOND, name, "SUM")
    assert summaries_of(index, SECOND, "ip.src", "COUNT").values.tolist() == [1]


QUANTITIES = [*map(Quantity, MEASURES), *(Quantity(summary, "tcp.len") for summary in SUMMARIES)]


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda one: one.measure)
def test_counting_on_gives_what_counting_at_once_gives(tmp_path: Path, quantity: Quantity) -> None:
    times = [0, 5, SECOND, SECOND + 1, 3 * SECOND, 2 * SECOND, 9 * SECOND]
    frames = [(time, tcp(A, B, data=bytes(number))) for number, time in enumerate(times)]
    index = LayerIndex(captured(frames, tmp_path))
    whole, steps, chosen = (RateCounts(index, SECOND, 0, quantity) for _ in range(3))
    whole.extend(len(times))
    for stop in range(len(times) + 1):
        steps.extend(stop)
        chosen.add(np.arange(chosen.rows_done, stop))
        assert steps.rows_done == stop
    expected = whole.rates()
    for found in (steps.rates(), chosen.rates()):
        assert found.places.tolist() == expected.places.tolist() == [0, 1, 2, 3, 9]
        assert found.values.tolist() == expected.values.tolist()
        assert found.first_rows.tolist() == expected.first_rows.tolist() == [0, 2, 5, 4, 6]


def test_only_a_stretch_of_time_is_counted(tmp_path: Path) -> None:
    index = at_times([0, 4, 5, 9, 10, 15, -1], tmp_path).index
    counts = RateCounts(index, 5, 0, places=(1, 3))
    counts.extend(7)
    assert (counts.rates().places.tolist(), counts.rates().values.tolist()) == ([1, 2], [2, 1])


def test_a_field_of_several_headers_counts_each_of_them(tmp_path: Path) -> None:
    index = LayerIndex(captured([(0, udp(A, B)), (0, tcp(B, A)), (SECOND, tcp(A, B))], tmp_path))
    found = summaries_of(index, SECOND, "tcp.port", "SUM")
    assert (found.values.tolist(), found.first_rows.tolist()) == ([3, 3], [1, 2])
    assert summaries_of(index, SECOND, "tcp.port", "COUNT").values.tolist() == [2, 2]


def test_a_field_of_the_conversation_is_found_first(tmp_path: Path) -> None:
    index = LayerIndex(captured([(0, tcp(A, B, data=b"12")), (1, tcp(B, A, data=b"345"))], tmp_path))
    assert summaries_of(index, SECOND, "tcp.len", "MAX").values.tolist() == [3]
    assert summaries_of(index, SECOND, "tcp.stream", "COUNT").values.tolist() == [2]


def test_values_that_somebody_has_read_are_counted_as_those_of_columns_are(tmp_path: Path) -> None:
    index = at_times([0, 1, SECOND, None], tmp_path).index
    rows, values = np.array([0, 1, 1, 2, 2, 3]), np.array([4.0, 1.0, 7.0, 2.0, np.nan, 9.0])
    found = {}
    for summary in SUMMARIES:
        counts = RateCounts(index, SECOND, 0, Quantity(summary, "dns.count.answers"))
        counts.take(rows[:2], values[:2])
        counts.take(rows[2:], values[2:])
        found[summary] = (counts.rates().values.tolist(), counts.rates().first_rows.tolist())
    assert found == {
        "SUM": ([12, 2], [0, 2]),
        "AVG": ([4, 2], [0, 2]),
        "MIN": ([1, 2], [0, 2]),
        "MAX": ([7, 2], [0, 2]),
        "COUNT": ([3, 2], [0, 2]),
    }
    assert not has_column(index, Quantity("SUM", "dns.count.answers"))
    assert has_column(index, Quantity("SUM", "udp.srcport"))
    assert has_column(index, Quantity("COUNT", "ip.src"))
