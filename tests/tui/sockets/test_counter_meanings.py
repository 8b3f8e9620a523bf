"""What counters mean."""

from __future__ import annotations

import sys

import pytest

from tui.sockets.counter_meanings import MEANINGS
from tui.sockets.counters import is_gauge, read_counters


def test_each_is_a_sentence_about_a_counter() -> None:
    for name, meaning in MEANINGS.items():
        assert meaning.endswith(".")
        assert not is_gauge(name)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them so")
def test_nearly_all_are_counters_of_this_kernel() -> None:
    missing = MEANINGS.keys() - read_counters(0).values.keys()
    assert len(missing) <= 3, missing
