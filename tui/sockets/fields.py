"""What filters may ask of a socket: `sock.*` of itself, `proc.*` of the processes that hold it.

Declared as fields of packets are, so that the filter language is one; each has a way to its values. What is not known
of a socket it does not have.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from dissectors.fields import FLOAT, IPV4, IPV6, STRING, UNSIGNED, AnySpec, FieldSpec, Kind
from dissectors.processes import fields
from tui.sockets.entry import STATES, Endpoint, Socket
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.users import user_name

Value = int | float | str | bytes
Values = Callable[[OwnedSocket], Iterable[Value | None]]

STATE_NUMBERS: Final = {name: number for number, name in reversed(list(enumerate(STATES))) if name}
"""By name; of two numbers the lower one."""
_STATE_NAMES: Final = dict(sorted((number, name) for name, number in STATE_NUMBERS.items()))


@dataclass(frozen=True, slots=True)
class SocketField:
    """One field, and its values of a socket."""

    spec: AnySpec
    values: Values


def _ends(one: Socket, *, local: bool, remote: bool) -> Iterator[Endpoint]:
    """As packets have them."""
    for wanted, end in ((local, one.local), (remote, one.remote)):
        if wanted and end is not None:
            yield end.on_the_wire


def _addresses(family: int, *, local: bool, remote: bool) -> Values:
    """IPv4 as numbers, IPv6 as bytes."""

    def values(entry: OwnedSocket) -> Iterator[Value]:
        for end in _ends(entry.socket, local=local, remote=remote):
            if (":" in end.address) == (family == socket.AF_INET6):
                data = socket.inet_pton(family, end.address)
                yield data if family == socket.AF_INET6 else int.from_bytes(data, "big")

    return values


def _ports(*, local: bool, remote: bool) -> Values:
    return lambda entry: (end.port for end in _ends(entry.socket, local=local, remote=remote))


def _one(value: Callable[[Socket], Value | None]) -> Values:
    return lambda entry: (value(entry.socket),)


def _counted(name: str, scale: float = 1) -> Values:
    """Of TCP_INFO."""

    def values(entry: OwnedSocket) -> Iterator[Value | None]:
        info = entry.socket.info
        number = None if info is None else info.values.get(name)
        yield number if number is None or scale == 1 else number * scale

    return values


def _users(uids: Callable[[OwnedSocket], Iterable[int | None]]) -> Values:
    return lambda entry: (user_name(uid) for uid in uids(entry) if uid is not None and uid >= 0)


def _owner_uids(entry: OwnedSocket) -> Iterator[int | None]:
    return (owner.process.uid for owner in entry.owners)


def _declared(name: str, kind: Kind, label: str, values: Values, bits: int = 0) -> SocketField:
    return SocketField(FieldSpec(name, label, kind, bits), values)


FIELDS: Final = {
    field.spec.name: field
    for field in (
        _declared("sock.protocol", STRING, "Protocol", _one(lambda one: one.protocol)),
        _declared("sock.family", STRING, "Family", _one(lambda one: one.family)),
        _declared("sock.kind", STRING, "Kind", _one(lambda one: one.kind or None)),
        SocketField(
            FieldSpec("sock.state", "State", UNSIGNED, 8, values=_STATE_NAMES),
            _one(lambda one: STATE_NUMBERS.get(one.state)),
        ),
        _declared("sock.ip", IPV4, "Address", _addresses(socket.AF_INET, local=True, remote=True), 32),
        _declared("sock.ip.local", IPV4, "Local address", _addresses(socket.AF_INET, local=True, remote=False), 32),
        _declared("sock.ip.remote", IPV4, "Remote address", _addresses(socket.AF_INET, local=False, remote=True), 32),
        _declared("sock.ipv6", IPV6, "Address", _addresses(socket.AF_INET6, local=True, remote=True), 128),
        _declared("sock.ipv6.local", IPV6, "Local address", _addresses(socket.AF_INET6, local=True, remote=False), 128),
        _declared(
            "sock.ipv6.remote", IPV6, "Remote address", _addresses(socket.AF_INET6, local=False, remote=True), 128
        ),
        _declared("sock.port", UNSIGNED, "Port", _ports(local=True, remote=True), 16),
        _declared("sock.port.local", UNSIGNED, "Local port", _ports(local=True, remote=False), 16),
        _declared("sock.port.remote", UNSIGNED, "Remote port", _ports(local=False, remote=True), 16),
        _declared("sock.path", STRING, "Path", _one(lambda one: one.path or None)),
        _declared("sock.recvq", UNSIGNED, "Receive queue", _one(lambda one: one.receive_queue), 32),
        _declared("sock.sendq", UNSIGNED, "Send queue", _one(lambda one: one.send_queue), 32),
        _declared("sock.uid", UNSIGNED, "User's number", _one(lambda one: one.uid), 32),
        _declared("sock.user", STRING, "User", _users(lambda entry: (entry.socket.uid,))),
        _declared("sock.inode", UNSIGNED, "Inode", _one(lambda one: one.inode or None), 64),
        _declared("sock.unit", STRING, "Unit or container", lambda entry: (entry.unit or None,)),
        _declared("sock.timer", STRING, "Timer", _one(lambda one: one.timer.purpose if one.timer else None)),
        _declared("sock.congestion", STRING, "Congestion control", _one(lambda one: one.congestion or None)),
        _declared("sock.drops", UNSIGNED, "Dropped", _one(lambda one: one.memory.dropped if one.memory else None), 32),
        _declared("sock.rtt", FLOAT, "Round trip in milliseconds", _counted("rtt", 0.001)),
        _declared("sock.cwnd", UNSIGNED, "Congestion window", _counted("snd_cwnd"), 32),
        _declared("sock.retransmissions", UNSIGNED, "Segments sent again", _counted("total_retrans"), 32),
        _declared("sock.bytes_sent", UNSIGNED, "Bytes sent", _counted("bytes_sent"), 64),
        _declared("sock.bytes_received", UNSIGNED, "Bytes received", _counted("bytes_received"), 64),
        SocketField(fields.NAME, lambda entry: (owner.process.name for owner in entry.owners)),
        SocketField(fields.PID, lambda entry: (owner.process.pid for owner in entry.owners)),
        SocketField(fields.UID, _owner_uids),
        SocketField(fields.USER, _users(_owner_uids)),
    )
}
"""By name."""
