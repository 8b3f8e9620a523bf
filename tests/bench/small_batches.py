"""What a hundred more packets cost where many conversations are known: `python -m tests.bench.small_batches`.

Every conversation has data on its way, so that all of them are remembered. Bounded: some 40 MB, half a minute.
"""

from __future__ import annotations

import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import BinaryIO

from dissectors import PacketTable, open_capture
from tests.bench.captures import PCAP_HEADER, START_SECONDS

KNOWN = (1_000, 100_000)
"""Conversations; half of them are TCP's."""
BATCH = 100
NEW_EACH = 10
"""Of a batch's packets so many begin a conversation."""
BATCHES = 60
ETHERNET = bytes.fromhex("0200000000020200000000010800")


def segment(conversation: int, sequence: int, flags: int, payload: bytes = b"") -> bytes:
    """A frame of one of TCP's conversations."""
    tcp = struct.pack("!HHIIBBHHH", 1024 + conversation % 60_000, 443, sequence, 0, 0x50, flags, 500, 0, 0) + payload
    return ETHERNET + _network(conversation, 6, len(tcp)) + tcp


def datagram(conversation: int) -> bytes:
    """A frame of one of UDP's conversations."""
    udp = struct.pack("!HHHH", 1024 + conversation % 60_000, 6000, 16, 0) + bytes(8)
    return ETHERNET + _network(conversation, 17, len(udp)) + udp


def _network(conversation: int, protocol: int, length: int) -> bytes:
    addresses = struct.pack("!BBHBBBB", 10, 0, conversation // 60_000, 10, 1, 0, 1)
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 0, 0x4000, 64, protocol, 0) + addresses


class Traffic:
    """Written to a file that grows."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._file.write(PCAP_HEADER)
        self._written = 0
        self.known = 0

    def begin(self, count: int) -> None:
        """So many more conversations, half of them TCP's."""
        for number in range(self.known, self.known + count):
            if number % 2:
                self._write(segment(number, 1000, 0x02))
                self._write(segment(number, 1001, 0x18, b"question"))
            else:
                self._write(datagram(number))
        self.known += count
        self._file.flush()

    def batch(self, turn: int) -> None:
        """Packets of some conversations, and of some new ones."""
        self.begin(NEW_EACH)
        for place in range(BATCH - NEW_EACH * 3 // 2):
            number = (turn * 7919 + place * 104_729) % self.known
            self._write(segment(number, 1009 + 8 * turn, 0x18, b"question") if number % 2 else datagram(number))
        self._file.flush()

    def _write(self, frame: bytes) -> None:
        seconds, microseconds = divmod(self._written * 20, 1_000_000)
        self._file.write(struct.pack("<IIII", START_SECONDS + seconds, microseconds, len(frame), len(frame)) + frame)
        self._written += 1


def costs(known: int) -> Iterator[tuple[str, float]]:
    """Milliseconds a batch takes, by kind of work."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "grows.pcap").open("wb") as file:
        traffic = Traffic(file)
        traffic.begin(known)
        with open_capture(Path(file.name)) as capture:
            capture.refresh()
            table = PacketTable(capture)
            fates = table.index.fates
            table.judge(len(table))
            works: dict[str, Callable[[int], None]] = {
                "layers": lambda stop: void(table.index.piece_of(stop - 1)),
                "numbers": table.number_streams,
                "analysis": table.analyse,
                "fates": fates.extend,
                "judged": table.judge,
            }
            taken: dict[str, list[float]] = {name: [] for name in works}
            for turn in range(BATCHES):
                traffic.batch(turn)
                capture.refresh()
                for name, work in works.items():
                    start = time.perf_counter()
                    work(len(table))
                    taken[name].append((time.perf_counter() - start) * 1000)
    for name, values in taken.items():
        yield name, median(values)


def void(_: object) -> None:
    """A function's result is of no use here."""


def main() -> None:
    print(f"{BATCH} more packets, {NEW_EACH} of them new conversations: ms a batch")
    found = [dict(costs(known)) for known in KNOWN]
    print(f"{'known':10}" + "".join(f"{known:12,}" for known in KNOWN))
    for name in found[0]:
        print(f"{name:10}" + "".join(f"{costs_of[name]:12.2f}" for costs_of in found))


if __name__ == "__main__":
    main()
