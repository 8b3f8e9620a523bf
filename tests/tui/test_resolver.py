"""Asking for names: each once, not too many, and nobody waits for a resolver that says nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from dissectors.statistics.host_names import packed
from tui import resolver as asking
from tui.resolver import Resolver, ask_this_machine, may_have_name

PATIENCE = 20


class Names:
    """A resolver's word: knows some names, nothing of some, and says nothing at all of others until told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.silent = threading.Event()

    def __call__(self, address: str) -> str | None:
        self.asked.append(address)
        if address.startswith("198."):
            self.silent.wait(PATIENCE)
        if address.startswith("203."):
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        return f"host-{address[-1]}.test" if address.startswith("192.") else None


@pytest.fixture
def names() -> Iterator[Names]:
    names = Names()
    yield names
    names.silent.set()


def test_each_address_is_asked_about_once_whatever_the_answer(names: Names) -> None:
    resolver = Resolver(names)
    for _ in range(2):
        resolver.ask(
            ["192.0.2.1", "10.0.0.1", "203.0.113.1", "2001:db8::1", "2001:0db8::0001", "02:00:00:00:00:01", ""]
        )
        resolver.wait(PATIENCE)
    assert sorted(names.asked) == ["10.0.0.1", "192.0.2.1", "2001:db8::1", "203.0.113.1"]
    assert resolver.names == {packed("192.0.2.1"): "host-1.test"}
    assert (resolver.waiting, resolver.failed) == (0, 1)
    resolver.close()


def test_nobody_waits_for_a_resolver_that_says_nothing(names: Names) -> None:
    resolver = Resolver(names, threads=2)
    resolver.ask([*(f"198.51.100.{last}" for last in range(9)), "192.0.2.1"])
    resolver.wait(0.01)
    assert not resolver.take()
    assert (resolver.waiting, len(names.asked) <= 2) == (10, True)
    resolver.give_up()
    while len(names.asked) < resolver.waiting:
        pass
    names.silent.set()
    resolver.wait(PATIENCE)
    assert (resolver.waiting, resolver.names) == (0, {})
    resolver.ask(["192.0.2.1"])
    resolver.wait(PATIENCE)
    assert list(resolver.names.values()) == ["host-1.test"]
    resolver.close()


def test_answers_are_taken_in_as_they_come(names: Names) -> None:
    resolver = Resolver(names)
    resolver.ask(["192.0.2.1"])
    while not resolver.take():
        assert resolver.waiting == 1
    assert not resolver.take()
    resolver.close()


def test_no_more_are_asked_about_than_a_resolver_bears(names: Names) -> None:
    resolver = Resolver(names, most=3)
    resolver.ask(f"192.0.2.{last}" for last in range(3))
    assert not resolver.left_out
    resolver.ask(["192.0.2.3", "192.0.2.4"])
    resolver.wait(PATIENCE)
    assert (len(names.asked), resolver.left_out) == (3, True)
    resolver.close()


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "fd00::1"])
def test_addresses_that_may_have_a_name(address: str) -> None:
    assert may_have_name(address)


@pytest.mark.parametrize(
    "address",
    [
        *("224.0.0.251", "ff02::1", "0.0.0.0", "::", "169.254.1.1", "fe80::1", "fe80::1%eth0", "127.0.0.1", "::1"),
        *("255.255.255.255", "02:00:00:00:00:01", "name", ""),
    ],
)
def test_addresses_that_have_none(address: str) -> None:
    assert not may_have_name(address)


def test_what_this_machine_says_is_a_name_or_none_or_not_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[tuple[str, str] | OSError] = [
        ("host.test.", "0"),
        ("b\udcffd", "0"),
        (".", "0"),
        socket.gaierror(socket.EAI_NONAME, "none"),
        socket.gaierror(socket.EAI_AGAIN, "later"),
    ]

    def said(sockaddr: tuple[str, int], flags: int) -> tuple[str, str]:
        assert flags == socket.NI_NAMEREQD
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    monkeypatch.setattr(asking.socket, "getnameinfo", said)
    assert [ask_this_machine("192.0.2.1") for _ in range(4)] == ["host.test", "b\ufffdd", None, None]
    with pytest.raises(OSError, match="later"):
        ask_this_machine("192.0.2.1")
