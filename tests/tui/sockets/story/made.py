"""Sockets as the kernel might tell of them, for tests of what is said about them."""

from __future__ import annotations

from collections.abc import Iterable

from tui.sockets.entry import Endpoint, Socket, SocketMemory
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.story.remark import Remark
from tui.sockets.tcp_info import TcpInfo

HERE, THERE = Endpoint("192.0.2.1", 40_000), Endpoint("93.184.216.34", 443)


def process(name: str, pid: int = 7, uid: int = 1000) -> Owner:
    return Owner(Process(pid, 100, name, uid, 1), 3)


def owned(one: Socket, name: str = "curl", *, uid: int = 1000, pid: int = 7) -> OwnedSocket:
    return OwnedSocket(one, (process(name, pid, uid),))


def tcp(state: str = "ESTABLISHED", local: Endpoint = HERE, remote: Endpoint | None = THERE, **more: object) -> Socket:
    family = "ipv6" if ":" in local.address else "ipv4"
    made = Socket("tcp", family, state, local, remote, 0, 0, 1000, 500, hash((state, local, remote)) & 0xFFFF)
    return made._replace(**more)


def listening(address: str, port: int, **more: object) -> Socket:
    return tcp("LISTEN", Endpoint(address, port), None, send_queue=128, **more)


def info(**values: int) -> TcpInfo:
    return TcpInfo(values)


def memory(**figures: int) -> SocketMemory:
    names = SocketMemory.__slots__
    return SocketMemory(*(figures.get(name, 0) for name in names))


def texts(remarks: Iterable[Remark]) -> list[str]:
    return [remark.text for remark in remarks]
