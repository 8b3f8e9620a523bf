"""Rows that are alike, and times that lie close together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.patterns.grouping import densest, groups, number_integers, number_octets, number_rows


@given(st.lists(st.binary(min_size=11, max_size=11), max_size=40))
def test_the_same_bytes_have_the_same_number(rows: list[bytes]) -> None:
    octets = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), 11)
    numbers = number_octets(octets).tolist()
    assert len(set(numbers)) == len(set(rows)) == len(set(zip(numbers, rows, strict=True)))
    assert set(numbers) == set(range(len(set(rows))))


def test_words_differ_by_any_of_them() -> None:
    words = np.array([[1, 2], [1, 3], [2, 2], [1, 2]], np.uint64)
    numbers = number_rows(words).tolist()
    assert numbers[0] == numbers[3]
    assert len(set(numbers)) == 3


@given(st.lists(st.integers(-5, 5), max_size=60), st.integers(1, 4))
def test_groups_are_all_places_of_what_is_frequent(values: list[int], at_least: int) -> None:
    found = [own.tolist() for own in groups(number_integers(np.array(values, np.int64)), at_least)]
    expected = [
        [place for place, value in enumerate(values) if value == one]
        for one in sorted(set(values))
        if values.count(one) >= at_least
    ]
    assert sorted(found) == sorted(expected)


def test_of_many_groups_the_most_frequent_stay() -> None:
    found = list(groups(np.array([0, 1, 1, 2, 2, 2]), most=2))
    assert [own.tolist() for own in found] == [[3, 4, 5], [1, 2]]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40), st.integers(0, 30))
def test_the_densest_span(times: list[int], span: int) -> None:
    count, start = densest(np.array(times), span)
    assert count == max(sum(one <= other <= one + span for other in times) for one in times)
    assert sum(start <= other <= start + span for other in times) == count
