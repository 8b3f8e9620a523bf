"""Serial numbers: compared across the wrap-around, for integers and for arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.serial import HALF, MODULUS, ahead, unwrap, unwrap_all

numbers = st.integers(0, MODULUS - 1)


def test_a_number_behind_the_wrap_is_ahead_of_one_before_it() -> None:
    assert ahead(5, MODULUS - 5) == 10
    assert ahead(MODULUS - 5, 5) == -10
    assert ahead(7, 7) == 0


def test_half_the_circle_counts_as_behind() -> None:
    assert ahead(HALF, 0) == -HALF
    assert ahead(0, HALF) == -HALF


@given(numbers, numbers)
def test_arrays_and_integers_agree(left: int, right: int) -> None:
    distance = ahead(left, right)
    assert (right + distance) % MODULUS == left
    assert ahead(np.array([left]), np.array([right])).tolist() == [distance]
    assert ahead(np.array([left]), right).tolist() == [distance]


@given(numbers, st.integers(0, 1 << 60))
def test_an_unwrapped_number_is_the_nearest_congruent_one(number: int, base: int) -> None:
    unwrapped = unwrap(number, base)
    assert unwrapped % MODULUS == number
    assert -HALF <= unwrapped - base < HALF


@given(st.lists(st.integers(-HALF, HALF - 1), min_size=1, max_size=20), numbers)
def test_steps_below_half_the_circle_are_kept_however_far_they_lead(steps: list[int], base: int) -> None:
    true = base + np.cumsum(np.array(steps, np.int64))
    assert unwrap_all(true % MODULUS, base).tolist() == true.tolist()


def test_no_numbers_unwrap_to_none() -> None:
    assert unwrap_all(np.zeros(0, np.int64), 1).tolist() == []
