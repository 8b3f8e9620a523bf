from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.sparkline import sparkline


def test_the_largest_is_a_full_block_and_nothing_a_dot() -> None:
    assert sparkline([0, 1, 4, 8], 6) == "  ·▂▅█"


def test_only_the_latest_are_drawn() -> None:
    assert sparkline([8, 0, 0], 2) == "··"


@given(st.lists(st.floats(-1e30, 1e30)), st.integers(0, 40))
def test_it_is_always_as_wide_as_asked(values: list[float], width: int) -> None:
    assert len(sparkline(values, width)) == width
