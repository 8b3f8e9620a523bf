"""Zooming and panning within all that there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.graphs.window import LEAST_SPAN, middle_of, panned, panned_by_part, with_place, within, zoomed

WHOLE = (0, 1000)
whole = st.integers(-(2**63), 2**63 - 1)


def test_zooming_keeps_the_place_where_it_is() -> None:
    assert zoomed((0, 1000), WHOLE, 250, to=1, of=2) == (125, 625)
    assert zoomed((125, 625), WHOLE, 250, to=2, of=1) == WHOLE
    assert zoomed((0, 100), WHOLE, 0, to=1, of=2) == (0, 50)


def test_powers_are_zoomed_and_panned_by_their_logarithms() -> None:
    whole = (1, 1_000_000)
    assert zoomed(whole, whole, 1000, to=1, of=2, logarithmic=True) == (32, 31623)
    assert zoomed((32, 31623), whole, 1000, to=2, of=1, logarithmic=True) == (1, 1_000_000)
    assert zoomed(whole, whole, 1, to=1, of=2, logarithmic=True) == (1, 1000)
    assert panned_by_part((100, 10_000), whole, 2, logarithmic=True) == (1000, 100_000)
    assert panned_by_part((100, 10_000), whole, -2, logarithmic=True) == (10, 1000)
    assert panned_by_part((10_000, 1_000_000), whole, 2, logarithmic=True) == (10_000, 1_000_000)
    assert panned_by_part((100, 200), (0, 1000), 2) == (150, 250)
    assert (middle_of((100, 10_000), logarithmic=True), middle_of((100, 200))) == (1000, 150)


def test_there_is_an_end_to_zooming_in() -> None:
    first, last = zoomed((0, LEAST_SPAN), WHOLE, 3, to=1, of=2)
    assert last - first == LEAST_SPAN


def test_panning_ends_where_there_is_no_more() -> None:
    assert panned((100, 200), WHOLE, 50) == (150, 250)
    assert panned((100, 200), WHOLE, -500) == (0, 100)
    assert panned((100, 200), WHOLE, 5000) == (900, 1000)


def test_a_place_comes_into_sight_by_the_shortest_way() -> None:
    assert with_place((100, 200), WHOLE, 150) == (100, 200)
    assert with_place((100, 200), WHOLE, 90) == (90, 190)
    assert with_place((100, 200), WHOLE, 300) == (200, 300)


@given(whole, whole, whole, whole, st.sampled_from([(1, 2), (2, 1), (4, 5)]), whole)
def test_windows_lie_within_the_whole(
    start: int, end: int, first: int, last: int, factor: tuple[int, int], around: int
) -> None:
    everything = (min(start, end), max(start, end))
    window = within((first, last), everything)
    found = [
        window,
        zoomed(window, everything, around, to=factor[0], of=factor[1]),
        zoomed(window, everything, around, to=factor[0], of=factor[1], logarithmic=True),
        panned_by_part(window, everything, factor[0], logarithmic=True),
        panned_by_part(window, everything, -factor[1], logarithmic=True),
    ]
    for one in found:
        assert everything[0] <= one[0] <= one[1] <= everything[1]
