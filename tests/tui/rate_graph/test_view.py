"""What is kept of a graph: series, intervals, and what is to be counted."""

from __future__ import annotations

from dissectors.statistics.intervals import INTERVALS
from dissectors.statistics.rates import Quantity
from tui.rate_graph.series import MOST_SERIES, USUAL, SeriesWanted, series_of
from tui.rate_graph.view import RateGraphView
from tui.rate_graph.wanted import Told, counted_by


def view() -> RateGraphView:
    return RateGraphView([SeriesWanted("a"), SeriesWanted("b", Quantity("MAX", "tcp.len"), "tcp", colour=1)])


def test_hidden_series_are_not_counted_but_kept() -> None:
    graph = view()
    graph.step_series(1)
    graph.toggle()
    request = graph.request()
    assert request.counted == (counted_by(graph.series[0]),)
    assert request.resting == {counted_by(graph.series[1])}
    graph.toggle()
    assert len(graph.request().counted) == 2


def test_measures_go_round_and_summaries_of_a_field_do_too() -> None:
    graph = view()
    told = []
    for _ in range(3):
        graph.next_measure()
        told.append(graph.series[0].quantity.measure)
    assert told == ["bytes", "bits", "packets"]
    graph.step_series(-1)
    for _ in range(5):
        graph.next_measure()
    assert graph.series[1].quantity == Quantity("MAX", "tcp.len")


def test_a_name_that_says_what_is_counted_follows() -> None:
    graph = RateGraphView([series_of("bytes: tcp"), series_of("MAX(tcp.len)"), series_of("tcp", "mine")])
    for _ in graph.series:
        graph.next_measure()
        graph.step_series(1)
    assert [one.name for one in graph.series] == ["bits: tcp", f"{graph.series[1].quantity.measure}(tcp.len)", "mine"]
    assert graph.series[1].quantity.measure != "MAX"


def test_deleted_series_come_back_to_their_places_the_last_one_first() -> None:
    graph = RateGraphView([*USUAL, SeriesWanted("c", filter="c")])
    graph.step_series(1)
    before = list(graph.series)
    graph.delete()
    graph.delete()
    assert [one.name for one in graph.series] == ["All packets"]
    assert (graph.bring_back(), graph.bring_back(), graph.bring_back()) == (before[2], before[1], None)
    assert (graph.series, graph.chosen, graph.can_bring_back) == (before, 1, False)


def test_where_none_was_deleted_a_usual_one_comes_back() -> None:
    graph = RateGraphView([SeriesWanted("TCP errors", filter="udp")])
    assert graph.bring_back() == USUAL[0]
    again = graph.bring_back()
    assert again is not None
    assert (again.name, again.filter) == ("TCP errors 2", USUAL[1].filter)
    assert [one.name for one in graph.series] == ["All packets", "TCP errors 2", "TCP errors"]
    assert graph.bring_back() is None


def test_a_usual_one_of_which_something_else_is_counted_is_not_missing() -> None:
    graph = RateGraphView()
    graph.next_measure()
    assert graph.series[0].quantity == Quantity("bytes")
    assert graph.bring_back() is None
    assert not graph.can_bring_back


def test_a_series_that_comes_back_has_a_name_of_its_own() -> None:
    graph = view()
    graph.delete()
    graph.put(SeriesWanted("a"), is_new=True)
    graph.bring_back()
    assert [one.name for one in graph.series] == ["a 2", "b", "a"]


def test_none_comes_back_where_there_is_no_room() -> None:
    graph = view()
    graph.delete()
    for number in range(MOST_SERIES - 1):
        graph.put(SeriesWanted(f"new {number}"), is_new=True)
    assert graph.bring_back() is None
    graph.delete()
    graph.delete()
    assert graph.bring_back() is not None


def test_series_come_and_go() -> None:
    graph = view()
    assert graph.next_colour == 2
    graph.put(SeriesWanted("c", colour=2), is_new=True)
    assert (graph.chosen, [one.name for one in graph.series]) == (2, ["a", "b", "c"])
    graph.put(SeriesWanted("d"), is_new=False)
    assert [one.name for one in graph.series] == ["a", "b", "d"]
    assert [one.name for one in (graph.delete(), graph.delete(), graph.delete()) if one] == ["d", "b", "a"]
    assert graph.delete() is None
    assert graph.chosen_series is None
    graph.step_series(1)
    graph.next_measure()
    graph.put(SeriesWanted("e"), is_new=False)
    assert graph.chosen_series == SeriesWanted("e")


def test_there_is_an_end_to_series() -> None:
    graph = RateGraphView([SeriesWanted(str(number)) for number in range(MOST_SERIES)])
    assert not graph.has_room
    assert view().has_room


def test_intervals_from_a_millisecond_to_an_hour_and_automatic() -> None:
    graph, found = view(), []
    for _ in range(len(INTERVALS) + 1):
        graph.step_interval(1)
        found.append(graph.interval)
    assert found == [*INTERVALS, None]
    graph.step_interval(-1)
    assert graph.request().interval == INTERVALS[-1]


def test_from_an_automatic_interval_to_the_next_longer_or_shorter_one() -> None:
    graph, second = view(), 1_000_000_000
    for step, expected in ((1, 2 * second), (-1, second // 2)):
        graph.choose_automatic()
        graph.take(Told(graph.request(), 0, 0, 9 * second, second, None))
        graph.step_interval(1 if step > 0 else -1)
        assert graph.interval == expected


def test_a_live_graph_goes_on_while_nothing_comes() -> None:
    graph, second = view(), 1_000_000_000
    graph.watch(0, 1.0, is_live=True)
    graph.watch(0, 9.0, is_live=True)
    assert graph.idle == 0
    graph.watch(5, 10.0, is_live=True)
    graph.watch(5, 12.6, is_live=True)
    assert graph.request().idle == int(2.5 * second)
    graph.watch(6, 12.7, is_live=True)
    assert graph.idle == 0
    graph.watch(6, 20.0, is_live=False)
    assert graph.idle == 0
