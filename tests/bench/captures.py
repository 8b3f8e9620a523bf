"""Large captures for the benchmarks: TCP and UDP over IPv4 and IPv6, realistic sizes, 2,000 conversations.

The same seed makes the same bytes; a capture that is already in the temporary folder is used again.
"""

from __future__ import annotations

import random
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CONVERSATIONS = 2_000
SIZES = np.array([0, 0, 0, 40, 120, 350, 700, 1200, 1448, 1448])
"""Payload bytes; with headers the mean frame has about 610."""
BATCH = 50_000
START_SECONDS = 1_700_000_000

PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
SECTION = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
INTERFACE = struct.pack("<IIHHII", 1, 20, 1, 0, 262144, 20)


def folder() -> Path:
    """Where the captures are kept between runs."""
    path = Path(tempfile.gettempdir()) / "remora-bench"
    path.mkdir(exist_ok=True)
    return path


def as_installed() -> dict[str, str]:
    """Changes to the environment that let a program find its compiled modules, as an installed one does."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder() / "compiled")}


def make(count: int, is_pcapng: bool = False) -> Path:
    """A capture of `count` frames, made if it is not there."""
    path = folder() / f"mix-{count}.{'pcapng' if is_pcapng else 'pcap'}"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(SECTION + INTERFACE if is_pcapng else PCAP_HEADER)
            random = np.random.default_rng(7)
            headers = [conversation(number) for number in range(CONVERSATIONS)]
            text = random.integers(32, 127, 4096, dtype=np.uint8).tobytes()
            for first in range(0, count, BATCH):
                file.write(batch(random, headers, text, first, min(BATCH, count - first), is_pcapng))
        unfinished.rename(path)
    return path


def interleaved(
    path: Path, count: int, begin: Callable[[int], Iterator[bytes]], together: int, chance: random.Random, apart: int
) -> Path:
    """A pcap of `count` frames, made if it is not there: conversations that `begin` gives by number, mixed by chance.

    So many are under way `together`, and a frame comes every `apart` microseconds.
    """
    if path.exists():
        return path
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(PCAP_HEADER)
        talks = [begin(number) for number in range(together)]
        begun = together
        for number in range(count):
            place = chance.randrange(together)
            frame = next(talks[place], None)
            while frame is None:
                talks[place] = begin(begun)
                begun += 1
                frame = next(talks[place], None)
            seconds, microseconds = divmod(number * apart, 1_000_000)
            file.write(struct.pack("<IIII", START_SECONDS + seconds, microseconds, len(frame), len(frame)))
            file.write(frame)
    unfinished.rename(path)
    return path


def conversation(number: int) -> tuple[bytes, bytes, bool]:
    """Both directions' headers with lengths and numbers left 0, and whether it is TCP."""
    is_tcp, is_v6 = number % 5 != 0, number % 4 == 0
    client, server = 1024 + number % 60_000, (443, 80, 22, 8080)[number % 4] if is_tcp else (5004, 6000)[number % 2]
    transport = struct.pack("!HHIIBBHHH", client, server, 0, 0, 0x50, 0x18, 512, 0, 0)
    back = struct.pack("!HHIIBBHHH", server, client, 0, 0, 0x50, 0x10, 512, 0, 0)
    if not is_tcp:
        transport, back = struct.pack("!4H", client, server, 0, 0), struct.pack("!4H", server, client, 0, 0)
    protocol = 6 if is_tcp else 17
    if is_v6:
        a, b = (bytes.fromhex("20010db8000000000000000000") + bytes((k, number >> 8, number & 255)) for k in (1, 2))
        ip = [struct.pack("!IHBB", 0x60000000, 0, protocol, 64) + x + y for x, y in ((a, b), (b, a))]
    else:
        a, b = (bytes((10, k, number >> 8, number & 255)) for k in (1, 2))
        head = struct.pack("!BBHHHBBH", 0x45, 0, 0, number, 0x4000, 64, protocol, 0)
        ip = [head + x + y for x, y in ((a, b), (b, a))]
    ethernet = bytes.fromhex("020000000002020000000001" + ("86dd" if is_v6 else "0800"))
    return ethernet + ip[0] + transport, ethernet + ip[1] + back, is_tcp


def batch(
    random: np.random.Generator,
    headers: list[tuple[bytes, bytes, bool]],
    text: bytes,
    first: int,
    count: int,
    is_pcapng: bool,
) -> bytes:
    """The records of frames `first` to `first + count`."""
    numbers = random.integers(0, CONVERSATIONS, count)
    sides: NDArray[np.int64] = random.integers(0, 2, count)
    sizes = random.choice(SIZES, count)
    opening = random.random(count) < 0.02
    out = bytearray()
    for index in range(count):
        number, side, size = int(numbers[index]), int(sides[index]), int(sizes[index])
        head = bytearray(headers[number][side])
        if headers[number][2]:
            struct.pack_into("!I", head, len(head) - 16, (first + index) * 1000 & 0xFFFFFFFF)
            if opening[index]:
                head[-7] = 0x02 if side == 0 else 0x12
        else:
            struct.pack_into("!H", head, len(head) - 4, 8 + size)
        after_ethernet = len(head) - 14 + size
        if head[12] == 0x08:
            struct.pack_into("!H", head, 16, after_ethernet)
        else:
            struct.pack_into("!H", head, 18, after_ethernet - 40)
        frame = bytes(head) + text[:size]
        microseconds = (first + index) * 7
        if is_pcapng:
            ticks = START_SECONDS * 1_000_000 + microseconds
            padding = -len(frame) % 4
            length = 32 + len(frame) + padding
            out += struct.pack("<IIIIIII", 6, length, 0, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
            out += frame + bytes(padding) + struct.pack("<I", length)
        else:
            seconds, rest = divmod(microseconds, 1_000_000)
            out += struct.pack("<IIII", START_SECONDS + seconds, rest, len(frame), len(frame)) + frame
    return bytes(out)
