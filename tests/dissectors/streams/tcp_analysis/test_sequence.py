"""Places in two streams: no wrap-around, whatever batch they come in, and what relative numbers count from."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.serial import MODULUS
from dissectors.streams.tcp_analysis.memory import ON_THE_WAY, Memory
from dissectors.streams.tcp_analysis.sequence import Exchange, swapped
from dissectors.transport.tcp_header import ACK, FIN, SYN
from tests.dissectors.streams.segments_made import Made, segments

NOTHING = np.zeros(0, ON_THE_WAY)


def exchange(made: list[Made], memory: Memory | None = None) -> Exchange:
    return Exchange(segments(made), memory or Memory())


def bases(made: list[Made]) -> list[int]:
    found = exchange(made)
    return [int(base) for base in found.both_sides["base"]]


def test_numbers_count_from_the_syn_or_so_that_the_first_byte_is_one() -> None:
    assert bases([Made(0, 100, flags=SYN), Made(1, 500, flags=SYN | ACK, acknowledged=101)]) == [100, 500]
    assert bases([Made(0, 100, 5, acknowledged=500), Made(1, 500, acknowledged=105)]) == [99, 499]


def test_an_acknowledgment_tells_where_the_other_side_is() -> None:
    assert bases([Made(0, 100, acknowledged=500)]) == [99, 499]
    assert bases([Made(0, 100, flags=SYN)]) == [100, 0]
    assert bases([Made(0, 0, acknowledged=0)]) == [MODULUS - 1, MODULUS - 1]


def test_places_know_no_wrap_around() -> None:
    found = exchange(
        [Made(0, MODULUS - 10, 20), Made(0, 10, 5), Made(0, MODULUS - 10, 20), Made(1, 7, acknowledged=15)]
    )
    assert (found.end - found.start).tolist() == [20, 5, 20, 0]
    assert (found.start - found.start[0]).tolist()[:3] == [0, 20, 0]
    assert int(found.acked[3] - found.start[0]) == 25


def test_each_line_has_its_neighbour() -> None:
    assert swapped(np.array([1, 2, 3, 4])).tolist() == [2, 1, 4, 3]


def test_syn_and_fin_take_a_number() -> None:
    made = [Made(0, 1, flags=SYN), Made(0, 2, 3, flags=ACK | FIN), Made(0, 6, flags=ACK)]
    assert exchange(made).advance.tolist() == [1, 4, 0]
    assert exchange(made).has_ack.tolist() == [False, True, True]
    assert exchange(made).is_special.tolist() == [True, True, False]


@given(
    start=st.integers(0, MODULUS - 1),
    steps=st.lists(st.integers(-(1 << 30), 1 << 30), min_size=1, max_size=12),
    cut=st.integers(0, 12),
)
def test_a_batch_goes_on_where_the_last_one_ended(start: int, steps: list[int], cut: int) -> None:
    numbers = [number % MODULUS for number in itertools.accumulate(steps, initial=start)]
    made = [Made(0, number, 1) for number in numbers]
    whole = exchange(made)
    memory, places = Memory(), list[int]()
    for part in (made[:cut], made[cut:]):
        if part:
            found = exchange(part, memory)
            behind = places[-1] if places else 0
            places += [behind + int(place) for place in found.start]
            found.both_sides["sequence"][0] = found.numbers[found.near.finals[0]]
            memory.keep(found.near.streams, found.both_sides, found.conversations, NOTHING)
    assert [place - places[0] for place in places] == (whole.start - whole.start[0]).tolist()
