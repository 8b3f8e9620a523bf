"""Counters whose growth tells of trouble."""

from __future__ import annotations

import sys

import pytest

from tui.sockets.counted.trouble import TROUBLE
from tui.sockets.counter_source import open_counters
from tui.sockets.counters import is_gauge


def test_each_is_a_sentence_about_a_counter() -> None:
    for name, meaning in TROUBLE.items():
        assert meaning.endswith(".")
        assert not is_gauge(name)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells them so")
def test_nearly_all_are_counters_of_this_kernel() -> None:
    with open_counters() as source:
        missing = TROUBLE.keys() - source.read().values.keys()
    # Kernels before 6.7 know nothing of TCP-AO, and so on.
    assert len(missing) <= len(TROUBLE) // 10, missing
