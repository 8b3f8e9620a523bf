"""From the ends of a packet to a socket: those that are there, those that were, and none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tui.socket_view.wanted import NONE, WantedSocket, find, other_end
from tui.sockets.entry import Endpoint, Protocol, Socket
from tui.sockets.seen import Seen
from tui.sockets.snapshot import OwnedSocket

CLIENT, SERVER, ELSEWHERE = Endpoint("127.0.0.1", 50000), Endpoint("127.0.0.1", 1234), Endpoint("198.51.100.1", 443)
SECOND = 1_000_000_000


def seen(one: Socket, closed: int | None = None) -> Seen:
    return Seen(("key", one, closed), OwnedSocket(one), 0, closed_ns=closed)


def tcp(local: Endpoint, remote: Endpoint | None, closed: int | None = None, state: str = "ESTABLISHED") -> Seen:
    return seen(Socket("tcp", "ipv4", state, local, remote), closed)


def udp(local: Endpoint, remote: Endpoint | None = None, closed: int | None = None, **more: bool) -> Seen:
    return seen(Socket("udp", "ipv6" if ":" in local.address else "ipv4", "UNCONNECTED", local, remote, **more), closed)  # type: ignore[arg-type]


TO_SERVER = WantedSocket("tcp", CLIENT, SERVER)
OF_CLIENT, OF_SERVER = tcp(CLIENT, SERVER), tcp(SERVER, CLIENT)
LISTENER = tcp(Endpoint("0.0.0.0", 1234), None, state="LISTEN")


def test_on_loopback_the_senders_comes_first() -> None:
    assert find(TO_SERVER, [LISTENER, OF_SERVER, OF_CLIENT]) == (OF_CLIENT, "")
    assert find(WantedSocket("tcp", SERVER, CLIENT), [LISTENER, OF_SERVER, OF_CLIENT]) == (OF_SERVER, "")


def test_the_one_on_this_machine_is_found_from_either_side() -> None:
    here = tcp(CLIENT, ELSEWHERE)
    assert find(WantedSocket("tcp", ELSEWHERE, CLIENT), [here]).seen is here
    assert find(WantedSocket("tcp", CLIENT, ELSEWHERE), [here]).seen is here


def test_one_that_is_there_comes_before_one_that_has_closed() -> None:
    assert find(TO_SERVER, [tcp(CLIENT, SERVER, 5), OF_SERVER]) == (OF_SERVER, "")


def test_a_closed_one_says_since_when_and_comes_before_the_listener() -> None:
    older, later = tcp(CLIENT, SERVER, 5 * SECOND), tcp(CLIENT, SERVER, 10 * SECOND)
    answer = find(TO_SERVER, [LISTENER, later, older], lambda: 22 * SECOND)
    assert answer == (later, "This socket closed 12 s ago.")
    assert "a moment ago" in find(TO_SERVER, [later], lambda: 10 * SECOND).sentence
    assert "3 min ago" in find(TO_SERVER, [later], lambda: 200 * SECOND).sentence


def test_a_connection_that_is_gone_leads_to_its_listener() -> None:
    answer = find(TO_SERVER, [LISTENER])
    assert answer.seen is LISTENER
    assert "the connection has no socket" in answer.sentence


def test_no_such_socket() -> None:
    other = tcp(Endpoint("127.0.0.1", 1234), None, state="UNCONNECTED")
    assert find(TO_SERVER, [tcp(CLIENT, ELSEWHERE), udp(SERVER), other]) == (None, NONE)
    told = find(replace(TO_SERVER, whose="Its packets went from curl to nginx."), [])
    assert told == (None, f"{NONE} Its packets went from curl to nginx.")


def test_ipv4_served_by_an_ipv6_socket() -> None:
    mapped = tcp(Endpoint("::ffff:127.0.0.1", 1234), Endpoint("::ffff:127.0.0.1", 50000))
    assert find(TO_SERVER, [mapped]).seen is mapped


@pytest.mark.parametrize(
    ("local", "is_its"),
    [
        (udp(Endpoint("0.0.0.0", 53)), True),
        (udp(Endpoint("127.0.0.1", 53)), True),
        (udp(Endpoint("127.0.0.2", 53)), False),
        (udp(Endpoint("0.0.0.0", 54)), False),
        (udp(Endpoint("::", 53)), True),
        (udp(Endpoint("::", 53), only_ipv6=True), False),
        (udp(Endpoint("::1", 53)), False),
        (udp(Endpoint("0.0.0.0", 53), ELSEWHERE), False),
    ],
)
def test_a_udp_socket_without_a_peer_gets_what_comes_to_its_port(local: Seen, is_its: bool) -> None:
    wanted = WantedSocket("udp", Endpoint("10.0.0.9", 5000), Endpoint("127.0.0.1", 53))
    assert find(wanted, [local]).seen is (local if is_its else None)


def test_ipv6_does_not_come_to_an_ipv4_socket() -> None:
    wanted = WantedSocket("udp", Endpoint("::1", 5000), Endpoint("::1", 53))
    assert find(wanted, [udp(Endpoint("0.0.0.0", 53))]).seen is None
    assert find(wanted, [udp(Endpoint("::", 53), only_ipv6=True)]).seen is not None


def test_a_connected_udp_socket_comes_before_one_without_a_peer() -> None:
    wanted = WantedSocket("udp", CLIENT, SERVER)
    connected = udp(CLIENT, SERVER)
    assert find(wanted, [udp(SERVER), connected]).seen is connected


def test_a_udp_socket_that_has_closed_is_told_too() -> None:
    answer = find(WantedSocket("udp", CLIENT, SERVER), [udp(CLIENT, None, 5)], lambda: 5)
    assert answer.seen is not None
    assert "closed" in answer.sentence


def test_the_other_end_of_a_connection() -> None:
    assert other_end(OF_CLIENT.found.socket, [LISTENER, OF_CLIENT, OF_SERVER]).seen is OF_SERVER
    assert other_end(OF_SERVER.found.socket, [tcp(CLIENT, SERVER, 5), OF_CLIENT]).seen is OF_CLIENT
    older, later = tcp(CLIENT, SERVER, 5), tcp(CLIENT, SERVER, 6)
    assert other_end(OF_SERVER.found.socket, [later, older]).seen is later


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (LISTENER, "A listener has no other end"),
        (tcp(CLIENT, ELSEWHERE), "no socket of 198.51.100.1:443 here"),
        (udp(SERVER), "no peer"),
        (seen(Socket("unix", "unix", "LISTEN")), "A listener has no other end"),
        (seen(Socket("unix", "unix", "ESTABLISHED")), "no peer, or"),
        (seen(Socket("unix", "unix", "ESTABLISHED", peer_inode=7)), "#7, is not here"),
    ],
)
def test_why_there_is_no_other_end(one: Seen, words: str) -> None:
    answer = other_end(one.found.socket, [LISTENER, one])
    assert answer.seen is None
    assert words in answer.sentence


def test_the_other_end_of_a_unix_socket_and_of_a_udp_socket() -> None:
    one = seen(Socket("unix", "unix", "ESTABLISHED", inode=6, peer_inode=7))
    other = seen(Socket("unix", "unix", "ESTABLISHED", inode=7, peer_inode=6))
    assert other_end(one.found.socket, [one, other]).seen is other
    server = udp(SERVER)
    assert other_end(udp(CLIENT, SERVER).found.socket, [server]).seen is server


def test_only_of_the_same_protocol() -> None:
    kinds: tuple[Protocol, ...] = ("udp", "raw", "unix")
    others = [seen(Socket(kind, "ipv4", "ESTABLISHED", CLIENT, SERVER)) for kind in kinds]
    assert find(TO_SERVER, others) == (None, NONE)
