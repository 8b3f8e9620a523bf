"""A large capture of what trees have much to say of: names looked up, pages of JSON fetched by HTTP, some TLS.

Many conversations at the same time, each under 200 packets; bodies come in several segments, so that tshark puts them
together. The same seed makes the same bytes; a capture that is already in the temporary folder is used again.
"""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from pathlib import Path

from tests.bench.captures import folder, interleaved

TOGETHER = 500
"""Conversations at the same time."""
SEGMENT = 1448
SYN, PSH, ACK, FIN = 0x02, 0x08, 0x10, 0x01
LONGEST = 200
"""Packets of a conversation."""


def make_pages(count: int) -> Path:
    """A capture of `count` frames, made if it is not there."""
    chance = random.Random(5)
    path = folder() / f"pages-{count}.pcap"
    return interleaved(path, count, lambda number: _visit(number, chance), TOGETHER, chance, 50)


def _visit(number: int, chance: random.Random) -> Iterator[bytes]:
    """The frames of one visit: a name looked up, then a conversation."""
    ends = bytes((10, 1)) + struct.pack("!H", number % 65_000), bytes((10, 2)) + struct.pack("!H", number % 65_000)
    port = 1024 + number % 60_000
    yield from _lookup(number, ends, port)
    if chance.random() < 0.2:
        yield from _sealed(ends, port, chance)
    else:
        yield from _fetched(number, ends, port, chance)


def _lookup(number: int, ends: tuple[bytes, bytes], port: int) -> Iterator[bytes]:
    """RFC 1035 section 4: a question, and the address."""
    name = b"".join(bytes((len(part),)) + part for part in (b"host%d" % number, b"reef", b"example")) + b"\x00"
    question = name + struct.pack("!HH", 1, 1)
    asked = struct.pack("!6H", number & 0xFFFF, 0x0100, 1, 0, 0, 0) + question
    told = struct.pack("!6H", number & 0xFFFF, 0x8180, 1, 1, 0, 0) + question
    told += struct.pack("!HHHIH", 0xC00C, 1, 1, 60, 4) + ends[1]
    for side, data in enumerate((asked, told)):
        ports = (port, 53) if side == 0 else (53, port)
        yield _packet(ends, side, 17, struct.pack("!4H", *ports, 8 + len(data), 0) + data)


class Talk:
    """A TCP conversation whose numbers are kept."""

    def __init__(self, ends: tuple[bytes, bytes], port: int, server: int, chance: random.Random) -> None:
        self._ends, self._ports = ends, (port, server)
        self._next = [chance.randrange(1 << 32), chance.randrange(1 << 32)]
        self.packets = 0

    def segment(self, side: int, flags: int, data: bytes = b"", options: bytes = b"") -> bytes:
        ports = self._ports if side == 0 else self._ports[::-1]
        acknowledged = self._next[1 - side] if flags & ACK else 0
        offset = (5 + len(options) // 4) << 4
        head = struct.pack("!HHIIBBHHH", *ports, self._next[side], acknowledged, offset, flags, 501, 0, 0)
        self._next[side] = (self._next[side] + len(data) + bool(flags & (SYN | FIN))) & 0xFFFFFFFF
        self.packets += 1
        return _packet(self._ends, side, 6, head + options + data)

    def begin(self) -> Iterator[bytes]:
        """The three-way handshake."""
        scale = b"\x02\x04\x05\xb4\x01\x03\x03\x07"
        yield self.segment(0, SYN, options=scale)
        yield self.segment(1, SYN | ACK, options=scale)
        yield self.segment(0, ACK)

    def say(self, side: int, data: bytes) -> Iterator[bytes]:
        """Data in segments, each second one acknowledged."""
        for place in range(0, len(data), SEGMENT):
            is_last = place + SEGMENT >= len(data)
            yield self.segment(side, ACK | PSH * is_last, data[place : place + SEGMENT])
            if is_last or place // SEGMENT % 2:
                yield self.segment(1 - side, ACK)

    def end(self) -> Iterator[bytes]:
        yield self.segment(0, FIN | ACK)
        yield self.segment(1, FIN | ACK)
        yield self.segment(0, ACK)


def _fetched(number: int, ends: tuple[bytes, bytes], port: int, chance: random.Random) -> Iterator[bytes]:
    """Requests of HTTP/1.1, each answered by JSON."""
    talk = Talk(ends, port, 80, chance)
    yield from talk.begin()
    for page in range(chance.randrange(1, 7)):
        request = (
            f"GET /catch/{number}/{page}?depth={chance.randrange(900)} HTTP/1.1\r\nHost: host{number}.reef.example\r\n"
            "User-Agent: remora-bench/1\r\nAccept: application/json\r\nConnection: keep-alive\r\n\r\n"
        )
        yield from talk.say(0, request.encode())
        yield from talk.say(1, answer(chance, chance.choice((2, 10, 25, 50, 100))))
    yield from talk.end()
    assert talk.packets < LONGEST


def answer(chance: random.Random, fish: int) -> bytes:
    """An HTTP answer with so many objects."""
    body = json.dumps(
        [
            {"id": one, "name": f"fish {one}", "length": chance.random(), "seen": one % 3 == 0, "with": None}
            for one in range(fish)
        ]
    ).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nServer: reef\r\n\r\n"
    return head.encode() + body


def _sealed(ends: tuple[bytes, bytes], port: int, chance: random.Random) -> Iterator[bytes]:
    """TLS 1.2 as it looks from outside (RFC 5246): hellos, then records that nobody can read."""
    talk = Talk(ends, port, 443, chance)

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("!BHH", kind, 0x0303, len(data)) + data

    def handshake(kind: int, body: bytes) -> bytes:
        return record(22, bytes((kind,)) + len(body).to_bytes(3, "big") + body)

    name = b"reef.example"
    server_name = struct.pack("!HHHBH", 0, len(name) + 5, len(name) + 3, 0, len(name)) + name
    hello = struct.pack("!H", 0x0303) + chance.randbytes(32) + b"\x00"
    suites = bytes.fromhex("c02fc030c02bc02c009c009d")
    client = hello + struct.pack("!H", len(suites)) + suites + b"\x01\x00" + struct.pack("!H", len(server_name))
    yield from talk.begin()
    yield from talk.say(0, handshake(1, client + server_name))
    yield from talk.say(1, handshake(2, hello + b"\xc0\x2f\x00") + handshake(14, b""))
    yield from talk.say(0, record(20, b"\x01") + record(22, chance.randbytes(40)))
    for _ in range(chance.randrange(1, 8)):
        yield from talk.say(0, record(23, chance.randbytes(chance.randrange(60, 600))))
        yield from talk.say(1, record(23, chance.randbytes(chance.randrange(60, 9000))))
    yield from talk.end()
    assert talk.packets < LONGEST


def _packet(ends: tuple[bytes, bytes], side: int, protocol: int, data: bytes) -> bytes:
    """IPv4 over Ethernet."""
    addresses = ends[side] + ends[1 - side]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(data), 0, 0x4000, 64, protocol, 0) + addresses
    return bytes.fromhex("0200000000020200000000010800") + head + data
