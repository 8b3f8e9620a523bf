"""Fragments of one packet: when they are all there, and what they make."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.internet.fragments import MOST_BYTES, MOST_FRAGMENTS, Arrivals, Fragment, put_together

PACKET = bytes(range(40))
UDP = 17


def fragment(start: int, stop: int, frame: int = 1, *, data: bytes | None = None, last: int = len(PACKET)) -> Fragment:
    return Fragment(frame, start, PACKET[start:stop] if data is None else data, stop < last, UDP)


def whole_with(*places: tuple[int, int]) -> list[bool]:
    arrivals = Arrivals()
    return [arrivals.add(start, stop, stop < len(PACKET)) for start, stop in places]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_a_packet_is_whole_with_its_last_fragment_in_any_order(order: tuple[int, ...]) -> None:
    places = [(0, 16), (16, 32), (32, 40)]
    assert whole_with(*(places[number] for number in order)) == [False, False, True]


def test_a_gap_keeps_a_packet_open() -> None:
    assert whole_with((0, 16), (24, 40)) == [False, False]


def test_duplicates_do_not_fill_a_gap() -> None:
    assert whole_with((0, 16), (0, 16), (24, 40), (24, 40), (8, 24)) == [False, False, False, False, True]


def test_the_first_end_counts() -> None:
    arrivals = Arrivals()
    assert not arrivals.add(16, 24, more=False)
    assert not arrivals.add(16, 40, more=False)
    assert arrivals.add(0, 16, more=True)


@pytest.mark.parametrize("stop", [8, MOST_BYTES // 100])
def test_more_than_any_packet_needs_is_too_much(stop: int) -> None:
    arrivals = Arrivals()
    for _ in range(MOST_FRAGMENTS + 1):
        arrivals.add(8, 8 + stop, more=True)
    assert arrivals.is_too_much


@given(st.permutations(range(8)), st.data())
def test_any_cut_in_any_order_gives_the_packet_back(order: list[int], data: st.DataObject) -> None:
    ends = sorted(data.draw(st.lists(st.sampled_from(range(8, 40, 8)), unique=True)))
    places = list(zip([0, *ends], [*ends, 40], strict=True))
    random.Random(str(order)).shuffle(places)
    assert whole_with(*places) == [False] * (len(places) - 1) + [True]
    assert put_together([fragment(start, stop) for start, stop in places]).data == PACKET


def test_the_fragment_that_begins_first_wins_an_overlap() -> None:
    later, earlier = fragment(16, 32, 1), fragment(8, 24, 2, data=b"E" * 16)
    whole = put_together([later, earlier, fragment(0, 8, 3), fragment(32, 40, 4)])
    assert whole.data == PACKET[:8] + b"E" * 16 + PACKET[24:]
    odd = [one for one in whole.fragments if one.is_odd]
    assert [(one.frame, one.overlaps, one.conflicts) for one in odd] == [(1, True, True)]


def test_of_fragments_that_begin_at_one_place_the_first_wins() -> None:
    whole = put_together([fragment(0, 16, 1), fragment(0, 16, 2, data=b"X" * 16), fragment(16, 40, 3)])
    assert whole.data == PACKET
    assert [(one.frame, one.conflicts) for one in whole.fragments] == [(1, False), (2, True), (3, False)]


def test_a_copy_overlaps_without_conflict() -> None:
    whole = put_together([fragment(0, 16, 1), fragment(0, 16, 2), fragment(16, 40, 3)])
    assert [(one.overlaps, one.conflicts) for one in whole.fragments] == [(False, False), (True, False), (False, False)]
    assert not any(one.is_odd for one in whole.fragments)


def test_a_small_last_fragment_inside_a_large_first_one_ends_the_packet() -> None:
    """Teardrop: the last fragment ends before the first does."""
    whole = put_together([fragment(0, 32, 1), fragment(24, 28, 2, last=28)])
    assert whole.data == PACKET[:28]
    assert [(one.frame, one.too_long, one.overlaps) for one in whole.fragments] == [(1, True, False), (2, False, True)]


def test_a_second_end_is_told_and_changes_nothing() -> None:
    whole = put_together([fragment(16, 24, 1, last=24), fragment(16, 40, 2), fragment(0, 16, 3)])
    assert whole.data == PACKET[:24]
    assert [(one.frame, one.second_end) for one in whole.fragments] == [(3, False), (1, False), (2, True)]


def test_a_fragment_behind_the_end_adds_nothing() -> None:
    beyond = Fragment(1, 48, b"beyond", True, UDP)
    assert put_together([beyond, fragment(0, 40, 2)]).data == PACKET


def test_what_the_packet_carries_is_told_by_the_fragment_it_begins_with() -> None:
    end = Fragment(1, 16, PACKET[16:], False, 58)
    assert put_together([end, fragment(0, 16)]).protocol == UDP


@pytest.mark.parametrize("places", [[(0, 16)], [(0, 16), (24, 40)], [(8, 40)]])
def test_missing_fragments_are_refused(places: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="missing"):
        put_together([fragment(*place) for place in places])
