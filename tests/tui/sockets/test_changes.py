"""Openings and closings, told once each."""

from __future__ import annotations

from tui.sockets.changes import ENDED, SHORT_LIVED, Changes
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


def test_what_a_connection_ended_as_is_not_what_it_was() -> None:
    (closed,) = Changes(snapshot()).ended([one(5, "UNCONNECTED")], 12)
    assert closed.found.socket.state == ENDED
    datagrams = one(6, "UNCONNECTED", "udp")._replace(remote=None)
    listener = one(7, "UNCONNECTED")._replace(remote=None)
    told = Changes(snapshot()).ended([datagrams, listener], 12)
    assert [change.found.socket.state for change in told] == ["UNCONNECTED", "UNCONNECTED"]


def listening(cookie: int, name: str, pid: int, address: str = "10.0.0.1") -> OwnedSocket:
    entry = Socket("tcp", "ipv4", "LISTEN", Endpoint(address, 80), cookie=cookie)
    return OwnedSocket(entry, (Owner(Process(pid, 1, name, 0), 3),))


def served(address: str = "10.0.0.1", port: int = 80) -> Socket:
    return Socket("tcp", "ipv4", "UNCONNECTED", Endpoint(address, port), Endpoint("10.0.0.2", 4000), cookie=99)


def heard(*listeners: OwnedSocket, of: Socket) -> tuple[str, ...]:
    """Names of those who listened for one that ended before it could be looked up."""
    (closed,) = Changes(Snapshot(9, listeners)).ended([of], 12)
    assert (closed.found.owners, closed.found.unknown) == ((), SHORT_LIVED)
    return tuple(owner.process.name for owner in closed.listener)


def test_who_listened_for_one_that_no_snapshot_saw_is_told_where_it_can_be_nobody_else() -> None:
    web, again, other = listening(1, "web", 7), listening(2, "web", 7, "0.0.0.0"), listening(3, "other", 8, "0.0.0.0")
    assert heard(web, of=served()) == ("web",)
    assert heard(web, again, of=served()) == ("web",)
    assert heard(web, other, of=served()) == ()
    assert heard(other, of=served("10.0.0.9")) == ("other",)
    assert heard(web, of=served("10.0.0.9")) == ()
    assert heard(web, of=served(port=81)) == ()
    assert heard(web._replace(owners=()), of=served()) == ()
    assert heard(web._replace(owners=(*web.owners, *other.owners)), of=served()) == ()
    elsewhere = web._replace(socket=web.socket._replace(namespace="box"))
    assert heard(elsewhere, of=served()) == ()


def test_a_listener_that_has_ended_too_is_nobodys_any_more() -> None:
    changes = Changes(Snapshot(9, (listening(1, "web", 7),)))
    ended = listening(1, "web", 7).socket._replace(state="UNCONNECTED")
    told = changes.ended([served(), ended, served()._replace(cookie=100)], 12)
    assert [len(change.listener) for change in told] == [1, 0, 0]


def test_who_listened_is_not_told_of_one_whose_process_is_known() -> None:
    web = listening(1, "web", 7)
    (closed,) = Changes(Snapshot(9, (web, OwnedSocket(served(), CURL)))).ended([served()], 12)
    assert (closed.found.owners, closed.listener) == (CURL, ())


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
