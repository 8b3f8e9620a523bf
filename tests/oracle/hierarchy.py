"""The protocol hierarchy: ours against `tshark -q -z io,phs`, and why they differ where that can be told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.packets.table import PacketTable
from dissectors.statistics.hierarchy import HierarchyCounts
from tests.oracle import native, tshark

Place = tuple[str, ...]
"""Protocols from the outermost in."""
Counts = Mapping[Place, tuple[int, int]]
"""Packets and bytes."""

WORD = "io,phs"
STREAMS = tuple(one for one in tshark.PACKET_ALONE if "desegment" in one)
SEGMENTS = "tcp.segments"
FAILED = "_ws."
COMMENT = "pkt_comment"
STREAMED = ("http", "tls")
"""Protocols that follow each other in a stream of TCP without regard to its segments."""

GOES_ON = "the conversation's other packets decide in tshark which dissector gets the payload, or go on in it"
CHUNKS = "what SCTP's chunks carry is no level"
NO_LEVEL = "where decoding failed is no level"
COMMENTED = "a comment on a packet is for tshark the outermost level of it"

_LINE = re.compile(r"^( *)(\S+)\s+frames:(\d+) bytes:(\d+)$")


def ours(path: Path) -> Counts:
    """All places but the root."""
    with open_capture(path) as capture:
        capture.refresh()
        packets = PacketTable(capture)
        counts = HierarchyCounts(packets.index)
        counts.extend(len(packets))
        found: dict[Place, tuple[int, int]] = {}
        place: list[str] = []
        for depth, one in counts.tree().walk():
            place[depth:] = [one.name]
            if depth:
                found[tuple(place[1:])] = (one.packets, one.bytes)
        return found


def theirs(path: Path, *preferences: str) -> Counts:
    """What tshark prints."""
    words = [word for preference in preferences for word in ("-o", preference)]
    return read(tshark.run("-n", "-q", "-r", path, *words, "-z", WORD).stdout.decode("utf-8", "replace"))


def read(output: str) -> Counts:
    """What stands in the output of tshark."""
    found: dict[Place, tuple[int, int]] = {}
    place: list[str] = []
    for line in output.splitlines():
        entry = _LINE.match(line)
        if entry is not None:
            place[len(entry[1]) // 2 :] = [entry[2]]
            found[tuple(place)] = (int(entry[3]), int(entry[4]))
    return found


def differing(we: Counts, they: Counts) -> list[Place]:
    """Where the two do not agree."""
    return sorted(place for place in we.keys() | they.keys() if we.get(place) != they.get(place))


def reasons(path: Path) -> Mapping[Place, str]:
    """Why places differ, of those for which it can be told."""
    we, they = ours(path), theirs(path)
    places = differing(we, they)
    known = native.native_stack() | {SEGMENTS}
    foreign = {place: [name for name in place if name not in known and not name.startswith(FAILED)] for place in they}
    alone = theirs(path, *STREAMS) if places else {}
    found: dict[Place, str] = {}
    for place in places:
        beside = {name for other, names in foreign.items() if other[: len(place) - 1] == place[:-1] for name in names}
        commented = (COMMENT, *place)
        if COMMENT in place or (commented in they and place not in they):
            found[place] = COMMENTED
        elif any(name.startswith(FAILED) for name in place):
            found[place] = NO_LEVEL
        elif foreign.get(place):
            found[place] = f"not native: {', '.join(dict.fromkeys(foreign[place]))}"
        elif SEGMENTS in place or place[-1] in STREAMED or we.get(place) == alone.get(place):
            found[place] = GOES_ON
        elif "sctp:data" in ":".join(place):
            found[place] = CHUNKS
        elif beside:
            found[place] = f"carried by or together with what is not native: {', '.join(sorted(beside))}"
    return found
