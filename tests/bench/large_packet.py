"""A capture with some packets of which tshark has ten megabytes of PDML to say, behind many ordinary ones."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from pathlib import Path

from tests.bench.captures import START_SECONDS, folder
from tests.bench.pages import LONGEST, Talk, answer, make_pages

LARGE = 3
FISH = 1_900
"""Objects of JSON in an answer, each worth some six kilobytes of PDML."""


def make_with_large_packets(count: int) -> tuple[Path, list[int]]:
    """The capture of `pages` with large answers behind its frames, made if it is not there, and the large frames'
    numbers."""
    path = folder() / f"pages-{count}-large.pcap"
    frames = list(_frames())
    if not path.exists():
        unfinished = path.with_suffix(".part")
        seconds = START_SECONDS + count * 50 // 1_000_000 + 1
        with unfinished.open("wb") as file:
            file.write(make_pages(count).read_bytes())
            for number, (frame, _) in enumerate(frames):
                file.write(struct.pack("<IIII", seconds, number * 100, len(frame), len(frame)) + frame)
        unfinished.rename(path)
    return path, [count + number for number, (_, is_large) in enumerate(frames, 1) if is_large]


def _frames() -> Iterator[tuple[bytes, bool]]:
    """The frames of all large answers, and whether one is the last of an answer."""
    chance = random.Random(3)
    for number in range(LARGE):
        talk = Talk((bytes((10, 9, 0, 1)), bytes((10, 9, 0, 2))), 40_000 + number, 80, chance)
        for frame in talk.begin():
            yield frame, False
        for frame in talk.say(0, b"GET /all HTTP/1.1\r\nHost: reef.example\r\n\r\n"):
            yield frame, False
        said = list(talk.say(1, answer(chance, FISH)))
        for place, frame in enumerate(said, 1):
            # The last one acknowledges.
            yield frame, place == len(said) - 1
        assert talk.packets < LONGEST
