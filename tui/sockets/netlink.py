"""Messages of Linux's netlink sockets: one question, and its answers as they come.

Linux include/uapi/linux/netlink.h. Numbers are in the machine's own byte order.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

NETLINK_ROUTE: Final = 0
"""The protocol of rtnetlink, which tells of interfaces, addresses and routes."""
REQUEST, ACKNOWLEDGE, DUMP = 0x1, 0x4, 0x300
INTERRUPTED: Final = 0x10
"""Flag of an answer: something changed while the kernel walked, so that entries may be missing or there twice."""
NO_OPERATION, ERROR, DONE, OVERRUN = 1, 2, 3, 4
_HEADER: Final = struct.Struct("=IHHII")
_ATTRIBUTE: Final = struct.Struct("=HH")
_TYPE_MASK: Final = 0x3FFF
_RECEIVE_BYTES: Final = 1 << 20
_PATIENCE_SECONDS: Final = 5.0
_KERNEL: Final = 0
"""The port number that only the kernel sends from."""
_MOST_WAITING: Final = 64
"""Datagrams of a multicast group that are taken at once."""


class NetlinkError(OSError):
    """The kernel refused; `errno` tells why."""


class Message(NamedTuple):
    """One answer, without its header."""

    kind: int
    flags: int
    body: bytes


class NetlinkSocket:
    """A socket of one netlink family. A context manager. Raises OSError where the system has no such family."""

    def __init__(self, family: int, groups: int = 0) -> None:
        """`groups` are the multicast groups it hears, as bits."""
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, family)
        try:
            self._socket.settimeout(0 if groups else _PATIENCE_SECONDS)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * _RECEIVE_BYTES)
            self._socket.bind((0, groups))
        except OSError:
            self._socket.close()
            raise
        self._sequence = 0
        self._buffer = bytearray(_RECEIVE_BYTES)
        self.was_interrupted = False
        """Of the last dump: things changed while it was made."""

    def __enter__(self) -> NetlinkSocket:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def ask(self, kind: int, body: bytes, flags: int = DUMP) -> Iterator[Message]:
        """Send a question; the answers up to the last one.

        Raises NetlinkError where the kernel refuses, OSError for a full buffer (ENOBUFS) or no answer (TimeoutError).
        """
        self._sequence = (self._sequence + 1) & 0xFFFF_FFFF
        self.was_interrupted = False
        length = _HEADER.size + len(body)
        self._socket.send(_HEADER.pack(length, kind, REQUEST | flags, self._sequence, 0) + body)
        while True:
            for sequence, message in self._receive():
                if sequence != self._sequence:
                    # The rest of an answer that nobody waited for.
                    continue
                self.was_interrupted |= bool(message.flags & INTERRUPTED)
                if message.kind in (DONE, ERROR):
                    _raise_for(message)
                    return
                if message.kind == OVERRUN:
                    raise OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))
                if message.kind != NO_OPERATION:
                    yield message
                    if not flags & DUMP:
                        return

    def heard(self) -> list[Message]:
        """What came to the multicast groups by now. Raises OSError where some of it was lost (ENOBUFS)."""
        messages = []
        for _ in range(_MOST_WAITING):
            try:
                received = self._receive()
            except BlockingIOError:
                break
            messages += [message for _, message in received]
        return messages

    def _receive(self) -> list[tuple[int, Message]]:
        """Sequence numbers and messages of one datagram; what the kernel did not send, or cut, is none."""
        count, _, flags, sender = self._socket.recvmsg_into([self._buffer])
        if sender[0] != _KERNEL:
            return []
        if flags & socket.MSG_TRUNC:
            raise OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))
        return list(messages_in(bytes(memoryview(self._buffer)[:count])))


def messages_in(data: bytes) -> Iterator[tuple[int, Message]]:
    """Sequence number and message, for each of a datagram that is whole; what is cut short ends them."""
    place, end, size = 0, len(data), _HEADER.size
    while place + size <= end:
        length, kind, flags, sequence, _ = _HEADER.unpack_from(data, place)
        if not size <= length <= end - place:
            return
        yield sequence, Message(kind, flags, data[place + size : place + length])
        place += length + 3 & ~3


def attributes(data: bytes, place: int = 0) -> dict[int, bytes]:
    """The values of attributes (struct rtattr) by their numbers, from a place on; what is cut short ends them."""
    found = {}
    end = len(data)
    while place + 4 <= end:
        length, kind = _ATTRIBUTE.unpack_from(data, place)
        if not 4 <= length <= end - place:
            break
        found[kind & _TYPE_MASK] = data[place + 4 : place + length]
        place += length + 3 & ~3
    return found


def _raise_for(message: Message) -> None:
    """The last message tells a number: 0, or what went wrong, below 0."""
    if len(message.body) < 4:
        return
    (number,) = struct.unpack_from("=i", message.body)
    if number < 0:
        raise NetlinkError(-number, os.strerror(-number))
