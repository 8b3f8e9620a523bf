"""Marks and names, in the room there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.graphs.series import plot, series
from tui.graphs.canvas import bar_style, series_style
from tui.graphs.legend import legend, other_axes, reach_words, symbol_of, width
from tui.graphs.plot import Axis


def test_series_are_named_with_mark_and_colour() -> None:
    shown = plot(
        series([], [], "bars", "all"), series([], [], "line", "errors", order=5, mark="E"), series([], [], name="")
    )
    assert legend(shown, 40, is_plain=False) == [("█", "all", bar_style(0)), ("E", "errors", series_style(5))]


def test_bars_are_told_apart_by_marks_or_without_colours_by_shades() -> None:
    one, other = series([], [], "bars", "one"), series([], [], "bars", "other", order=1)
    shown = plot(one, other)
    assert [symbol_of(each, shown, is_plain=False) for each in (one, other)] == ["●", "◆"]
    assert [symbol_of(each, shown, is_plain=True) for each in (one, other)] == ["█", "▒"]


def test_names_are_cut_before_any_is_left_out() -> None:
    shown = plot(series([], [], name="retransmissions"), series([], [], name="duplicates"))
    cut = legend(shown, 20, is_plain=False)
    assert width(cut) <= 20
    assert [name[-1] for _, name, _ in cut] == ["…", "…"]
    assert legend(shown, 10, is_plain=False)[-1] == ("…", "", 0)
    assert legend(shown, 0, is_plain=False) == []


def test_what_came_off_the_wire_is_made_safe() -> None:
    shown = plot(series([], [], name="a\x1b]2;b", mark="\x1b"))
    assert legend(shown, 40, is_plain=False)[0][:2] == ("␛", "a␛]2;b")


@given(st.lists(st.text(max_size=30), max_size=6), st.integers(0, 60))
def test_it_never_takes_more_than_its_room(names: list[str], room: int) -> None:
    shown = plot(*(series([], [], name=name, order=order) for order, name in enumerate(names)))
    assert width(legend(shown, room, is_plain=True)) <= room


def test_how_far_other_axes_go_is_told_behind_names_or_once_behind_marks() -> None:
    packets = Axis("packets", "count")
    named = plot(series([0], [1], name="all"), series([0], [5], name="udp", order=1, axis=packets))
    assert other_axes(named) == [packets]
    reaches = {packets: reach_words(packets, 0, 1250)}
    assert [name for _, name, _ in legend(named, 60, reaches, is_plain=True)] == ["all", "udp (packets, to 1,250)"]
    unnamed = [series([0], [5], "bars", name="", order=order, axis=packets) for order in (1, 2)]
    told = legend(plot(series([0], [1], name=""), *unnamed), 60, reaches, is_plain=False)
    assert [entry[:2] for entry in told] == [("◆", ""), ("▲", "packets, to 1,250")]
    assert reach_words(Axis("", "bytes", logarithmic=True), 10, 5000) == "10 B to 5 kB"
