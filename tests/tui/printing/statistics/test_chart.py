"""A chart of blocks: as high as its values, with what is little still to be seen."""

from __future__ import annotations

from tui.printing.statistics.chart import chart_lines


def test_the_largest_value_is_as_high_as_the_chart() -> None:
    lines = list(chart_lines([0, 1, 8, 4], 2, 6, lambda value: f"{value:g}", "4 s"))
    assert lines == ["     8 ┤  █", "     4 ┤ ▂██", "     0 └────", "        0 4 s"]


def test_what_is_little_is_not_nothing() -> None:
    bottom = list(chart_lines([0, 1, 1_000_000], 3, 6, str, "1 s"))[2]
    assert bottom.endswith(" ▁█")


def test_nothing_at_all_is_an_empty_chart() -> None:
    lines = list(chart_lines([0, 0], 2, 6, str, "1 s"))
    assert not any(set("▁▂▃▄▅▆▇█") & set(line) for line in lines)
