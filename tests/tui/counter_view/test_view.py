"""What is kept of the counters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tests.tui.counting import Machine, look
from tui.counter_view.view import GROUP_TABS, INTERFACES, CountersView
from tui.sockets.counters import Counters


def view_of(machine: Machine) -> CountersView:
    return CountersView("", machine, clock=lambda: datetime(2024, 1, 2, 3, 4, 5))


def test_looks_are_added_and_the_first_has_a_time() -> None:
    view = view_of(Machine(look(), look(TcpInSegs=501)))
    for _ in range(2):
        view.add(view.read())
    assert (view.begun, view.problem, view.history.seconds) == ("03:04:05", "", 1)
    assert view.history.since_start("TcpInSegs") == 1
    view.begin_anew()
    assert view.history.since_start("TcpInSegs") == 0


def test_a_machine_that_does_not_tell_says_why_and_the_last_look_stays() -> None:
    view = view_of(Machine(look(), OSError("not today"), look()))
    for _ in range(2):
        view.add(view.read())
    assert view.problem == "not today"
    assert view.rows.row_count()
    view.add(view.read())
    assert view.problem == ""


def test_a_namespace_that_there_is_not() -> None:
    told = CountersView("no-such").read()
    assert isinstance(told, str)
    assert "no-such" in told or "no network namespaces" in told


@pytest.mark.parametrize("group", GROUP_TABS)
def test_words_and_zeros_go_along_from_group_to_group(group: str) -> None:
    view = view_of(Machine(look()))
    view.add(view.read())
    view.rows.words, view.rows.hides_zeros = "lo", False
    view.show_group(group)
    assert (view.rows.words, view.rows.hides_zeros) == ("lo", False)
    assert (view.rows is view.interfaces) == (group == INTERFACES)
    assert view.subject(999) is None


def test_a_system_may_tell_only_interfaces() -> None:
    view = view_of(Machine(replace(look(), values={})))
    assert not view.tells_only_interfaces
    view.add(view.read())
    assert view.tells_only_interfaces


def test_closing_closes_the_source() -> None:
    machine = Machine(look())
    view = view_of(machine)
    assert isinstance(view.read(), Counters)
    view.close()
    view.close()
    assert not machine.is_open
