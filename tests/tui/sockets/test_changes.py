"""Openings and closings, told once each."""

from __future__ import annotations

from tui.sockets.changes import SHORT_LIVED, Changes
from tui.sockets.entry import Endpoint, Protocol, Socket
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket, Snapshot
from tui.sockets.tcp_info import TcpInfo

CURL = (Owner(Process(7, 1, "curl", 0), 3),)
INFO = TcpInfo({"bytes_sent": 10, "bytes_received": 21, "total_retrans": 2})


def one(cookie: int, state: str = "ESTABLISHED", protocol: Protocol = "tcp") -> Socket:
    return Socket(protocol, "ipv4", state, Endpoint("10.0.0.1", cookie), Endpoint("10.0.0.2", 80), cookie=cookie)


def snapshot(*sockets: Socket, owners: tuple[Owner, ...] = CURL) -> Snapshot:
    return Snapshot(9, tuple(OwnedSocket(entry, owners) for entry in sockets))


def test_what_was_there_first_did_not_open() -> None:
    changes = Changes(snapshot(one(1)))
    (opened,) = changes.seen(snapshot(one(1), one(2)))
    assert (opened.kind, opened.found.socket.cookie, opened.time_ns) == ("opened", 2, 9)
    assert changes.seen(snapshot(one(1), one(2))) == []


def test_a_closing_has_the_process_and_the_last_counts() -> None:
    changes = Changes(snapshot(one(1)))
    (closed,) = changes.ended([one(1, "UNCONNECTED")._replace(info=INFO)], 12)
    assert (closed.kind, closed.found.owners, closed.time_ns) == ("closed", CURL, 12)
    assert (closed.bytes_sent, closed.bytes_received, closed.retransmissions) == (10, 21, 2)
    assert changes.seen(snapshot(one(1, "TIME-WAIT"))) == []


def test_one_that_no_snapshot_saw_is_told_when_it_ends() -> None:
    (closed,) = Changes(snapshot()).ended([one(5)._replace(info=INFO)], 12)
    assert (closed.found.owners, closed.found.unknown, closed.bytes_sent) == ((), SHORT_LIVED, 10)


def test_one_that_never_had_an_address_is_not_told() -> None:
    bare = one(5)._replace(local=Endpoint("0.0.0.0", 0), remote=None)
    assert Changes(snapshot()).ended([bare], 12) == []


def test_a_last_word_that_comes_late_is_waited_for_once() -> None:
    changes = Changes(snapshot(one(1), one(2)))
    assert changes.seen(snapshot()) == []
    (told,) = changes.ended([one(1)._replace(info=INFO)], 12)
    assert (told.found.socket.cookie, told.bytes_sent) == (1, 10)
    (without,) = changes.seen(snapshot())
    assert (without.found.socket.cookie, without.bytes_sent) == (2, None)
    assert changes.seen(snapshot()) == []


def test_kinds_without_a_last_word_are_told_at_once() -> None:
    (closed,) = Changes(snapshot(one(1, protocol="unix"))).seen(snapshot())
    assert closed.kind == "closed"


def test_the_process_is_remembered_when_it_has_let_go() -> None:
    changes = Changes(snapshot(one(1)))
    assert changes.seen(snapshot(one(1, "FIN-WAIT-1"), owners=())) == []
    (closed,) = changes.ended([one(1)], 12)
    assert closed.found.owners == CURL
