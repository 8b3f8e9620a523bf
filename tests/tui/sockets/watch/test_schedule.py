"""Which searches go on, in what order, and how many."""

from __future__ import annotations

import pytest

from dissectors.processes.attribution import End
from tests.tui.sockets.watch.fakes import CLIENT, FAR, SERVER
from tui.sockets.watch import schedule as module
from tui.sockets.watch.schedule import Schedule
from tui.sockets.watch.search import Search


def search(local: End = CLIENT) -> Search:
    return Search("tcp", local, FAR, 0, 100.0)


def test_searches_are_taken_when_their_time_has_come_the_soonest_first() -> None:
    schedule = Schedule()
    assert (schedule.next_time(), schedule.take(1000.0)) == (None, None)
    late, soon = search(), search(SERVER)
    assert schedule.add(late, 2.0)
    assert schedule.add(soon, 1.0)
    assert schedule.next_time() == 101.0
    assert [schedule.take(now) for now in (100.9, 101.0, 101.0, 102.0, 103.0)] == [None, soon, None, late, None]
    schedule.again(soon, 104.0)
    assert [schedule.take(104.0), schedule.has(soon)] == [soon, True]


def test_one_that_has_ended_is_passed_over() -> None:
    schedule = Schedule()
    ended, other = search(), search(SERVER)
    schedule.add(ended, 1.0)
    schedule.add(other, 2.0)
    schedule.end(ended)
    assert not schedule.has(ended)
    assert schedule.take(200.0) is other


def test_of_searches_with_the_same_key_the_last_goes_on() -> None:
    schedule = Schedule()
    first, second = search(), search()
    schedule.add(first, 1.0)
    assert schedule.with_key(second) is first
    schedule.add(second)
    assert (schedule.has(first), schedule.has(second)) == (False, True)
    schedule.end(first)
    assert schedule.has(second)
    assert schedule.take(200.0) is None
    schedule.end_with_key(first)
    assert schedule.with_key(second) is None


def test_of_too_many_those_that_come_are_given_up_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SEARCHES", 1)
    schedule = Schedule()
    one, other = search(), search(SERVER)
    assert [schedule.add(one), schedule.add(other), schedule.lost] == [True, False, 1]
    schedule.end(one)
    assert [schedule.add(other), schedule.lost] == [True, 1]
