"""Names are asked for of what is printed, and waited for only so long."""

from __future__ import annotations

import socket
import threading

import pytest

from dissectors.statistics.host_names import packed
from tests.tui.statistics.made import record, table
from tui.printing.statistics.asked_names import AskedNames
from tui.resolver import Resolver
from tui.statistics.tables import Table

FIRST, SECOND, THIRD = "192.0.2.1", "192.0.2.2", "192.0.2.3"


def hosts(*addresses: str) -> Table:
    found = table(*(record(one, 1) for one in addresses))
    return Table(found.kind, found.title, found.columns, found.records, address=lambda one: one["host"] or None)


def passed(names: AskedNames, *parts: Table, most: int = 9) -> list[Table]:
    found = list(names.of(parts, most))
    names.resolver.close()
    return found


def test_only_what_is_printed_is_asked_for() -> None:
    asked: list[str] = []
    parts = (table(record(THIRD, 1)), hosts(FIRST, SECOND, THIRD))
    names = AskedNames(Resolver(lambda address: asked.append(address) or "name.test"))  # type: ignore[func-returns-value]
    assert passed(names, *parts, most=2) == list(parts)
    assert sorted(asked) == [FIRST, SECOND]
    assert (names.resolver.names[packed(SECOND) or b""], names.missing) == ("name.test", "")


def test_what_needs_no_name_is_not_asked_for() -> None:
    asked: list[str] = []
    names = AskedNames(Resolver(lambda address: asked.append(address) or "name.test"))  # type: ignore[func-returns-value]
    passed(names, hosts("", SECOND))
    assert asked == [SECOND]


def test_what_nobody_answers_in_time_is_said() -> None:
    silent = threading.Event()

    def ask(address: str) -> str | None:
        if address == THIRD:
            raise socket.gaierror(socket.EAI_AGAIN, "later")
        if address == SECOND:
            silent.wait(20)
        return None

    told: list[tuple[int, int]] = []
    # Time is over as soon as there is nothing to be waited for but the silent one.
    names = AskedNames(Resolver(ask), lambda *words: told.append(words), clock=lambda: 100.0 if (2, 3) in told else 0.0)
    passed(names, hosts(THIRD, FIRST, SECOND))
    assert names.missing == "names of 2 of 3 hosts are not known: no answer"
    assert told[-1] == (2, 3)
    silent.set()


def test_an_interruption_ends_the_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Resolver, seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Resolver, "wait", interrupted)
    silent = threading.Event()
    names = AskedNames(Resolver(lambda address: str(silent.wait(20))))
    assert len(passed(names, hosts(FIRST), hosts(SECOND))) == 2
    assert names.is_interrupted
    assert names.missing == "names of 2 of 2 hosts are not known: interrupted"
    silent.set()


def test_that_no_more_are_asked_for_is_said() -> None:
    names = AskedNames(Resolver(lambda address: None, most=1))
    passed(names, hosts(FIRST, SECOND))
    assert names.missing == "names were asked for of 1 host only"
