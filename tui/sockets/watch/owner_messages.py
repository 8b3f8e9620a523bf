"""Who holds which sockets, as the watcher and its client say it: thousands at a time, so in few and short words.

Each process is named once a part. What has another shape raises ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tui.capture.channel import Message
from tui.sockets.processes import Owner, Process
from tui.sockets.watch.messages import LARGEST, number, process_row, read_process_row

MOST_INODES: Final = 20_000
"""In one question, and sockets in one part of an answer: with the longest numbers it is half of the longest line."""
MOST_HOLDERS: Final = 2_000
"""Processes in one part of an answer."""


def read_inodes(numbers: object) -> list[int]:
    """Raises ValueError."""
    if not isinstance(numbers, list) or len(numbers) > MOST_INODES:
        raise ValueError("too many inodes, or none")
    return [number(one, LARGEST) for one in numbers]


def owner_parts(owners: Mapping[int, tuple[Owner, ...]]) -> Iterator[Message]:
    """In parts no longer than a line may be: processes, and flat triples of inode, process's place, descriptor.

    The places count within a part; what one socket's holders are may go on in the next.
    """
    places: dict[Process, int] = {}
    held: list[int] = []
    for inode, holders in owners.items():
        for holder in holders:
            if len(places) >= MOST_HOLDERS or len(held) >= 3 * MOST_INODES:
                yield {"processes": list(map(process_row, places)), "held": held}
                places, held = {}, []
            held += (inode, places.setdefault(holder.process, len(places)), holder.descriptor)
    yield {"processes": list(map(process_row, places)), "held": held}


def read_owner_part(part: Message) -> dict[int, tuple[Owner, ...]]:
    """Raises ValueError."""
    rows, held = part.get("processes"), part.get("held")
    if not isinstance(rows, list) or not isinstance(held, list) or len(held) % 3:
        raise ValueError("no owners")
    processes = [read_process_row(row) for row in rows]
    found: dict[int, tuple[Owner, ...]] = {}
    numbers = iter(held)
    for inode, place, descriptor in zip(numbers, numbers, numbers, strict=True):
        if not isinstance(place, int) or not 0 <= place < len(processes):
            raise ValueError("no process")
        owner = Owner(processes[place], descriptor)
        found[inode] = (*found[inode], owner) if inode in found else (owner,)
    return found
