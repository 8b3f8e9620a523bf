"""The messages of Linux's sock_diag: how a question is written, and the sockets that answers tell of.

include/uapi/linux/inet_diag.h, unix_diag.h, packet_diag.h. Ports and addresses are in network order, the rest in the
machine's own.
"""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from tui.sockets.congestion_info import VEGAS, congestion_values
from tui.sockets.entry import STATES, TIMERS, Endpoint, Protocol, Socket, SocketMemory, Timer
from tui.sockets.netlink import Message, attributes
from tui.sockets.tcp_info import TcpInfo, read_tcp_info

NUMBERS: Final[Mapping[Protocol, int]] = {"tcp": 6, "udp": 17, "udplite": 136, "raw": 255}
"""IP protocols, and what stands for raw sockets of any."""
DESTROYED: Final[Mapping[int, Protocol]] = {6: "tcp", 17: "udp", 136: "udplite"}
ALL_STATES: Final = 0xFFFF_FFFF
NO_COOKIE: Final = b"\xff" * 8
Side = tuple[bytes, int]
"""An address of 4 or 16 bytes, and a port."""

_QUESTION: Final = struct.Struct("=BBBxI")
_ID: Final = struct.Struct("!HH16s16s")
_ANSWER: Final = struct.Struct("=BBBB")
_REST: Final = struct.Struct("=IQIIIII")
_ANY: Final = bytes(16)
_REST_AT: Final = _ANSWER.size + _ID.size
_ANSWER_BYTES: Final = _REST_AT + _REST.size
_SHORT: Final = _ANSWER_BYTES + 100
"""Bytes of an answer without details."""
_UNIX_QUESTION: Final = struct.Struct("=BBxxIII8s")
_UNIX_ANSWER: Final = struct.Struct("=BBBxIQ")
_PACKET_QUESTION: Final = struct.Struct("=BBxxII8s")
_PACKET_ANSWER: Final = struct.Struct("=BBHIQ")
_MEMORY: Final = struct.Struct("=9I")

(_INFO, _CONGESTION, _TOS, _TCLASS, _SKMEMINFO, _SHUTDOWN, _PROTOCOL, _ONLY_V6) = (2, 4, 5, 6, 7, 8, 10, 11)
_MARK, _CGROUP, _SOCKOPT = 15, 21, 22
_DETAILS: Final = sum(1 << (kind - 1) for kind in (_INFO, VEGAS, _CONGESTION, _TOS, _TCLASS, _SKMEMINFO))
"""What is asked for by a bit each; the rest comes by itself."""
_UNIX_SHOW: Final = 0x1 | 0x4 | 0x10 | 0x20 | 0x40
"""Name, peer, queues, memory, user."""
_UNIX_NAME, _UNIX_PEER, _UNIX_QUEUES, _UNIX_MEMORY, _UNIX_SHUTDOWN, _UNIX_UID = 0, 2, 4, 5, 6, 7
_PACKET_SHOW: Final = 0x1 | 0x10
"""What it is bound to and its user, memory."""
_PACKET_INFO, _PACKET_UID, _PACKET_MEMORY = 0, 5, 6
_KINDS: Final = {1: "stream", 2: "datagram", 3: "raw", 4: "rdm", 5: "seqpacket", 10: "packet"}
_UNKNOWN_OWNER: Final = frozenset({"TIME-WAIT", "SYN-RECEIVED"})
"""Without an inode these have no user either, and 0 is told for that."""


def internet_question(
    protocol: Protocol, family: int, *, with_details: bool, identity: bytes = b"", states: int = ALL_STATES
) -> bytes:
    """struct inet_diag_req_v2."""
    return _QUESTION.pack(family, NUMBERS[protocol], _DETAILS if with_details else 0, states) + (
        identity or socket_id()
    )


def unix_question() -> bytes:
    """struct unix_diag_req."""
    return _UNIX_QUESTION.pack(socket.AF_UNIX, 0, ALL_STATES, 0, _UNIX_SHOW, NO_COOKIE)


def packet_question() -> bytes:
    """struct packet_diag_req."""
    return _PACKET_QUESTION.pack(socket.AF_PACKET, 0, 0, _PACKET_SHOW, NO_COOKIE)


def socket_id(local: Side = (b"", 0), remote: Side = (b"", 0), interface: int = 0, cookie: bytes = NO_COOKIE) -> bytes:
    """struct inet_diag_sockid."""
    identity = _ID.pack(local[1], remote[1], local[0].ljust(16, b"\0"), remote[0].ljust(16, b"\0"))
    return identity + struct.pack("=I", interface) + cookie


def internet_socket(message: Message, protocol: Protocol | None, namespace: str) -> Socket | None:
    """struct inet_diag_msg and its attributes; None for what is none. Without a protocol the message must name it."""
    body = message.body
    if len(body) < _ANSWER_BYTES:
        return None
    family, state_number, timer, retransmits = _ANSWER.unpack_from(body)
    if family == socket.AF_INET:
        size = 4
    elif family == socket.AF_INET6:
        size = 16
    else:
        return None
    local_port, remote_port, local, remote = _ID.unpack_from(body, 4)
    interface, cookie, expires, receive_queue, send_queue, uid, inode = _REST.unpack_from(body, _REST_AT)
    told = _remembered(body[_ANSWER_BYTES:]) if len(body) <= _SHORT else _attributes(body[_ANSWER_BYTES:])
    if protocol is None:
        protocol = DESTROYED.get(told.protocol)
        if protocol is None:
            return None
    if protocol == "raw":
        # The kernel puts the IP protocol where ports stand.
        local_port = remote_port = 0
    state = STATES[state_number] if state_number < len(STATES) else _state(state_number)
    has_peer = remote_port or remote != _ANY
    return Socket(
        protocol,
        "ipv4" if size == 4 else "ipv6",
        state,
        Endpoint(_address(local[:size]), local_port),
        Endpoint(_address(remote[:size]), remote_port) if has_peer else None,
        receive_queue,
        send_queue,
        None if not inode and not uid and state in _UNKNOWN_OWNER else uid,
        inode,
        cookie,
        interface,
        Timer(TIMERS[timer], expires, retransmits) if 0 < timer < len(TIMERS) else None,
        told.info if protocol == "tcp" else None,
        told.memory,
        told.congestion,
        told.tos,
        told.traffic_class,
        told.mark,
        told.cgroup,
        told.shutdown,
        told.only_ipv6,
        told.options,
        told.protocol if protocol == "raw" else 0,
        namespace=namespace,
    )


