"""A machine made up for searches: sockets by their ends, and who holds them. Time passes when it is told to."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from dissectors.processes.attribution import Attribution, End
from tui.sockets.diag_messages import Side, packed
from tui.sockets.entry import Endpoint, Protocol, Socket
from tui.sockets.processes import Process
from tui.sockets.units import Units
from tui.sockets.watch.attributor import Attributor
from tui.sockets.watch.first_packets import Flow
from tui.sockets.watch.holders import Holders, Known
from tui.sockets.watch.telling import Telling
from tui.sockets.watch.tracefs import Connect

T = TypeVar("T")
CLIENT, SERVER, FAR = End("127.0.0.1", 40000), End("127.0.0.1", 80), End("192.0.2.7", 443)
NETWORK = 4026531833
SECOND = 1_000_000_000
CURL, NGINX, WORKER = Process(700, 50, "curl", 1000, 1), Process(20, 5, "nginx", 0, 1), Process(21, 6, "nginx", 33, 20)


def made(
    local: End, remote: End | None, inode: int, *, cookie: int = 0, state: str = "", protocol: Protocol = "tcp",
    uid: int = 0, only_ipv6: bool | None = None,
) -> Socket:  # fmt: skip
    family = "ipv6" if ":" in local.address else "ipv4"
    told = state or ("ESTABLISHED" if remote else "LISTEN" if protocol == "tcp" else "UNCONNECTED")
    return Socket(
        protocol, family, told, Endpoint(*local), Endpoint(*remote) if remote else None, uid=uid, inode=inode,
        cookie=cookie or inode, only_ipv6=only_ipv6,
    )  # fmt: skip


class FakeKernel:
    """`sockets` may be changed at any time."""

    def __init__(self, *sockets: Socket) -> None:
        self.sockets = list(sockets)
        self.asked = 0

    def find(self, protocol: Protocol, local: Side, remote: Side, interface: int = 0) -> Socket | None:
        self.asked += 1
        for one in self.sockets:
            sides = [_side(end) for end in (one.local, one.remote) if end is not None]
            if one.protocol == protocol and sides == [local, remote]:
                return one
        return next(iter(self.without_peer(protocol, local[1])), None)

    def without_peer(self, protocol: Protocol, port: int) -> list[Socket]:
        return [
            one for one in self.sockets
            if one.remote is None and one.protocol == protocol and one.local is not None and one.local.port == port
        ]  # fmt: skip


def _side(end: Endpoint) -> Side:
    wire = end.on_the_wire
    return packed(wire.address), wire.port


class FakeHolders(Holders):
    """`held` may be changed at any time; the newest are those in `newest`."""

    def __init__(self, held: dict[int, tuple[Process, ...]], newest: Iterable[Process] = ()) -> None:
        self.held, self.newest_ones = held, set(newest)
        self.lately_ones: set[Process] = set()
        self.scans = 0
        self.gone: set[Process] = set()

    @property
    def hidden(self) -> frozenset[int]:
        return frozenset()

    def soon(self, inodes: Iterable[int]) -> dict[int, Process]:
        return self._first(self.newest_ones, inodes)

    def lately(self, inodes: Iterable[int]) -> Generator[None, None, dict[int, Process]]:
        yield
        return self._first(self.lately_ones, inodes)

    def relatives(self, found: Mapping[int, Process]) -> dict[int, tuple[Process, ...]]:
        return {inode: self.held[inode] for inode in found if inode in self.held}

    def nearby(self, found: Mapping[int, Process]) -> Generator[None, None, dict[int, tuple[Process, ...]]]:
        yield
        return self.relatives(found)

    def all(self, inodes: Iterable[int]) -> Generator[None, None, dict[int, tuple[Process, ...]]]:
        self.scans += 1
        yield
        return {inode: self.held[inode] for inode in inodes if inode in self.held}

    def known(self, process: Process) -> Known:
        return Known(process, (process.name, "-v"), f"{process.name}.service")

    def _first(self, among: Iterable[Process], inodes: Iterable[int]) -> dict[int, Process]:
        found = {inode: [one for one in self.held.get(inode, ()) if one in among] for inode in inodes}
        return {inode: held[0] for inode, held in found.items() if held}


class FakeAddresses:
    def has(self, address: str) -> bool:
        return address.startswith("127.") or address in ("::1", "10.0.0.1")


class Machine:
    """An attributor on a made-up machine."""

    def __init__(self, kernel: FakeKernel, holders: FakeHolders, *, is_traced: bool = False) -> None:
        self.kernel, self.holders = kernel, holders
        self.now = 1000.0
        self.later: set[Process] = set()
        telling = Telling(holders, Units(Path("/nowhere")), uid=0, user_name=lambda uid: f"user{uid}")
        self.attributor = Attributor(
            kernel, holders, FakeAddresses(), telling, network=NETWORK,
            clock=lambda: self.now, wall=self.wall, is_later=lambda process, time_ns: process in self.later,
        )  # fmt: skip
        self.attributor.is_traced = is_traced

    def wall(self) -> int:
        return int(self.now * SECOND)

    def syn(self, client: End = CLIENT, server: End = SERVER, number: int = 1) -> Flow:
        return Flow("tcp", client, server, self.wall(), number)

    def query(self, client: End = CLIENT, server: End = SERVER) -> Flow:
        return Flow("udp", client, server, self.wall())

    def connect(
        self, pid: int = CURL.pid, local: End = CLIENT, remote: End = SERVER, *, network: int | None = NETWORK,
        known: Known | None = None, has_failed: bool = False,
    ) -> Connect:  # fmt: skip
        wall = self.wall()
        return Connect(pid, "traced", local, remote, wall, wall + 1000, has_failed, network, known)

    def run(self, seconds: float = 2.0) -> list[Attribution]:
        """What is told while time passes, as the loop of a watcher has it."""
        told = self.attributor.take()
        until = self.now + seconds
        while (due := self.attributor.due()) is not None and self.now + due <= until:
            self.now += max(due, 0.0001)
            told += self.attributor.take()
        self.now = until
        return told + self.attributor.take()


def at_once(steps: Generator[None, None, T]) -> T:
    """What steps give in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: T = end.value
            return found


def pids(told: Iterable[Attribution]) -> dict[End, int | None]:
    return {one.local: one.pid for one in told}
