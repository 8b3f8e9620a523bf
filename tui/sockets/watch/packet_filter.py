"""A filter for Linux's packet sockets: of TCP the packets that begin a connection, and UDP but for what is well known.

Classic BPF (linux/filter.h), for packets that begin with their network header. Fragments but the first pass nothing,
nor do IPv6 packets with extension headers.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterable
from typing import Final, NamedTuple

KEPT_BYTES: Final = 128
"""Of each packet: the longest IPv4 header and that of TCP."""
MOST_PASSED_OVER: Final = 64
"""UDP flows that one filter can pass over."""

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""

_LOAD_WORD, _LOAD_HALF, _LOAD_BYTE = 0x20, 0x28, 0x30
_LOAD_WORD_AT_X, _LOAD_BYTE_AT_X = 0x40, 0x50
_X_IS_HEADER_LENGTH, _X_IS = 0xB1, 0x01
_STORE, _RECALL = 0x02, 0x60
_AND, _EQUAL, _ANY_BIT, _RETURN = 0x54, 0x15, 0x45, 0x06
_PROTOCOL, _PACKET_TYPE, _INTERFACE, _RANDOM = (0xFFFF_F000 + offset for offset in (0, 4, 8, 56))
_IPV4, _IPV6 = 0x0800, 0x86DD
_TCP, _UDP = 6, 17
_OTHER_HOST, _OUTGOING = 3, 4
_LOOPBACK: Final = 1
"""The loopback interface has this index in each network namespace (LOOPBACK_IFINDEX)."""
_SYN_AND_RST, _SYN = 0x06, 0x02
_INSTRUCTION: Final = struct.Struct("=HBBI")


class Passed(NamedTuple):
    """A UDP flow, one way, as the filter tells it: of IPv6 by the last four bytes of its addresses."""

    ports: int
    """Source and destination, as one number."""
    source: int
    destination: int


def program(passed_over: Iterable[Passed] = (), *, tcp_in: int = 0, udp_in: int = 0) -> list[Instruction]:
    """The instructions. Of TCP or UDP one in 2**n passes, by chance, where there is too much; 0 for all."""
    flows = list(passed_over)[:MOST_PASSED_OVER]
    udp: list[Instruction] = []
    for flow in flows:
        # Each ends by what it passes over, or goes on behind itself.
        udp += [
            (_RECALL, 0, 0, 0), (_EQUAL, 0, 5, flow.ports),
            (_RECALL, 0, 0, 1), (_EQUAL, 0, 3, flow.source),
            (_RECALL, 0, 0, 2), (_EQUAL, 0, 1, flow.destination),
            (_RETURN, 0, 0, 0),
        ]  # fmt: skip
    udp += _one_in(udp_in)
    tcp: list[Instruction] = [
        (_LOAD_BYTE_AT_X, 0, 0, 13), (_AND, 0, 0, _SYN_AND_RST), (_EQUAL, 1, 0, _SYN), (_RETURN, 0, 0, 0),
        *_one_in(tcp_in),
    ]  # fmt: skip
    ports: list[Instruction] = [(_LOAD_WORD_AT_X, 0, 0, 0), (_STORE, 0, 0, 0)]
    ipv4: list[Instruction] = [
        (_LOAD_HALF, 0, 0, 6), (_ANY_BIT, 0, 1, 0x1FFF), (_RETURN, 0, 0, 0),
        (_LOAD_WORD, 0, 0, 12), (_STORE, 0, 0, 1), (_LOAD_WORD, 0, 0, 16), (_STORE, 0, 0, 2),
        (_X_IS_HEADER_LENGTH, 0, 0, 0), (_LOAD_BYTE, 0, 0, 9),
    ]  # fmt: skip
    ipv6: list[Instruction] = [
        (_LOAD_WORD, 0, 0, 20), (_STORE, 0, 0, 1), (_LOAD_WORD, 0, 0, 36), (_STORE, 0, 0, 2),
        (_X_IS, 0, 0, 40), (_LOAD_BYTE, 0, 0, 6),
    ]  # fmt: skip
    transport: list[Instruction] = [
        (_EQUAL, 0, len(tcp), _TCP), *tcp,
        (_EQUAL, 1, 0, _UDP), (_RETURN, 0, 0, 0), *ports, *udp,
    ]  # fmt: skip
    return [
        (_LOAD_WORD, 0, 0, _PACKET_TYPE), (_EQUAL, 0, 1, _OTHER_HOST), (_RETURN, 0, 0, 0),
        # Over loopback each packet passes twice; captures have the second, whose time stamp is another.
        (_LOAD_WORD, 0, 0, _INTERFACE), (_EQUAL, 0, 3, _LOOPBACK),
        (_LOAD_WORD, 0, 0, _PACKET_TYPE), (_EQUAL, 0, 1, _OUTGOING), (_RETURN, 0, 0, 0),
        (_LOAD_WORD, 0, 0, _PROTOCOL), (_EQUAL, 0, len(ipv4) + 1, _IPV4), *ipv4, _over(len(ipv6) + 2),
        (_EQUAL, 1, 0, _IPV6), (_RETURN, 0, 0, 0), *ipv6,
        *transport,
    ]  # fmt: skip


def packed(instructions: list[Instruction]) -> tuple[bytes, ctypes.Array[ctypes.c_char]]:
    """struct sock_fprog, and the memory that it points to, which must live as long."""
    memory = ctypes.create_string_buffer(b"".join(_INSTRUCTION.pack(*one) for one in instructions))
    return struct.pack("@HP", len(instructions), ctypes.addressof(memory)), memory


def _over(count: int) -> Instruction:
    """Go on behind so many."""
    return (0x05, 0, 0, count)


def _one_in(exponent: int) -> list[Instruction]:
    taken: Instruction = (_RETURN, 0, 0, KEPT_BYTES)
    if not exponent:
        return [taken]
    return [
        (_LOAD_WORD, 0, 0, _RANDOM),
        (_AND, 0, 0, (1 << exponent) - 1),
        (_EQUAL, 0, 1, 0),
        taken,
        (_RETURN, 0, 0, 0),
    ]
