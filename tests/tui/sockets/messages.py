"""Answers of sock_diag: some as a Linux 6.18 gave them, and others made of parts."""

from __future__ import annotations

import socket
import struct

from tui.sockets.netlink import Message

ESTABLISHED = bytes.fromhex(
    "020100009c45adf27f0000010000000000000000000000007f000001000000000000000000000000000000002e0000000000000000000000"
    "050000000000000000000000b8884e000500080000000000050005000000000008000f000000000008001100000000000c00150001000000"
    "00000000060016005200000028000700450300000000020000000000001e3c00bb0c0000000000000000000000000000000000001c010200"
    "010000000007aa01400d0300409c000000800000180200000000000000000000000000000000000000000000640000000000000064000000"
    "64000000ffff0000cbff0000340000001a000000ffffff7f0a000000cbff00000300000000000000cbff0000000000004a5c693104000000"
    "ffffffffffffffff000000000000000005000000000000000100000003000000000000003400000001000000000000000000000000000000"
    "0000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000"
    "0000000000000100000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "0800040062627200"
)
"""127.0.0.1:40005, which got five bytes from 127.0.0.1:44530 and has not read them; with all details."""
LISTEN_UNIX = bytes.fromhex(
    "01010a00c8884e004b000000000000000e0000000072656d6f72610a616200000c0004000000000003000000280005000000000000400300"
    "0000000000400300000000000000000000000000000000000000000005000600000000000800070000000000"
)
"""Abstract, with a line feed in its name and a backlog of three."""
PACKET = bytes.fromhex(
    "11030300ca884e004c000000000000001c000000010000000000000000000000000000000000000001000000080005000000000028000600"
    "000000000040030000000000004003000000000000000000000000000000000000000000"
)
"""Raw, bound to the first interface, for all frames."""


def message(body: bytes) -> Message:
    """One answer to a question by family."""
    return Message(20, 2, body)


def attribute(number: int, value: bytes) -> bytes:
    """struct rtattr and its value, filled up to four bytes."""
    return struct.pack("=HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def internet(
    state: int,
    local: tuple[str, int],
    remote: tuple[str, int] | None = None,
    *,
    uid: int = 0,
    inode: int = 1,
    cookie: int = 1,
    timer: tuple[int, int, int] = (0, 0, 0),
    attributes: bytes = b"",
) -> bytes:
    """struct inet_diag_msg; the timer is its number, milliseconds and retransmissions."""
    family = socket.AF_INET6 if ":" in local[0] else socket.AF_INET
    remote = remote or ("::" if family == socket.AF_INET6 else "0.0.0.0", 0)
    sides = [socket.inet_pton(family, address).ljust(16, b"\0") for address in (local[0], remote[0])]
    return (
        struct.pack("=BBBB", family, state, timer[0], timer[2])
        + struct.pack("!HH16s16s", local[1], remote[1], *sides)
        + struct.pack("=IQ", 0, cookie)
        + struct.pack("=IIIII", timer[1], 3, 4, uid, inode)
        + attributes
    )


def datagram(*parts: tuple[int, int, bytes]) -> bytes:
    """Netlink messages: kind, sequence number, body."""
    whole = b""
    for kind, sequence, body in parts:
        whole += struct.pack("=IHHII", 16 + len(body), kind, 2, sequence, 0) + body + bytes(-len(body) % 4)
    return whole
