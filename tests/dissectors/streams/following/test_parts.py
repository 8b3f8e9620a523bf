"""Parts as growing columns."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors.streams.following.parts import DATA, LOST, SERVER, Part, Parts


def test_parts_are_kept_in_order_however_many_come() -> None:
    parts = Parts()
    for number in range(100):
        parts.extend(
            sides=[0, SERVER], kinds=[DATA, LOST], rows=[number, number], places=[number, -1], lengths=[3, 4],
            offsets=[number, 2**40],
        )  # fmt: skip
    assert len(parts) == 200
    assert parts[0] == Part(0, DATA, 0, 0, 3, 0)
    assert parts[199] == Part(SERVER, LOST, 99, -1, 4, 2**40)
    assert parts.rows.tolist() == [number for number in range(100) for _ in range(2)]


def test_where_messages_begin_need_not_be_told() -> None:
    parts = Parts()
    for more in ({}, {"begins": [True]}):
        parts.extend(sides=[0], kinds=[DATA], rows=[1], places=[0], lengths=[3], offsets=[0], **more)
    assert parts.begins.tolist() == [False, True]
    assert parts[1].begins


def test_a_column_that_was_read_stays_as_it_is() -> None:
    parts = Parts()
    parts.extend(sides=[0], kinds=[0], rows=[7], places=[1], lengths=[2], offsets=[0])
    before = parts.rows
    parts.extend(
        **{name: np.ones(1000, np.int64) for name in ("sides", "kinds", "rows", "places", "lengths", "offsets")}
    )
    assert before.tolist() == [7]
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 1


def test_there_is_no_part_behind_the_last() -> None:
    with pytest.raises(IndexError):
        Parts()[0]