def unix_socket(message: Message, namespace: str) -> Socket | None:
    """struct unix_diag_msg and its attributes; None for what is none."""
    if len(message.body) < _UNIX_ANSWER.size:
        return None
    family, kind, state, inode, cookie = _UNIX_ANSWER.unpack_from(message.body)
    if family != socket.AF_UNIX:
        return None
    values = attributes(message.body, _UNIX_ANSWER.size)
    queues = values.get(_UNIX_QUEUES)
    has_queues = queues is not None and len(queues) >= 8
    receive_queue, send_queue = struct.unpack_from("=II", queues) if queues is not None and has_queues else (None, None)
    return Socket(
        protocol="unix",
        family="unix",
        state=_state(state),
        receive_queue=receive_queue,
        send_queue=send_queue,
        uid=_number(values.get(_UNIX_UID)),
        inode=inode,
        cookie=cookie,
        memory=_memory(values.get(_UNIX_MEMORY)),
        shutdown=_number(values.get(_UNIX_SHUTDOWN)) or 0,
        kind=_KINDS.get(kind, str(kind)),
        path=_path(values.get(_UNIX_NAME, b"")),
        peer_inode=_number(values.get(_UNIX_PEER)) or 0,
        namespace=namespace,
    )


def packet_socket(message: Message, namespace: str) -> Socket | None:
    """struct packet_diag_msg and its attributes; None for what is none."""
    if len(message.body) < _PACKET_ANSWER.size:
        return None
    family, kind, ether_type, inode, cookie = _PACKET_ANSWER.unpack_from(message.body)
    if family != socket.AF_PACKET:
        return None
    values = attributes(message.body, _PACKET_ANSWER.size)
    memory = _memory(values.get(_PACKET_MEMORY))
    info = values.get(_PACKET_INFO)
    return Socket(
        protocol="packet",
        family="packet",
        state="UNCONNECTED",
        receive_queue=memory.receive if memory is not None else None,
        send_queue=0,
        uid=_number(values.get(_PACKET_UID)),
        inode=inode,
        cookie=cookie,
        interface=struct.unpack_from("=I", info)[0] if info is not None and len(info) >= 4 else 0,
        memory=memory,
        raw_protocol=ether_type,
        kind=_KINDS.get(kind, str(kind)),
        namespace=namespace,
    )


class _Attributes(NamedTuple):
    """What follows struct inet_diag_msg."""

    info: TcpInfo | None
    memory: SocketMemory | None
    congestion: str
    tos: int | None
    traffic_class: int | None
    mark: int | None
    cgroup: int | None
    shutdown: int
    only_ipv6: bool | None
    options: int | None
    protocol: int
    """0 where it is not told."""


def _attributes(data: bytes) -> _Attributes:
    values = attributes(data)
    info = values.get(_INFO)
    only_v6 = _number(values.get(_ONLY_V6))
    return _Attributes(
        read_tcp_info(info, congestion_values(values)) if info is not None else None,
        _memory(values.get(_SKMEMINFO)),
        _text(values.get(_CONGESTION)),
        _number(values.get(_TOS)),
        _number(values.get(_TCLASS)),
        _number(values.get(_MARK)),
        _number(values.get(_CGROUP)),
        _number(values.get(_SHUTDOWN)) or 0,
        None if only_v6 is None else bool(only_v6),
        _number(values.get(_SOCKOPT)),
        _number(values.get(_PROTOCOL)) or 0,
    )


_remembered = lru_cache(maxsize=1024)(_attributes)
"""Without details the attributes of most sockets are the same, byte by byte."""


def packed(address: str) -> bytes:
    """4 or 16 bytes. Raises OSError for what is no address."""
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


@lru_cache(maxsize=65_536)
def _address(data: bytes) -> str:
    return socket.inet_ntop(socket.AF_INET if len(data) == 4 else socket.AF_INET6, data)


def _state(number: int) -> str:
    return STATES[number] if number < len(STATES) else f"state {number}"


def _number(value: bytes | None) -> int | None:
    """An attribute that is a number of any width; None where it is not there or is none."""
    if value is None or len(value) not in (1, 2, 4, 8):
        return None
    return int.from_bytes(value, sys.byteorder)


def _memory(value: bytes | None) -> SocketMemory | None:
    """SKMEMINFO: nine numbers (include/uapi/linux/sock_diag.h)."""
    return None if value is None or len(value) < _MEMORY.size else SocketMemory(*_MEMORY.unpack_from(value))


def _text(value: bytes | None) -> str:
    return value.split(b"\0")[0].decode("utf-8", "backslashreplace") if value is not None else ""


def _path(name: bytes) -> str:
    """An abstract name begins with NUL, which is written as @ is, and may hold others."""
    if name.startswith(b"\0"):
        return "@" + name[1:].decode("utf-8", "backslashreplace")
    return name.split(b"\0")[0].decode("utf-8", "backslashreplace")
