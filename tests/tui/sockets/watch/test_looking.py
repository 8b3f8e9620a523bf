"""The kernel's word on an end: by made-up sockets, and by real ones."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

import pytest

from dissectors.processes.attribution import End
from tests.tui.sockets.watch.fakes import CLIENT, SERVER, FakeKernel, made
from tui.sockets.entry import Socket
from tui.sockets.sock_diag import SockDiag
from tui.sockets.watch.looking import MOST_SHARING, Look, listeners, look

REAL = pytest.mark.skipif(sys.platform != "linux", reason="sock_diag is Linux's")


def test_the_socket_with_both_ends_is_exact() -> None:
    one = made(CLIENT, SERVER, 1)
    found = look(FakeKernel(made(SERVER, None, 2), one), "tcp", CLIENT, SERVER)
    assert found == Look("exact", (one,))
    assert (found.inodes, found.is_held, found.is_unaccepted) == ({1}, True, False)


def test_ipv4_of_an_ipv6_socket_has_the_ends_of_its_packets() -> None:
    one = made(End("::ffff:127.0.0.1", 40000), End("::ffff:127.0.0.1", 80), 1)
    assert look(FakeKernel(one), "tcp", CLIENT, SERVER) == Look("exact", (one,))


def test_nothing_is_found_where_nothing_is() -> None:
    assert look(FakeKernel(), "tcp", CLIENT, SERVER) is None
    assert look(FakeKernel(made(SERVER, None, 2)), "udp", SERVER, CLIENT) is None
    assert listeners(FakeKernel(), "tcp", SERVER) is None


@pytest.mark.parametrize(
    ("other", "is_it"),
    [
        (made(End("0.0.0.0", 80), None, 3), True),
        (made(End("::", 80), None, 3), True),
        (made(End("::", 80), None, 3, only_ipv6=True), False),
        (made(End("::ffff:127.0.0.1", 80), None, 3), True),
        (made(End("127.0.0.2", 80), None, 3), False),
        (made(End("0.0.0.0", 81), None, 3), False),
    ],
)
def test_all_sockets_that_packets_for_an_end_may_go_to_are_told(other: Socket, is_it: bool) -> None:
    first = made(SERVER, None, 2)
    found = look(FakeKernel(first, other), "tcp", SERVER, CLIENT)
    assert found == Look("listener", (first, other) if is_it else (first,))


def test_an_ipv6_end_is_served_by_ipv6_sockets() -> None:
    local, remote = End("::1", 80), End("::1", 40000)
    six, four = made(End("::", 80), None, 2), made(End("0.0.0.0", 80), None, 3)
    assert look(FakeKernel(six, four), "tcp", local, remote) == Look("listener", (six,))


def test_a_connection_that_nobody_holds_waits_to_be_accepted_or_was_let_go() -> None:
    waiting = look(FakeKernel(made(SERVER, CLIENT, 0, cookie=5)), "tcp", SERVER, CLIENT)
    closed = look(FakeKernel(made(SERVER, CLIENT, 0, cookie=5, state="TIME-WAIT")), "tcp", SERVER, CLIENT)
    assert waiting is not None
    assert closed is not None
    assert [(one.is_held, one.is_unaccepted) for one in (waiting, closed)] == [(False, True), (False, False)]
    assert waiting.is_as(closed)


def test_a_port_of_too_many_sockets_is_nobody_s() -> None:
    many = [made(SERVER, None, inode) for inode in range(1, MOST_SHARING + 2)]
    assert look(FakeKernel(*many), "tcp", SERVER, CLIENT) is None
    assert listeners(FakeKernel(*many), "tcp", SERVER) is None


def test_link_local_ends_are_looked_for_where_their_packets_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Kernel(FakeKernel):
        def find(self, *arguments: object) -> Socket | None:  # type: ignore[override]
            asked.append(arguments[-1])
            return None

    monkeypatch.setattr(socket, "if_nametoindex", lambda name: {"eth7": 7}[name])
    monkeypatch.setattr(socket, "if_nameindex", lambda: [(1, "lo"), (7, "eth7")])
    ends = End("fe80::1", 40000), End("fe80::2", 80)
    look(Kernel(), "tcp", *ends, "eth7")
    look(Kernel(), "tcp", *ends)
    look(Kernel(), "tcp", CLIENT, SERVER)
    assert asked == [7, 1, 7, 0]


@REAL
@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_real_connections_and_listeners_are_found(family: int, address: str) -> None:
    with (
        SockDiag() as kernel,
        socket.create_server((address, 0), family=family) as listener,
        socket.create_connection(listener.getsockname()[:2]) as client,
    ):
        ends = End(*client.getsockname()[:2]), End(*client.getpeername()[:2])
        found = look(kernel, "tcp", *ends)
        assert found is not None
        assert (found.how, found.is_held) == ("exact", True)
        waiting = look(kernel, "tcp", *reversed(ends))
        assert waiting is not None
        assert waiting.is_unaccepted
        served = listeners(kernel, "tcp", ends[1])
        assert served is not None
        assert [one.local and one.local.port for one in served.sockets] == [ends[1].port]


@REAL
@pytest.mark.parametrize("bind", [True, False])
def test_real_datagram_sockets_are_found_with_a_peer_or_without(bind: bool) -> None:
    far = End("127.0.0.1", 9)
    with SockDiag() as kernel, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        call: Callable[[tuple[str, int]], object] = one.bind if bind else one.connect
        call(("127.0.0.1", 0) if bind else far)
        found = look(kernel, "udp", End(*one.getsockname()), far)
        assert found is not None
        assert (found.how, len(found.sockets)) == ("listener" if bind else "exact", 1)


@REAL
def test_real_sockets_that_share_a_port_are_all_found() -> None:
    with SockDiag() as kernel, socket.socket() as one, socket.socket() as two:
        for sharing in (one, two):
            sharing.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            sharing.bind(("127.0.0.1", one.getsockname()[1]))
            sharing.listen()
        found = look(kernel, "tcp", End(*one.getsockname()), CLIENT)
        assert found is not None
        assert (found.how, len(found.sockets)) == ("listener", 2)
