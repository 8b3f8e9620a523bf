"""Rows in order: as Python's sorted has them, in steps, and as a capture grows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.packets import order
from dissectors.packets.keyed import Keyed, Rows
from dissectors.packets.order import Ordering

AT_ONCE, A_MOMENT = 60.0, 0.0


class ListKeys:
    """Keys from a list; None is no key."""

    def __init__(self, keys: list[Any], dtype: Any) -> None:
        self._keys = keys
        self._dtype = dtype
        self.is_closed = False

    def read(self, rows: Rows) -> Iterator[Keyed]:
        for start in range(0, len(rows), 3):
            part = rows[start : start + 3]
            having = [row for row in part.tolist() if self._keys[row] is not None]
            values = np.empty(len(having), self._dtype)
            for place, row in enumerate(having):
                values[place] = self._keys[row]
            yield Keyed(len(part), np.array(having, np.int64), values)

    def close(self) -> None:
        self.is_closed = True


def expected(keys: list[Any], rows: list[int], descending: bool) -> list[int]:
    with_key = sorted((row for row in rows if keys[row] is not None), key=lambda row: keys[row], reverse=descending)
    return with_key + [row for row in rows if keys[row] is None]


KEYS = st.lists(st.none() | st.integers(0, 5), max_size=40)


@given(KEYS, st.booleans(), st.booleans(), st.lists(st.integers(0, 40), max_size=3))
def test_order_is_that_of_sorted(keys: list[Any], descending: bool, as_objects: bool, cuts: list[int]) -> None:
    keys = [(0, key) if as_objects and key is not None else key for key in keys]
    ordering = Ordering(ListKeys(keys, object if as_objects else np.uint64), descending=descending)
    bounds = [0, *sorted(min(cut, len(keys)) for cut in cuts), len(keys)]
    for start, stop in itertools.pairwise(bounds):
        ordering.add(np.arange(start, stop))
        ordering.step(AT_ONCE)
        assert ordering.is_done
        assert ordering.rows.tolist() == expected(keys, list(range(stop)), descending)
    assert ordering.examined == ordering.total == len(keys)


@given(KEYS, st.booleans())
def test_runs_of_objects_are_merged_in_steps(keys: list[Any], descending: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "RUN", 4)
        patch.setattr(order, "MERGED_A_LOOK", 1)
        ordering = Ordering(ListKeys(keys, object), descending=descending)
        ordering.add(np.arange(len(keys)))
        steps = 0
        while not ordering.is_done:
            ordering.step(A_MOMENT)
            steps += 1
        assert ordering.rows.tolist() == expected(keys, list(range(len(keys))), descending)
        assert steps >= len(keys) // 3


def test_rows_added_while_others_are_read_are_not_lost() -> None:
    keys = [3, None, 1, 2, 0, 1]
    ordering = Ordering(ListKeys(keys, np.uint64))
    ordering.add(np.arange(4))
    ordering.step(A_MOMENT)
    ordering.add(np.arange(4, 6))
    while not ordering.is_done:
        ordering.step(A_MOMENT)
    assert ordering.rows.tolist() == [4, 2, 5, 3, 0, 1]


def test_a_selection_of_rows_is_sorted_alone() -> None:
    ordering = Ordering(ListKeys([9, 8, 7, 6, 5], np.uint64))
    ordering.add(np.array([0, 3, 4]))
    ordering.step(AT_ONCE)
    assert ordering.rows.tolist() == [4, 3, 0]


def test_nothing_added_is_in_order() -> None:
    keys = ListKeys([], np.uint64)
    ordering = Ordering(keys)
    ordering.add(np.zeros(0, np.int64))
    assert ordering.is_done
    ordering.step(AT_ONCE)
    assert ordering.rows.tolist() == []
    ordering.close()
    assert keys.is_closed
