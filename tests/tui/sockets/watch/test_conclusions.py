"""What is told of what was found, and what is not told because it may be about another connection."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.processes.attribution import Attribution
from tests.tui.sockets.watch.fakes import CLIENT, CURL, NETWORK, NGINX, SECOND, SERVER, WORKER, FakeHolders, made
from tui.sockets.processes import Process
from tui.sockets.units import Units
from tui.sockets.watch.beginnings import Beginning, Beginnings
from tui.sockets.watch.conclusions import Conclusions
from tui.sockets.watch.first_packets import Flow
from tui.sockets.watch.looking import Look
from tui.sockets.watch.search import REUSED, SEVERAL, SHARED, TOO_MUCH, TOO_SOON, Search
from tui.sockets.watch.telling import Telling
from tui.sockets.watch.tracefs import Connect


class Known:
    """Conclusions about a connection that began at the second 10."""

    def __init__(self, *, has_begun: bool = True) -> None:
        self.later: set[Process] = set()
        self.beginnings = Beginnings(NETWORK)
        telling = Telling(FakeHolders({}), Units(Path("/nowhere")), uid=0, user_name=str)
        self.conclusions = Conclusions(self.beginnings, telling, lambda process, time_ns: process in self.later)
        self.one = self.begins(10 * SECOND, 1) if has_begun else None

    def search(self, *, is_client: bool = True, held: tuple[Process, ...] = (CURL,)) -> Search:
        ends = (CLIENT, SERVER) if is_client else (SERVER, CLIENT)
        look = Look("exact", (made(*ends, 1),))
        search = Search("tcp", *ends, 10 * SECOND, 0.0, self.one, look=look, looked_ns=10 * SECOND + 1)
        search.phase, search.holders = "settling", {1: held}
        return search

    def begins(self, time_ns: int, number: int = 2) -> Beginning | None:
        return self.beginnings.saw(Flow("tcp", CLIENT, SERVER, time_ns, number))

    def so_far(self, search: Search) -> object:
        """Why nothing is told, or how it is gone on with."""
        found = self.conclusions.so_far(search)
        return (found.pid, found.unknown) if isinstance(found, Attribution) else found


def connect(time_ns: int) -> Connect:
    return Connect(CURL.pid, "traced", CLIENT, SERVER, time_ns, time_ns + 1000, False, NETWORK, None)


def test_the_one_process_that_it_may_be_is_told() -> None:
    known = Known()
    assert known.conclusions.of(known.search()).pid == CURL.pid
    several = known.conclusions.of(known.search(held=(CURL, NGINX)))
    assert (several.pid, several.unknown) == (None, SEVERAL)
    server = known.search(is_client=False, held=(NGINX, WORKER))
    server.look = Look("listener", (made(SERVER, None, 1),))
    assert known.conclusions.of(server).unknown == SHARED


@pytest.mark.parametrize(
    ("is_client", "is_asked", "unknown"), [(True, False, TOO_SOON), (True, True, ""), (False, False, "")]
)
def test_a_process_that_began_later_had_it_from_another(is_client: bool, is_asked: bool, unknown: str) -> None:
    known = Known()
    known.later = {CURL}
    search = known.search(is_client=is_client)
    search.is_asked = is_asked
    assert known.conclusions.of(search).unknown == unknown


def test_a_connection_that_none_followed_is_gone_on_with() -> None:
    known = Known()
    assert known.so_far(known.search()) == "go on"
    assert known.so_far(Search("udp", CLIENT, SERVER, 0, 0.0)) == "go on"


def test_of_connections_of_one_moment_nothing_is_said() -> None:
    known = Known()
    known.begins(10 * SECOND + 1000)
    assert known.so_far(known.search()) == "say nothing"


def test_what_was_found_before_the_next_began_counts_and_later_it_does_not() -> None:
    known = Known()
    known.begins(11 * SECOND)
    search = known.search()
    assert known.so_far(search) == "go on"
    search.looked_ns = 11 * SECOND
    assert known.so_far(search) == (None, REUSED)
    search.phase = "looking"
    assert known.so_far(search) == (None, REUSED)


def test_what_does_not_count_may_be_told_by_the_trace_yet() -> None:
    known = Known()
    known.begins(11 * SECOND)
    search = known.search()
    search.looked_ns = 11 * SECOND
    known.conclusions.is_traced = True
    assert known.so_far(search) == "await the trace"
    search.phase = "tracing"
    assert known.so_far(search) == (None, REUSED)


def test_a_server_s_end_is_its_listener_s_whatever_followed() -> None:
    known = Known()
    known.begins(11 * SECOND)
    search = known.search(is_client=False)
    search.looked_ns = 11 * SECOND
    assert known.so_far(search) == "look for listeners"
    search.look = Look("listener", (made(SERVER, None, 1),))
    assert known.so_far(search) == "go on"


def test_after_packets_were_missed_only_the_trace_is_waited_for() -> None:
    known = Known()
    known.conclusions.missed_ns = 12 * SECOND
    search = known.search()
    assert known.so_far(search) == (None, TOO_MUCH)
    search.phase = "tracing"
    assert known.so_far(search) == "go on"


def test_the_trace_is_told_once() -> None:
    known = Known()
    known.beginnings.traced(connect(10 * SECOND))
    assert known.so_far(known.search()) == (CURL.pid, "")
    assert known.so_far(known.search()) == "go on"


def test_a_connection_whose_syn_was_not_seen_is_told_by_the_trace_unless_it_was_after_all() -> None:
    known = Known(has_begun=False)
    traced = connect(10 * SECOND)
    known.beginnings.traced(traced)
    search = Search("tcp", CLIENT, SERVER, 10 * SECOND, 0.0, connect=traced)
    assert known.so_far(search) == (CURL.pid, "")
    known.begins(10 * SECOND)
    assert known.so_far(search) == "say nothing"
