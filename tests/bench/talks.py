"""A large capture of TCP conversations that are whole: handshakes, requests, answers, acknowledgments, some losses.

Unlike the mix of `captures`, in which numbers are made up, sequence analysis finds here what it finds in real traffic.
The same seed makes the same bytes; a capture that is already in the temporary folder is used again.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.captures import folder, interleaved

TOGETHER = 2_000
"""Conversations at the same time."""
SEGMENT = 1448
LOSS = 0.005
"""Share of full segments that are lost on their way, and sent again three duplicate acknowledgments later."""
SYN, PSH, ACK, FIN = 0x02, 0x08, 0x10, 0x01


def make_talks(count: int) -> Path:
    """A capture of `count` frames, made if it is not there."""
    chance = random.Random(11)
    path = folder() / f"talks-{count}.pcap"
    return interleaved(path, count, lambda number: _talk(number, chance), TOGETHER, chance, 20)


def _talk(number: int, chance: random.Random) -> Iterator[bytes]:
    """The frames of one conversation: some requests, each with an answer of some segments."""
    client, server = 1024 + number % 60_000, (443, 80, 22, 8080)[number % 4]
    heads = _network(number, number % 4 == 0)
    sent, got = chance.randrange(1 << 32), chance.randrange(1 << 32)

    def segment(
        side: int, sequence: int, acknowledgment: int, flags: int, size: int = 0, options: bytes = b""
    ) -> bytes:
        ports = (client, server) if side == 0 else (server, client)
        offset = (5 + len(options) // 4) << 4
        head = struct.pack("!HHIIBBHHH", *ports, sequence % 2**32, acknowledgment % 2**32, offset, flags, 501, 0, 0)
        return heads(side, len(head) + len(options) + size) + head + options + bytes(size)

    scale = b"\x02\x04\x05\xb4\x01\x03\x03\x07"
    yield segment(0, sent, 0, SYN, options=scale)
    yield segment(1, got, sent + 1, SYN | ACK, options=scale)
    sent, got = sent + 1, got + 1
    yield segment(0, sent, got, ACK)
    for _ in range(chance.randrange(1, 12)):
        size = chance.choice((40, 120, 350, 700))
        yield segment(0, sent, got, PSH | ACK, size)
        sent += size
        yield segment(1, got, sent, ACK)
        acknowledged = got
        for answered in range(chance.choice((1, 1, 2, 4, 16, 60))):
            is_lost = answered > 3 and chance.random() < LOSS
            if is_lost:
                lost, got = got, got + SEGMENT
                for _ in range(3):
                    yield segment(1, got, sent, ACK, SEGMENT)
                    got += SEGMENT
                    yield segment(0, sent, lost, ACK)
                yield segment(1, lost, sent, ACK, SEGMENT)
            else:
                yield segment(1, got, sent, ACK, SEGMENT)
                got += SEGMENT
            if is_lost or got - acknowledged >= 2 * SEGMENT:
                yield segment(0, sent, got, ACK)
                acknowledged = got
        yield segment(0, sent, got, ACK)
    yield segment(0, sent, got, FIN | ACK)
    yield segment(1, got, sent + 1, FIN | ACK)
    yield segment(0, sent + 1, got + 1, ACK)


def _network(number: int, is_v6: bool) -> Callable[[int, int], bytes]:
    """Makes the headers in front of a segment, for its side and its length."""
    ethernet = bytes.fromhex("020000000002020000000001" + ("86dd" if is_v6 else "0800"))
    if is_v6:
        a, b = (bytes.fromhex("20010db8") + bytes(8) + struct.pack("!BBH", 0, k, number % 65_000) for k in (1, 2))
        ends = (a + b, b + a)
        return lambda side, size: ethernet + struct.pack("!IHBB", 0x60000000, size, 6, 64) + ends[side]
    a, b = (bytes((10, k)) + struct.pack("!H", number % 65_000) for k in (1, 2))
    ends = (a + b, b + a)

    def head(side: int, size: int) -> bytes:
        return ethernet + struct.pack("!BBHHHBBH", 0x45, 0, 20 + size, 0, 0x4000, 64, 6, 0) + ends[side]

    return head
