"""What is kept of the screen: the view in sight, of each view its part, and numbers as they come."""

from __future__ import annotations

from tests.tui.statistics.made import counted, record, table
from tui.statistics.shown import ShownStatistics
from tui.statistics.views import VIEWS

V4, V6 = table(record("10.0.0.1", 3)), table(record("::1", 2), record("::2", 1), name="IPv6")


def shown_view(name: str) -> ShownStatistics:
    shown = ShownStatistics()
    shown.show(next(view for view in VIEWS if view.name == name))
    return shown


def test_the_first_part_is_in_sight_until_another_is_chosen() -> None:
    shown = shown_view("endpoints")
    assert (shown.counted, shown.part, shown.part_name, shown.step_part(1)) == (None, None, "", "")
    shown.take(counted("endpoints", [V4, V6]))
    assert (shown.part, shown.rows.row_count()) == (V4, 1)
    shown.show_part(shown.step_part(1))
    assert (shown.part, shown.rows.row_count()) == (V6, 2)
    assert (shown.step_part(1), shown.step_part(-1)) == ("hosts IPv4", "hosts IPv4")


def test_a_part_that_is_there_no_more_gives_way_and_comes_back() -> None:
    shown = shown_view("endpoints")
    shown.take(counted("endpoints", [V4, V6]))
    shown.show_part("hosts IPv6")
    shown.take(counted("endpoints", [V4]))
    assert shown.part is V4
    shown.take(counted("endpoints", [V4, V6]))
    assert shown.part is V6


def test_each_view_keeps_its_part_and_its_order() -> None:
    shown = shown_view("endpoints")
    shown.take(counted("endpoints", [V4, V6]))
    shown.show_part("hosts IPv6")
    shown.rows.sort_by_next("host")
    shown.take(counted("usage", [table(record("a", 1), record("b", 2), name="Hosts")]))
    assert shown.part is V6
    shown.show(shown.step_view(1))
    assert (shown.part_name, shown.rows.sorted_by) == ("hosts Hosts", "")
    shown.show(shown.step_view(-1))
    assert (shown.part_name, shown.rows.sorted_by, shown.rows.descending) == ("hosts IPv6", "host", False)


def test_views_go_round() -> None:
    shown = ShownStatistics()
    assert (shown.step_view(-1), shown.step_view(1)) == (VIEWS[-1], VIEWS[1])


def test_other_packets_have_other_numbers() -> None:
    shown = shown_view("endpoints")
    shown.take(counted("endpoints", [V4]))
    shown.forget()
    assert (shown.counted, shown.rows.row_count()) == (None, 0)


def test_parts_of_different_kinds_may_have_the_same_name() -> None:
    shown = shown_view("responses")
    shown.take(counted("responses", [table(record("a", 1)), table(record("b", 1), kind="rtt")]))
    assert len(shown.parts) == 2
    shown.show_part(shown.step_part(1))
    assert shown.rows.key(0) == ("b",)
