from __future__ import annotations

import numpy as np
import pytest

from dissectors.capture_file.reader import gather, longest_frame


@pytest.mark.parametrize(("order", "first"), [("<", 0x03020100), (">", 0x00010203)])
def test_words_are_gathered_at_any_start(order: str, first: int) -> None:
    words = gather(bytes(range(32)), np.array([0, 3, 0]), "ab", order)
    assert words["a"].tolist() == [first, first + 0x03030303, first]
    assert words["b"].tolist() == [first + 0x04040404, first + 0x07070707, first + 0x04040404]


def test_words_beyond_the_end_are_zero() -> None:
    words = gather(b"\xff" * 8, np.array([4, 8]), "abc", "<")
    assert words.tolist() == [(0xFFFFFFFF, 0, 0), (0, 0, 0)]


def test_only_a_few_link_types_have_long_frames() -> None:
    assert longest_frame(1) == 262_144
    assert longest_frame(231) == 128 << 20
