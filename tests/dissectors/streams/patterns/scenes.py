"""Frames made by hand for tests of patterns, with the times at which they come, and what is found in them."""

from __future__ import annotations

import hashlib
import io
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dissectors.capture_file import PcapWriter, open_capture
from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from dissectors.streams.patterns.finding import Finding
from dissectors.streams.patterns.watch import PatternWatch

FIN, SYN, RST, PSH, ACK, URG = (1 << bit for bit in range(6))
START = 1_700_000_000_000_000_000
MILLISECOND = 1_000_000
EVERYONE = b"\xff" * 6

End = tuple[str, int]


def packed(address: str) -> bytes:
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


def unguessable(seed: object) -> int:
    """A sequence number that nobody can predict, the same in every run."""
    return int.from_bytes(hashlib.sha256(repr(seed).encode()).digest()[:4], "big")


def card(address: str) -> bytes:
    """A hardware address for a host."""
    return b"\x02" + packed(address)[-4:] + b"\x01"


@dataclass
class Scene:
    """Frames in their order; `wait` lets time pass."""

    frames: list[tuple[int, bytes]] = field(default_factory=list)
    now: int = START

    def wait(self, seconds: float) -> Scene:
        self.now += int(seconds * 1_000_000_000)
        return self

    def frame(self, data: bytes) -> None:
        self.frames.append((self.now, data))
        self.now += MILLISECOND

    def ip(
        self,
        source: str,
        destination: str,
        protocol: int,
        payload: bytes,
        *,
        ttl: int = 64,
        identification: int = 0,
        fragment: int = 0,
        to: bytes | None = None,
        via: bytes | None = None,
    ) -> None:
        """`fragment` is the word of flags and offset in IPv4."""
        link = (to or card(destination)) + (via or card(source))
        if ":" in source:
            head = struct.pack("!IHBB", 6 << 28, len(payload), protocol, ttl) + packed(source) + packed(destination)
            self.frame(link + b"\x86\xdd" + head + payload)
            return
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), identification, fragment, ttl, protocol, 0)
        self.frame(link + b"\x08\x00" + head + packed(source) + packed(destination) + payload)

    def tcp(
        self, source: End, destination: End, flags: int, sequence: int = 0, acknowledgment: int = 0, data: bytes = b"",
        **network: Any,
    ) -> None:  # fmt: skip
        head = struct.pack(
            "!HHIIBBHHH", source[1], destination[1], sequence & 0xFFFFFFFF, acknowledgment & 0xFFFFFFFF, 0x50, flags,
            1000, 0, 0,
        )  # fmt: skip
        # The right checksum, so that nothing here counts as damaged.
        pseudo = packed(source[0]) + packed(destination[0]) + struct.pack("!II", len(head + data), 6)
        total = sum(struct.unpack(f"!{(len(pseudo + head + data) + 1) // 2}H", padded(pseudo + head + data)))
        while total >> 16:
            total = (total & 0xFFFF) + (total >> 16)
        self.ip(
            source[0], destination[0], 6, head[:16] + struct.pack("!H", 0xFFFF - total) + head[18:] + data, **network
        )

    def udp(self, source: End, destination: End, data: bytes = b"?", **network: Any) -> None:
        head = struct.pack("!4H", source[1], destination[1], 8 + len(data), 0)
        self.ip(source[0], destination[0], 17, head + data, **network)

    def arp(self, operation: int, who: bytes, address: str, target: str, target_card: bytes = bytes(6)) -> None:
        to = EVERYONE if operation == 1 else target_card
        body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + who + packed(address) + target_card + packed(target)
        self.frame(to + who + b"\x08\x06" + body)

    def conversation(self, client: End, server: End, data: bytes = b"hi") -> None:
        """Handshake, a question, an answer, close."""
        number, answer = unguessable((client, server)), unguessable((server, client))
        self.tcp(client, server, SYN, number)
        self.tcp(server, client, SYN | ACK, answer, number + 1)
        self.tcp(client, server, ACK, number + 1, answer + 1)
        self.tcp(client, server, PSH | ACK, number + 1, answer + 1, data)
        self.tcp(server, client, PSH | ACK, answer + 1, number + 1 + len(data), data)
        self.tcp(client, server, FIN | ACK, number + 1 + len(data), answer + 1 + len(data))
        self.tcp(server, client, FIN | ACK, answer + 1 + len(data), number + 2 + len(data))
        self.tcp(client, server, ACK, number + 2 + len(data), answer + 2 + len(data))

    def findings(self, folder: Path, *, steps: Sequence[int] = (), more_may_come: bool = False) -> list[Finding]:
        """What is found when the rows come in steps of so many, by default all at once; the filters are checked."""
        written = io.BytesIO()
        writer = PcapWriter(written, 1)
        for time, data in self.frames:
            writer.write(time, data)
        path = folder / "scene.pcap"
        path.write_bytes(written.getvalue())
        with open_capture(path) as capture:
            table = PacketTable(capture)
            watch = PatternWatch(table.index)
            for step in steps:
                while step > 0 and (rows := capture.refresh(step)):
                    step -= len(rows)
                    table.index.extend()
                    watch.extend(len(capture.frames))
            while capture.refresh():
                pass
            watch.extend(len(capture.frames))
            found = watch.findings(more_may_come=more_may_come)
            check_filters(found, table)
            return found


def check_filters(found: Sequence[Finding], table: PacketTable) -> None:
    """Every finding's filter shows the packets of its evidence; they are ascending."""
    table.number_streams(len(table))
    for finding in found:
        chosen = compile_filter(finding.filter)
        for number in finding.packets:
            assert chosen.matches(table.dissection(number - 1)), (finding.kind, finding.filter, number)
        assert list(finding.packets) == sorted(set(finding.packets))


def padded(data: bytes) -> bytes:
    return data + b"\0" if len(data) % 2 else data


def kinds(findings: Sequence[Finding]) -> list[str]:
    return [one.kind for one in findings]
