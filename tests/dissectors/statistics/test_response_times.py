"""Exchanges in groups, and the slowest of them."""

from __future__ import annotations

from dataclasses import replace

from dissectors.statistics.exchanges import Exchange
from dissectors.statistics.response_times import WORST, alone, grouped, slowest


def test_groups_have_their_spread_and_their_worst() -> None:
    found = [Exchange("dns", "b", "", 10, 0, 1), Exchange("http", "a", "x", 7, 2, 3)]
    found += [Exchange("dns", "a", "x", time, time, time) for time in range(100)]
    by_server = grouped(found, lambda one: one.server)
    assert [(one.kind, one.of, one.spread.count) for one in by_server] == [
        ("dns", "a", 100),
        ("dns", "b", 1),
        ("http", "a", 1),
    ]
    assert by_server[0].spread.percentiles == (49, 94, 98)
    assert [one.nanoseconds for one in by_server[0].worst] == list(range(99, 99 - WORST, -1))
    assert [(one.kind, one.of) for one in grouped(found, lambda one: one.name)] == [("dns", "x"), ("http", "x")]
    assert [one.is_whole_kind for one in by_server] == [False, False, True]


def test_of_nothing_there_are_no_groups() -> None:
    assert grouped([], lambda one: one.kind) == []


def test_a_group_leads_to_its_packets() -> None:
    (one,) = grouped([Exchange("dns", "10.0.0.1:53", "", 10, 4, 7)], lambda one: one.server)
    assert one.filter() == ("frame.number in {5, 8}", True)


def test_the_slowest_first_and_the_earlier_of_those_alike() -> None:
    found = [Exchange("dns", "a", "", time, row, row + 1) for row, time in enumerate([5, 9, 1, 9])]
    assert [one.question_row for one in slowest(found, 3)] == [1, 3, 0]
    assert len(slowest(found, 10)) == 4


def test_one_alone_is_a_group() -> None:
    one = Exchange("dns", "10.0.0.1:53", "www", 10, 4, 7)
    (expected,) = grouped([one], lambda one: one.server)
    assert alone(one) == replace(expected, is_whole_kind=False)
