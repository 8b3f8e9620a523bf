"""Who called connect(2), out of the kernel's trace event `sock/inet_sock_set_state` (include/trace/events/sock.h).

A TCP socket that begins to connect changes to SYN-SENT in the thread that connects, and has no port yet. Its next
change tells both ends, wherever the kernel happens to be then. The two are joined by the address of the socket in the
kernel, which is no other's in between.
"""

from __future__ import annotations

import re
import socket
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final, Generic, NamedTuple, TypeVar

from dissectors.processes.attribution import End
from tui.sockets.watch.ring_buffer import Event

T = TypeVar("T")

SYN_SENT: Final = 2
CLOSED: Final = 7
FILTER: Final = f"(newstate == {SYN_SENT} || oldstate == {SYN_SENT}) && protocol == {socket.IPPROTO_TCP}"
"""In the language of the event's `filter`."""
MOST_CONNECTING: Final = 8_192
"""Sockets that have not changed again; the oldest of more are given up."""
_INTERRUPTED: Final = 0x08 | 0x10
"""Bits of common_flags: an interrupt's handler, hard or soft, ran in whatever thread was there."""
_FIELD: Final = re.compile(r"field:[^;]*?(\w+)(?:\[\d+\])?;\s*offset:(\d+);\s*size:(\d+);")
_SIZES: Final = {
    "common_type": 2, "common_flags": 1, "common_pid": 4, "oldstate": 4, "newstate": 4,
    "sport": 2, "dport": 2, "family": 2, "saddr": 4, "daddr": 4, "saddr_v6": 16, "daddr_v6": 16,
}  # fmt: skip
_MAPPED: Final = bytes(10) + b"\xff\xff"


class Change(NamedTuple):
    """One event."""

    time_ns: int
    thread: int
    is_interrupted: bool
    socket: int
    """Its address in the kernel."""
    before: int
    after: int
    local: End
    remote: End


class Joined(NamedTuple):
    """A socket that began to connect, and what became of it next."""

    began_ns: int
    """By the clock of the trace."""
    time_ns: int
    """When its ends were told."""
    local: End
    remote: End
    has_failed: bool
    """Closed before there was an answer; a SYN may have been sent or not."""


class Layout:
    """Where the event's fields are, as its `format` file tells."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for a format that has not what is needed."""
        found = {name: (int(offset), int(size)) for name, offset, size in _FIELD.findall(text)}
        for name, size in _SIZES.items():
            if found.get(name, (0, 0))[1] != size:
                raise ValueError(f"the kernel's event has no field {name} of {size} bytes")
        if found.get("skaddr", (0, 0))[1] not in (4, 8):
            raise ValueError("the kernel's event has no field skaddr")
        number = re.search(r"^ID:\s*(\d+)", text, re.MULTILINE)
        if number is None:
            raise ValueError("the kernel's event has no number")
        self._kind = int(number[1])
        self._places = found
        self._length = max(offset + size for offset, size in found.values())

    @property
    def word_bytes(self) -> int:
        """Of the kernel's pointers, and so of its long."""
        return self._places["skaddr"][1]

    def change(self, event: Event) -> Change | None:
        """None for another event, or one that is cut."""
        data = event.data
        if len(data) < self._length or self._number(data, "common_type") != self._kind:
            return None
        family = self._number(data, "family")
        if family == socket.AF_INET:
            suffix = ""
        elif family == socket.AF_INET6:
            suffix = "_v6"
        else:
            return None
        return Change(
            event.time_ns,
            self._number(data, "common_pid"),
            bool(self._number(data, "common_flags") & _INTERRUPTED),
            self._number(data, "skaddr"),
            self._number(data, "oldstate"),
            self._number(data, "newstate"),
            End(_address(self._bytes(data, "saddr" + suffix)), self._number(data, "sport")),
            End(_address(self._bytes(data, "daddr" + suffix)), self._number(data, "dport")),
        )

    def _bytes(self, data: bytes, name: str) -> bytes:
        offset, size = self._places[name]
        return data[offset : offset + size]

    def _number(self, data: bytes, name: str) -> int:
        return int.from_bytes(self._bytes(data, name), sys.byteorder)


class Connecting(Generic[T]):
    """Sockets between their first change and the next. What is known of the connecting thread is kept with them."""

    def __init__(self) -> None:
        self._begun: OrderedDict[int, tuple[int, T]] = OrderedDict()

    def forget(self) -> None:
        """Events were lost: what has begun may have ended unseen, and another socket may be in its place."""
        self._begun.clear()

    def feed(self, changes: Iterable[Change], who: Callable[[Change], T | None]) -> list[tuple[Joined, T]]:
        """Changes in the order of their times; `who` is asked about each thread as soon as it connects."""
        joined: list[tuple[Joined, T]] = []
        for change in changes:
            if change.after == SYN_SENT:
                self._begun.pop(change.socket, None)
                if not change.is_interrupted and (known := who(change)) is not None:
                    self._begun[change.socket] = (change.time_ns, known)
                    if len(self._begun) > MOST_CONNECTING:
                        self._begun.popitem(last=False)
            elif change.before == SYN_SENT and (begun := self._begun.pop(change.socket, None)) is not None:
                began_ns, known = begun
                if change.local.port and change.remote.port:
                    has_failed = change.after == CLOSED
                    told = Joined(began_ns, change.time_ns, change.local, change.remote, has_failed)
                    joined.append((told, known))
        return joined


def _address(data: bytes) -> str:
    """As packets have it: IPv4 of an IPv6 socket is mapped (RFC 4291 §2.5.5.2)."""
    if len(data) == 16 and data.startswith(_MAPPED):
        data = data[12:]
    return socket.inet_ntop(socket.AF_INET if len(data) == 4 else socket.AF_INET6, data)
