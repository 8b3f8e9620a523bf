"""Reassembly: any order, gaps, overlaps, wrap-around; fed whole, in batches, one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.following import reassembly
from dissectors.streams.following.in_order import Batch, take_in_order
from dissectors.streams.following.parts import CUT, DATA, LOST
from dissectors.streams.following.reassembly import Assembly
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN
from tests.dissectors.streams.segments_made import Made, segments

LAST = (1 << 32) - 1


def assembled(made: Sequence[Made], at_once: int | None = None, *, ends: bool = True) -> Assembly:
    """All of it, fed in batches of `at_once`."""
    assembly = Assembly()
    step = at_once or max(len(made), 1)
    for start in range(0, len(made), step):
        assembly.feed(segments(made[start : start + step], start))
    if ends:
        assembly.finish()
    return assembly


def told(assembly: Assembly) -> list[tuple[int, int, int, int, int]]:
    """Side, kind, row, place and length of every part."""
    parts = assembly.parts
    every = (parts[number] for number in range(len(parts)))
    return [(part.side, part.kind, part.row, part.place, part.length) for part in every]


def test_segments_in_order_are_parts_as_they_are() -> None:
    made = [
        Made(1, 9, flags=SYN), Made(0, 99, flags=SYN | ACK), Made(1, 10, 5, 1000), Made(0, 100, 3, 2000),
        Made(1, 15, 2, 3000),
    ]  # fmt: skip
    found = assembled(made)
    assert told(found) == [(0, DATA, 2, 1000, 5), (1, DATA, 3, 2000, 3), (0, DATA, 4, 3000, 2)]
    assert found.parts.offsets.tolist() == [0, 0, 5]
    assert found.client == 1


def test_the_answer_to_a_syn_that_was_not_captured_comes_from_the_server() -> None:
    assert assembled([Made(0, 9, flags=SYN | ACK), Made(1, 5)]).client == 1


def test_a_duplicate_adds_nothing_and_a_longer_copy_what_is_new() -> None:
    made = [Made(0, 10, 5, 100), Made(0, 10, 5, 200), Made(0, 12, 6, 300)]
    assert told(assembled(made)) == [(0, DATA, 0, 100, 5), (0, DATA, 2, 303, 3)]


def test_what_is_behind_a_gap_waits_until_it_is_filled() -> None:
    made = [Made(0, 10, 5, 100), Made(0, 20, 5, 200), Made(1, 7, 1, 300), Made(0, 15, 5, 400)]
    assert told(assembled(made, ends=False)) == [
        (0, DATA, 0, 100, 5), (1, DATA, 2, 300, 1), (0, DATA, 3, 400, 5), (0, DATA, 1, 200, 5),
    ]  # fmt: skip


def test_of_two_copies_behind_a_gap_the_one_that_joins_first_is_taken() -> None:
    made = [Made(0, 0, 1, 1), Made(0, 10, 10, 100), Made(0, 5, 10, 200), Made(0, 1, 4, 300)]
    assert told(assembled(made)) == [
        (0, DATA, 0, 1, 1), (0, DATA, 3, 300, 4), (0, DATA, 2, 200, 10), (0, DATA, 1, 105, 5),
    ]  # fmt: skip


def test_bytes_that_were_acknowledged_but_not_captured_are_a_gap_of_their_size() -> None:
    made = [Made(0, 10, 5, 100), Made(0, 20, 5, 200), Made(1, 7, acknowledged=20), Made(1, 7, acknowledged=25)]
    found = assembled(made[:3], ends=False)
    assert found.waiting == 1
    found = assembled(made, ends=False)
    assert told(found) == [(0, DATA, 0, 100, 5), (0, LOST, 3, -1, 5), (0, DATA, 1, 200, 5)]
    assert found.parts.offsets.tolist() == [0, 5, 10]


def test_what_nobody_acknowledged_is_shown_at_the_end() -> None:
    made = [Made(0, 10, 5, 100), Made(0, 20, 5, 200), Made(0, 30, 5, 300)]
    assert told(assembled(made, ends=False)) == [(0, DATA, 0, 100, 5)]
    assert told(assembled(made)) == [
        (0, DATA, 0, 100, 5), (0, LOST, 1, -1, 5), (0, DATA, 1, 200, 5), (0, LOST, 2, -1, 5), (0, DATA, 2, 300, 5),
    ]  # fmt: skip


def test_bytes_that_a_snap_length_kept_out_of_the_file_are_told_apart_from_lost_ones() -> None:
    made = [Made(0, 10, 100, 1000, captured=60), Made(0, 110, 5, 2000), Made(0, 115, 7, 3000, captured=0)]
    expected = [(0, DATA, 0, 1000, 60), (0, CUT, 0, -1, 40), (0, DATA, 1, 2000, 5), (0, CUT, 2, -1, 7)]
    assert told(assembled(made)) == expected
    late = [Made(0, 5, 5, 1), made[1], made[2], made[0]]
    assert told(assembled(late)) == [(0, DATA, 0, 1, 5), (0, DATA, 3, 1000, 60), (0, CUT, 3, -1, 40),
                                     (0, DATA, 1, 2000, 5), (0, CUT, 2, -1, 7)]  # fmt: skip


def test_fin_and_rst_end_nothing_and_take_no_bytes() -> None:
    made = [Made(0, 10, 5, 100, flags=ACK | FIN), Made(0, 15, 3, 200, flags=RST), Made(0, 18, 2, 300)]
    assert told(assembled(made)) == [(0, DATA, 0, 100, 5), (0, DATA, 1, 200, 3), (0, DATA, 2, 300, 2)]


def test_sequence_numbers_wrap_around_as_often_as_they_like() -> None:
    step = 1 << 30
    made = [Made(0, LAST - 5 + number * step, step, number) for number in range(20)]
    for at_once in (None, 1, 7):
        found = assembled(made, at_once)
        assert told(found) == [(0, DATA, number, number, step) for number in range(20)]
        assert found.parts.offsets.tolist() == [number * step for number in range(20)]


def test_more_than_so_many_segments_are_not_kept_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reassembly, "MOST_WAITING", 4)
    made = [Made(0, 0, 1, 1)] + [Made(0, 10 * number, 5, number) for number in range(1, 6)]
    found = assembled(made, ends=False)
    assert found.waiting == 4
    assert told(found)[1:] == [(0, LOST, 5, -1, 9), (0, DATA, 1, 1, 5)]


spoken = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 40), st.integers(0, 12), st.integers(0, 50), st.booleans()),
    max_size=40,
)


@given(spoken, st.integers(1, 7), st.sampled_from([0, 17, LAST - 20]))
def test_batches_do_not_change_what_is_found(
    said: list[tuple[int, int, int, int, bool]], at_once: int, base: int
) -> None:
    made = [
        Made(side, base + offset, length, 1000 * number, base + acknowledged, ACK if has_ack else 0)
        for number, (side, offset, length, acknowledged, has_ack) in enumerate(said)
    ]
    assert told(assembled(made)) == told(assembled(made, at_once))


@given(st.integers(0, 1 << 32), st.lists(st.integers(1, 9), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_a_stream_comes_out_as_it_was_sent_whatever_the_order(
    base: int, lengths: list[int], shuffle: random.Random
) -> None:
    sent = bytes(shuffle.randrange(256) for _ in range(sum(lengths)))
    made, start = [], 0
    for length in lengths:
        made.append(Made(0, base + start, length, start))
        overlap = shuffle.randrange(0, min(length, start) + 1)
        made.append(Made(0, base + start - overlap, length, start - overlap))
        start += length
    behind = made[1:]
    shuffle.shuffle(behind)
    found = assembled([made[0], *behind])
    received = b"".join(sent[place : place + length] for _, kind, _, place, length in told(found) if kind == DATA)
    assert received == sent


def test_gaps_that_come_and_go_are_not_looked_ahead_from_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(batch: Batch, start: int, *others: object) -> int:
        calls.append(start)
        return take_in_order(batch, start, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(reassembly, "take_in_order", counted)
    count = 10_000
    made = [Made(0, 10 * (number + 1 - 2 * (number % 2)), 10, number) for number in range(count)]
    found = assembled([Made(0, 0, 10), *made])
    assert int(found.parts.lengths.sum()) == 10 * count
    assert len(calls) < 10


def test_overlapping_segments_by_the_hundred_thousand_take_no_longer_than_others() -> None:
    count = 100_000
    made = (
        [Made(0, 0, 1, 0)] + [Made(0, 2 + number % 1000, 500, number) for number in range(count)] + [Made(0, 1, 2, 7)]
    )
    found = assembled(made, 4096, ends=False)
    assert found.waiting == 0
    assert int(found.parts.lengths.sum()) == 1501
