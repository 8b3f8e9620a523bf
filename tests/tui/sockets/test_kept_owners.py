"""Owners kept from one look to the next."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tui.sockets.kept_owners import ALL_AGAIN_SECONDS, KeptOwners
from tui.sockets.processes import Owner, Process

SERVER, WORKER = Owner(Process(7, 100, "server", 33, 1), 3), Owner(Process(40, 100, "worker", 33, 7), 4)


class Machine:
    def __init__(self) -> None:
        self.held: dict[int, tuple[Owner, ...]] = {1: (SERVER,), 2: (SERVER,)}
        self.asked: list[set[int]] = []
        self.hidden = frozenset({33})
        self.is_privileged = self.is_late = False
        self.now = 100.0

    def of(self, inodes: Collection[int]) -> Mapping[int, tuple[Owner, ...]] | None:
        self.asked.append(set(inodes))
        return None if self.is_late else {inode: self.held[inode] for inode in inodes if inode in self.held}

    def kept(self) -> KeptOwners:
        return KeptOwners(self, clock=lambda: self.now)


def test_only_new_sockets_are_asked_about() -> None:
    machine = Machine()
    kept = machine.kept()
    assert kept.of([0, 1, 9]) == {1: (SERVER,)}
    machine.now += ALL_AGAIN_SECONDS / 2
    assert kept.of([1, 2, 9]) == {1: (SERVER,), 2: (SERVER,)}
    assert kept.of([1, 2, 9]) == {1: (SERVER,), 2: (SERVER,)}
    assert machine.asked == [{1, 9}, {2}], "one that nobody holds is not asked about each time"


def test_all_are_asked_about_again_now_and_then() -> None:
    machine = Machine()
    kept = machine.kept()
    kept.of([1])
    machine.held[1] = (SERVER, WORKER)
    assert kept.of([1]) == {1: (SERVER,)}
    machine.now += ALL_AGAIN_SECONDS
    assert kept.of([1]) == {1: (SERVER, WORKER)}
    assert machine.asked == [{1}, {1}]


def test_all_are_asked_about_when_somebody_wants_to_know() -> None:
    machine = Machine()
    kept = machine.kept()
    kept.of([1])
    machine.held[1] = (WORKER,)
    kept.forget()
    assert kept.of([1]) == {1: (WORKER,)}


def test_a_socket_that_was_gone_is_asked_about_anew() -> None:
    machine = Machine()
    kept = machine.kept()
    kept.of([1, 2])
    assert kept.of([2]) == {2: (SERVER,)}
    machine.held[1] = (WORKER,)
    assert kept.of([1, 2]) == {1: (WORKER,), 2: (SERVER,)}
    assert machine.asked[1:] == [{1}]


def test_who_sees_more_now_is_asked_about_all() -> None:
    machine = Machine()
    kept = machine.kept()
    assert (kept.of([1]), kept.hidden, kept.is_privileged) == ({1: (SERVER,)}, frozenset({33}), False)
    machine.is_privileged = True
    kept.of([1])
    assert (machine.asked, kept.is_privileged) == ([{1}, {1}], True)


def test_who_says_with_the_first_answer_that_they_see_all_is_asked_once() -> None:
    machine = Machine()

    real = machine.of

    def of(inodes: Collection[int]) -> Mapping[int, tuple[Owner, ...]]:
        machine.is_privileged = True
        return real(inodes)

    machine.of = of  # type: ignore[method-assign]
    kept = machine.kept()
    kept.of([1])
    kept.of([1])
    assert machine.asked == [{1}]


def test_nothing_is_asked_for_nothing() -> None:
    machine = Machine()
    assert machine.kept().of([0]) == {}
    assert machine.asked == []


def test_no_answer_in_time_is_none_and_the_next_look_asks_again() -> None:
    machine = Machine()
    kept = machine.kept()
    machine.is_late = True
    assert kept.of([1]) is None
    machine.is_late = False
    assert kept.of([1]) == {1: (SERVER,)}
    machine.is_late = True
    assert kept.of([1, 2]) == {1: (SERVER,)}, "what is known stays"
    machine.is_late = False
    assert kept.of([1, 2]) == {1: (SERVER,), 2: (SERVER,)}
    machine.is_late, machine.now = True, machine.now + ALL_AGAIN_SECONDS
    assert kept.of([1, 2]) is None, "it may be another's by now"
    machine.is_late = False
    assert kept.of([1, 2]) == {1: (SERVER,), 2: (SERVER,)}
    assert machine.asked == [{1}, {1}, {2}, {2}, {1, 2}, {1, 2}]
