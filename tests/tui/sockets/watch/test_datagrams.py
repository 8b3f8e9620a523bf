"""When an end of a UDP flow is looked up again, and when what it is found to be is news."""

from __future__ import annotations

import pytest

from dissectors.processes.attribution import End
from tests.tui.sockets.watch.fakes import CLIENT, SERVER, made
from tui.sockets.watch import datagrams
from tui.sockets.watch.datagrams import CHECKED_SECONDS, Datagrams
from tui.sockets.watch.looking import Look

FIRST = Look("exact", (made(CLIENT, SERVER, 1, protocol="udp"),))
SECOND = Look("exact", (made(CLIENT, SERVER, 2, protocol="udp"),))


class Known:
    """Ends at a time that is set."""

    def __init__(self) -> None:
        self.now = 100.0
        self.datagrams = Datagrams(lambda: self.now)

    def is_known(self) -> bool:
        return self.datagrams.is_known(CLIENT, SERVER)

    def has_changed(self, look: Look | None) -> bool:
        return self.datagrams.has_changed(CLIENT, SERVER, look)


def test_an_end_is_known_for_a_moment_and_in_one_direction() -> None:
    known = Known()
    assert not known.is_known()
    known.has_changed(FIRST)
    assert known.is_known()
    assert not known.datagrams.is_known(SERVER, CLIENT)
    known.now += CHECKED_SECONDS * 0.9
    assert known.is_known()
    known.now += CHECKED_SECONDS * 0.2
    assert not known.is_known()


def test_only_other_sockets_are_news() -> None:
    known = Known()
    assert [known.has_changed(look) for look in (FIRST, FIRST, SECOND, None, None, FIRST)] == [
        True, False, True, True, False, True,
    ]  # fmt: skip


def test_that_an_end_has_no_socket_is_news_once_and_known() -> None:
    known = Known()
    assert known.has_changed(None)
    assert known.is_known()
    assert not known.has_changed(None)


def test_sockets_that_share_a_port_are_the_same_in_any_order() -> None:
    one, other = made(CLIENT, None, 1, protocol="udp"), made(CLIENT, None, 2, protocol="udp")
    known = Known()
    known.has_changed(Look("listener", (one, other)))
    assert not known.has_changed(Look("listener", (other, one)))


def test_a_closing_of_its_port_ends_what_is_known_until_it_is_looked_up_again() -> None:
    known = Known()
    known.has_changed(FIRST)
    known.datagrams.closed([CLIENT.port + 1, SERVER.port])
    assert known.is_known()
    known.datagrams.closed([CLIENT.port])
    assert not known.is_known()
    known.now += 0.001
    known.has_changed(FIRST)
    assert known.is_known()


def test_a_closing_that_may_have_been_missed_ends_what_is_known_of_all() -> None:
    known = Known()
    known.has_changed(FIRST)
    known.datagrams.missed_closings()
    assert not known.is_known()
    known.now += 0.001
    known.has_changed(FIRST)
    assert known.is_known()


def test_the_oldest_of_too_many_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datagrams, "MOST", 2)
    known = Known()
    ends = [End("127.0.0.1", port) for port in (1, 2, 3)]
    for end in ends[:2]:
        known.datagrams.has_changed(end, SERVER, FIRST)
    # One that is looked up again is not the oldest any more.
    known.datagrams.has_changed(ends[0], SERVER, FIRST)
    known.datagrams.has_changed(ends[2], SERVER, FIRST)
    assert [known.datagrams.is_known(end, SERVER) for end in ends] == [True, False, True]
