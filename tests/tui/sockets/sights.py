"""What was seen of some sockets, and a source of them, for tests of the sockets screen."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from typing import Self

from tests.tui.sockets.story.made import listening, owned, tcp
from tui.sockets.entry import Endpoint, Protocol, Socket
from tui.sockets.processes import Owner
from tui.sockets.seen import NANOSECONDS, Seen
from tui.sockets.snapshot import OTHER_USER, OwnedSocket, Snapshot
from tui.sockets.tcp_info import TcpInfo

SERVED = Endpoint("127.0.0.1", 80)
CLIENT = Endpoint("127.0.0.1", 41000)
LISTENER = owned(listening("127.0.0.1", 80, inode=10, cookie=10), "nginx", pid=20, uid=0)
ACCEPTED = owned(tcp(local=SERVED, remote=CLIENT, inode=11, cookie=11), "nginx", pid=20, uid=0)
OUTGOING = owned(tcp(local=CLIENT, remote=SERVED, inode=12, cookie=12, receive_queue=7), "curl", pid=30, uid=424_242)
DATAGRAMS = owned(
    Socket("udp", "ipv4", "UNCONNECTED", Endpoint("0.0.0.0", 53), None, 0, 0, 0, 13, 13), "named", pid=40, uid=0
)
UNIX = OwnedSocket(Socket("unix", "unix", "LISTEN", inode=14, cookie=14, uid=0, kind="stream", path="/run/a"))
UNKNOWN = UNIX._replace(unknown=OTHER_USER)
ALL = (LISTENER, ACCEPTED, OUTGOING, DATAGRAMS, UNKNOWN)


def seen(found: OwnedSocket, second: float = 1, **more: object) -> Seen:
    """A socket seen first at that second."""
    return Seen(found.socket.key, found, int(second * NANOSECONDS), was_there=True)._replace(**more)


def held_by(found: OwnedSocket, *owners: Owner) -> OwnedSocket:
    return found._replace(owners=owners)


class FakeSource:
    """Tells what it is told to tell; each snapshot is a second later than the one before."""

    def __init__(self, entries: Iterable[OwnedSocket] = ALL, notices: Sequence[str] = ()) -> None:
        self.entries = tuple(entries)
        self.notices = tuple(notices)
        self.info: dict[object, TcpInfo] = {}
        """By `Socket.key`."""
        self.failure = ""
        self.taken: list[bool] = []
        """For each snapshot, whether all details were wanted."""
        self.asked: list[tuple[object, ...]] = []
        """Keys of the sockets whose details were wanted."""
        self.is_closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        self.is_closed.set()

    def take(self, protocols: Collection[Protocol], *, with_details: bool, with_owners: bool = True) -> Snapshot:
        if self.failure:
            raise OSError(1, self.failure)
        self.taken.append(with_details)
        entries = self.entries
        if with_details:
            entries = tuple(entry._replace(socket=self._detailed(entry.socket)) for entry in entries)
        return Snapshot(len(self.taken) * NANOSECONDS, entries, self.notices)

    def details(self, sockets: Iterable[Socket]) -> list[Socket]:
        wanted = list(sockets)
        self.asked += [one.key for one in wanted]
        return [self._detailed(one) for one in wanted]

    def _detailed(self, one: Socket) -> Socket:
        return one._replace(info=self.info.get(one.key, one.info))
