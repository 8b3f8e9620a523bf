"""Sockets by psutil: a made-up one, and the real one."""

from __future__ import annotations

import os
import socket
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import psutil
import pytest

from tui.sockets.entry import Endpoint
from tui.sockets.namespaces import NoNamespace
from tui.sockets.portable import PortableSource
from tui.sockets.snapshot import NOBODY


def entry(**values: Any) -> SimpleNamespace:
    given = {"fd": 3, "family": socket.AF_INET, "type": socket.SOCK_STREAM, "laddr": (), "raddr": (), "pid": 7}
    return SimpleNamespace(**{**given, "status": "NONE", **values})


def address(ip: str, port: int) -> SimpleNamespace:
    return SimpleNamespace(ip=ip, port=port)


class FakeProcess:
    def __init__(self, pid: int = 7) -> None:
        if pid == 99:
            raise psutil.NoSuchProcess(pid)
        self.pid = pid

    def oneshot(self) -> Any:
        from contextlib import nullcontext

        return nullcontext()

    def uids(self) -> SimpleNamespace:
        return SimpleNamespace(effective=501)

    def create_time(self) -> float:
        return 12.5

    def name(self) -> str:
        return "\x1bserver"

    def ppid(self) -> int:
        return 1

    def net_connections(self, kind: str) -> list[SimpleNamespace]:
        one = entry(laddr=address("127.0.0.1", 80), status="LISTEN")
        del one.pid
        return [one] if kind == "tcp" else []


class FakeSystem:
    """What psutil gives, by kind; raises where that is an error."""

    AccessDenied, Error, Process = psutil.AccessDenied, psutil.Error, FakeProcess

    def __init__(self, **entries: Any) -> None:
        self.entries = entries

    def net_connections(self, kind: str) -> list[SimpleNamespace]:
        found = self.entries.get(kind, [])
        if isinstance(found, Exception):
            raise found
        return cast("list[SimpleNamespace]", found)

    def process_iter(self) -> list[FakeProcess]:
        return [FakeProcess()]


def portable(**entries: Any) -> PortableSource:
    return PortableSource(system=cast(ModuleType, FakeSystem(**entries)), clock=lambda: 5)


def test_connections_and_their_processes() -> None:
    one = entry(laddr=address("::1", 80), raddr=address("::1", 5), status="CLOSE_WAIT", family=socket.AF_INET6)
    with portable(tcp=[one]) as machine:
        (found,) = machine.take(["tcp"], with_details=True).sockets
    assert (found.socket.state, found.socket.local) == ("CLOSE-WAIT", Endpoint("::1", 80))
    (owner,) = found.owners
    assert (owner.process.name, owner.process.uid, owner.descriptor) == ("\x1bserver", 501, 3)
    assert (found.socket.receive_queue, found.socket.uid) == (None, None)


def test_datagram_sockets_have_a_peer_or_none() -> None:
    bound = entry(type=socket.SOCK_DGRAM, laddr=address("0.0.0.0", 53))
    connected = entry(type=socket.SOCK_DGRAM, laddr=address("10.0.0.1", 9), raddr=address("10.0.0.2", 53))
    found = portable(udp=[bound, connected]).take(["udp"], with_details=False).sockets
    assert [one.socket.state for one in found] == ["UNCONNECTED", "ESTABLISHED"]


def test_a_process_that_has_ended_is_not_known() -> None:
    (found,) = portable(tcp=[entry(pid=99, laddr=address("10.0.0.1", 9))]).take(["tcp"], with_details=False).sockets
    assert (found.owners, found.unknown) == ((), NOBODY)


def test_without_root_only_ones_own_are_seen() -> None:
    taken = portable(tcp=psutil.AccessDenied()).take(["tcp"], with_details=False)
    assert [one.owners[0].process.pid for one in taken.sockets] == [7]
    assert taken.notices == ("only the sockets of your own processes are shown: root sees all",)


def test_where_there_are_no_unix_sockets_the_others_are_told() -> None:
    one = entry(laddr=address("127.0.0.1", 80), status="LISTEN")
    taken = portable(tcp=[one], unix=ValueError("kind")).take(["tcp", "unix"], with_details=False)
    assert len(taken.sockets) == 1


def test_a_system_that_does_not_tell_is_an_error() -> None:
    with pytest.raises(OSError, match="does not tell its sockets"):
        portable(tcp=NotImplementedError("no")).take(["tcp"], with_details=False)


def test_there_are_no_namespaces() -> None:
    with pytest.raises(NoNamespace):
        PortableSource("blue")


def test_the_real_one_sees_this_process() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, PortableSource() as machine:
        local = Endpoint(*listener.getsockname())
        found = [one for one in machine.take(["tcp", "unix"], with_details=False).sockets if one.socket.local == local]
    assert [(one.socket.state, one.owners[0].process.pid) for one in found] == [("LISTEN", os.getpid())]
