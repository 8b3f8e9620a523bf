"""Connections between two ends, one after the other, and what a trace tells of them."""

from __future__ import annotations

from dissectors.processes.attribution import End
from tui.sockets.watch import beginnings
from tui.sockets.watch.beginnings import SLACK_NS, Beginning, Beginnings
from tui.sockets.watch.first_packets import Flow
from tui.sockets.watch.tracefs import Connect

CLIENT, SERVER = End("10.0.0.1", 40000), End("10.0.0.2", 80)
OURS = 5
SECOND = 1_000_000_000


def syn(time_ns: int, number: int = 1, *, client: End = CLIENT, server: End = SERVER) -> Flow:
    return Flow("tcp", client, server, time_ns, number)


def begun(known: Beginnings, time_ns: int, number: int = 1) -> Beginning:
    one = known.saw(syn(time_ns, number))
    assert one is not None
    return one


def connect(time_ns: int, *, network: int | None = OURS, pid: int = 7, took_ns: int = 1000) -> Connect:
    return Connect(pid, "x", CLIENT, SERVER, time_ns, time_ns + took_ns, False, network, None)


def test_a_connection_begins_once() -> None:
    known = Beginnings(OURS)
    one = begun(known, SECOND)
    assert (one.client, one.server, one.time_ns) == (CLIENT, SERVER, SECOND)
    assert known.saw(syn(2 * SECOND)) is None
    assert known.saw(Flow("tcp", SERVER, CLIENT, SECOND, 1, is_answer=True)) is None
    # Both ends at once (RFC 9293 3.5): each begins one.
    assert known.saw(syn(SECOND, client=SERVER, server=CLIENT)) is not None


def test_the_next_one_follows_the_one_before() -> None:
    known = Beginnings(OURS)
    first = begun(known, SECOND)
    assert (known.standing(first), known.followed_at(first)) == ("latest", None)
    second = begun(known, 2 * SECOND, 2)
    assert (known.standing(first), known.standing(second)) == ("followed", "latest")
    assert (known.followed_at(first), known.followed_at(second)) == (2 * SECOND, None)


def test_two_at_the_same_time_are_crowded() -> None:
    known = Beginnings(OURS)
    first, second = begun(known, SECOND), begun(known, SECOND + SLACK_NS, 2)
    assert (known.standing(first), known.standing(second)) == ("crowded", "crowded")


def test_the_oldest_are_forgotten() -> None:
    known = Beginnings(OURS)
    first = begun(known, 0)
    for number in range(2, beginnings._MOST_OF_A_PAIR + 2):
        begun(known, number * SECOND, number)
    assert known.standing(first) == "forgotten"


def test_a_trace_s_word_is_of_the_connection_that_began_between_its_times() -> None:
    known = Beginnings(OURS)
    first, second = begun(known, SECOND), begun(known, 3 * SECOND, 2)
    told = connect(SECOND - 1, took_ns=SECOND)
    assert known.traced(told) == [first]
    assert known.connect_of(first, is_own=True) == told
    assert known.connect_of(second, is_own=True) is None


def test_a_word_that_may_be_of_two_connections_is_of_none() -> None:
    known = Beginnings(OURS)
    first, second = begun(known, SECOND), begun(known, SECOND + 10 * SLACK_NS, 2)
    known.traced(connect(SECOND, took_ns=SECOND))
    assert (known.connect_of(first, is_own=True), known.connect_of(second, is_own=True)) == (None, None)


def test_of_two_words_about_one_connection_none_counts() -> None:
    known = Beginnings(OURS)
    first = begun(known, SECOND)
    known.traced(connect(SECOND, network=None))
    known.traced(connect(SECOND, network=None, pid=8))
    assert known.connect_of(first, is_own=True) is None


def test_a_word_of_another_namespace_counts_for_addresses_that_this_has_not() -> None:
    known = Beginnings(OURS)
    first = begun(known, SECOND)
    known.traced(connect(SECOND, network=OURS + 1))
    assert known.connect_of(first, is_own=True) is None
    assert known.connect_of(first, is_own=False) is not None
    known = Beginnings(OURS)
    first = begun(known, SECOND)
    known.traced(connect(SECOND))
    assert known.connect_of(first, is_own=False) is None


def test_the_latest_word_is_told_where_it_is_certain() -> None:
    known = Beginnings(OURS)
    assert known.latest_connect(CLIENT, SERVER) is None
    known.traced(connect(SECOND, network=None))
    assert known.latest_connect(CLIENT, SERVER) is None
    known.traced(connect(2 * SECOND))
    assert known.latest_connect(CLIENT, SERVER) == connect(2 * SECOND)
    known.traced(connect(3 * SECOND)._replace(has_failed=True))
    assert known.latest_connect(CLIENT, SERVER) is None
    known.forget_traced()
    assert known.latest_connect(CLIENT, SERVER) is None


def test_the_latest_word_is_that_of_the_latest_connection_seen() -> None:
    known = Beginnings(OURS)
    begun(known, SECOND)
    known.traced(connect(SECOND, network=None))
    assert known.latest_connect(CLIENT, SERVER) == connect(SECOND, network=None)
    begun(known, 2 * SECOND, 2)
    assert known.latest_connect(CLIENT, SERVER) is None


def test_a_namespace_that_is_not_known_makes_no_word_certain() -> None:
    known = Beginnings(None)
    known.traced(connect(SECOND, network=None))
    assert known.latest_connect(CLIENT, SERVER) is None


def test_ends_that_are_kept_are_not_too_many() -> None:
    known = Beginnings(OURS)
    for port in range(1, beginnings._MOST_PAIRS + 10):
        known.saw(syn(SECOND, client=End("10.0.0.1", port)))
    assert len(known._begun) == beginnings._MOST_PAIRS
