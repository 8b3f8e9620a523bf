"""Bytes from many places at once."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors.gathering import bytes_at


def test_bytes_up_to_the_last() -> None:
    data = np.arange(10, dtype=np.uint8)
    assert bytes_at(data, np.array([7, 0, 7]), 3).tolist() == [[7, 8, 9], [0, 1, 2], [7, 8, 9]]


def test_no_places_are_no_bytes() -> None:
    assert bytes_at(np.zeros(0, np.uint8), np.zeros(0, np.int64), 6).shape == (0, 6)


@pytest.mark.parametrize(("size", "start"), [(10, 8), (2, 0)])
def test_places_outside_are_an_error(size: int, start: int) -> None:
    with pytest.raises(IndexError):
        bytes_at(np.zeros(size, np.uint8), np.array([start]), 3)
