"""The columns of the sockets screen: titles, each cell's text, and what rows are sorted by."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from tui import wording
from tui.socket_view.words import (
    interface_name,
    local_words,
    pid_words,
    process_words,
    protocol_words,
    queue_words,
    remote_words,
    user_words,
)
from tui.sockets.entry import PROTOCOLS, STATES, Endpoint
from tui.sockets.seen import NANOSECONDS, Seen
from tui.time_format import NO_TIME

ENDS: Final = ("local", "remote")
"""Columns that are always there."""
WIDEST_END: Final = 47
"""`[ipv6]:port` in full."""
CLOSED_WORD: Final = "closed"
_UNITS_OF_TIME: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


@dataclass(frozen=True, slots=True)
class Manner:
    """How sockets are told at one moment."""

    time_ns: int = 0
    """Of the look, since 1970."""
    numeric: bool = True
    """Numbers of ports in place of services."""
    paths: Mapping[int, str] = field(default_factory=dict)
    """Of unix sockets, by their inodes."""


@dataclass(frozen=True, slots=True)
class SocketColumn:
    """One column."""

    name: str
    title: str
    text: Callable[[Seen, Manner], str]
    order: Callable[[Seen], Any]
    """What rows are sorted by; None: it has no such thing, and comes last."""
    most: int = 14
    """Widest, in cells."""
    right: bool = True
    """Numbers stand on the right."""
    needs_details: bool = False
    """It tells what is asked only of the sockets in sight."""


def age_words(seconds: float) -> str:
    """12 s, 3 min, 2 h, 5 d: how long ago, cut off."""
    for unit, name in _UNITS_OF_TIME:
        if seconds >= unit:
            return f"{seconds // unit:.0f} {name}"
    return "0 s"


def _state(seen: Seen, manner: Manner) -> str:
    return seen.found.socket.state or NO_TIME if seen.closed_ns is None else CLOSED_WORD


def _process(seen: Seen, manner: Manner) -> str:
    words = process_words(seen.found)
    return f"{words} (closed it)" if seen.has_let_go and seen.found.owners else words


def _age(seen: Seen, manner: Manner) -> str:
    until = manner.time_ns if seen.closed_ns is None else seen.closed_ns
    words = age_words(max(until - seen.since_ns, 0) / NANOSECONDS)
    return f">{words}" if seen.was_there else words


def _rtt(seen: Seen, manner: Manner) -> str:
    info = seen.found.socket.info
    return f"{info.values['rtt'] / 1000:.3f}" if info is not None and info.has_measured_rtt else NO_TIME


def _counted(name: str) -> tuple[Callable[[Seen, Manner], str], Callable[[Seen], int | None]]:
    """Of TCP_INFO: text and order. A listener counts none of these."""

    def value(seen: Seen) -> int | None:
        one = seen.found.socket
        return None if one.info is None or one.is_listening else one.info.values.get(name)

    def text(seen: Seen, manner: Manner) -> str:
        number = value(seen)
        return NO_TIME if number is None else wording.count(number)

    return text, value


def _rate(place: int) -> tuple[Callable[[Seen, Manner], str], Callable[[Seen], float | None]]:
    def value(seen: Seen) -> float | None:
        return None if seen.rates is None or seen.found.socket.is_listening else seen.rates[place]

    def text(seen: Seen, manner: Manner) -> str:
        rate = value(seen)
        return NO_TIME if rate is None else wording.bytes_a_second(rate)

    return text, value


def _timer(seen: Seen, manner: Manner) -> str:
    timer = seen.found.socket.timer
    if timer is None or seen.closed_ns is not None:
        return NO_TIME
    times = f" ×{timer.retransmits}" if timer.retransmits else ""
    return f"{timer.purpose} {timer.expires_ms / 1000:.1f} s{times}"


def _drops(seen: Seen) -> int | None:
    memory = seen.found.socket.memory
    return None if memory is None else memory.dropped


@lru_cache(maxsize=65_536)
def _place_of(end: Endpoint) -> tuple[int, bytes, int]:
    """IPv4 before IPv6, then by number."""
    family = socket.AF_INET6 if ":" in end.address else socket.AF_INET
    try:
        return int(family), socket.inet_pton(family, end.address), end.port
    except OSError:
        return 0, end.address.encode("utf-8", "replace"), end.port


def _end_order(seen: Seen, end: Endpoint | None, path: str) -> Any:
    if end is not None:
        return (0, *_place_of(end), "")
    return (1, 0, b"", 0, path) if path else None


def _process_order(seen: Seen) -> str | None:
    return seen.found.owners[0].process.name.lower() if seen.found.owners else None


def _pid(seen: Seen) -> int | None:
    return seen.found.owners[0].process.pid if seen.found.owners else None


def _user(seen: Seen) -> str | None:
    words = user_words(seen.found)
    return None if words == NO_TIME else words


def _state_order(seen: Seen) -> int:
    if seen.closed_ns is not None:
        return len(STATES)
    state = seen.found.socket.state
    return STATES.index(state) if state in STATES else len(STATES)


_CWND, _RETRANSMISSIONS, _SENT, _RECEIVED = map(_counted, ("snd_cwnd", "total_retrans", "bytes_sent", "bytes_received"))
_SENT_RATE, _RECEIVED_RATE = _rate(0), _rate(1)

SOCKET_COLUMNS: Final = (
    SocketColumn(
        "protocol",
        "Proto",
        lambda seen, manner: protocol_words(seen.found.socket),
        lambda seen: (PROTOCOLS.index(seen.found.socket.protocol), seen.found.socket.kind),
        right=False,
    ),
    SocketColumn("state", "State", _state, _state_order, 12, right=False),
    SocketColumn(
        "local",
        "Local",
        lambda seen, manner: local_words(seen.found.socket, numeric=manner.numeric),
        lambda seen: _end_order(seen, seen.found.socket.local, seen.found.socket.path),
        WIDEST_END,
        right=False,
    ),
    SocketColumn(
        "remote",
        "Remote",
        lambda seen, manner: remote_words(seen.found.socket, manner.paths, numeric=manner.numeric),
        lambda seen: _end_order(seen, seen.found.socket.remote, ""),
        WIDEST_END,
        right=False,
    ),
    SocketColumn("process", "Process", _process, _process_order, 30, right=False),
    SocketColumn("pid", "PID", lambda seen, manner: pid_words(seen.found), _pid),
    SocketColumn(
        "recvq",
        "Recv-Q",
        lambda seen, manner: queue_words(seen.found.socket)[0],
        lambda seen: seen.found.socket.receive_queue,
    ),
    SocketColumn(
        "sendq",
        "Send-Q",
        lambda seen, manner: queue_words(seen.found.socket)[1],
        lambda seen: None if seen.found.socket.is_listening else seen.found.socket.send_queue,
    ),
    SocketColumn("user", "User", lambda seen, manner: user_words(seen.found), _user, right=False),
    SocketColumn(
        "unit",
        "Unit",
        lambda seen, manner: seen.found.unit or NO_TIME,
        lambda seen: seen.found.unit or None,
        24,
        right=False,
    ),
    SocketColumn("age", "Age", _age, lambda seen: (seen.was_there, -seen.since_ns)),
    SocketColumn("rtt", "RTT ms", _rtt, lambda seen: _rtt_order(seen), needs_details=True),
    SocketColumn("cwnd", "Cwnd", *_CWND, needs_details=True),
    SocketColumn("retransmissions", "Retr.", *_RETRANSMISSIONS, needs_details=True),
    SocketColumn("sent_rate", "Sent/s", *_SENT_RATE, needs_details=True),
    SocketColumn("received_rate", "Recv/s", *_RECEIVED_RATE, needs_details=True),
    SocketColumn("bytes_sent", "Sent", *_SENT, needs_details=True),
    SocketColumn("bytes_received", "Received", *_RECEIVED, needs_details=True),
    SocketColumn("drops", "Drops", lambda seen, manner: _number(_drops(seen)), _drops, needs_details=True),
    SocketColumn(
        "timer",
        "Timer",
        _timer,
        lambda seen: seen.found.socket.timer.expires_ms if seen.found.socket.timer else None,
        28,
        right=False,
    ),
    SocketColumn(
        "congestion",
        "Congestion",
        lambda seen, manner: seen.found.socket.congestion or NO_TIME,
        lambda seen: seen.found.socket.congestion or None,
        right=False,
        needs_details=True,
    ),
    SocketColumn(
        "interface",
        "Device",
        lambda seen, manner: interface_name(seen.found.socket) or NO_TIME,
        lambda seen: interface_name(seen.found.socket) or None,
        right=False,
    ),
    SocketColumn(
        "inode",
        "Inode",
        lambda seen, manner: str(seen.found.socket.inode) if seen.found.socket.inode else NO_TIME,
        lambda seen: seen.found.socket.inode or None,
    ),
)
COLUMNS_BY_NAME: Final = {column.name: column for column in SOCKET_COLUMNS}


def _rtt_order(seen: Seen) -> int | None:
    info = seen.found.socket.info
    return info.values["rtt"] if info is not None and info.has_measured_rtt else None


def _number(value: int | None) -> str:
    return NO_TIME if value is None else wording.count(value)
