"""Followed conversations: what `remora follow --as raw` writes against `tshark -q -z follow,PROTOCOL,raw,N`.

Each side's bytes must be the same, and the turns in the same order. tshark says in the midst of the bytes how many are
missing, and calls the sender of the first packet the client even where that packet answers a SYN.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import PROTOCOLS, Exchange, Followed
from dissectors.streams.following.parts import DATA
from tests.oracle import deviations, native, tshark
from tests.oracle.compare import Difference, content_hash
from tui.printing.exchange_writer import ExchangeWriter

LIST = Path(__file__).with_name("follow.toml")
"""What is known to differ, and why: as in `deviations`, with `tcp:N` for the field's name."""
STREAMS_AT_ONCE = 200
"""Of one run of tshark."""

_RULE = "=" * 67
_STREAM = re.compile(
    rf"^{_RULE}\nFollow: \w+,raw\nFilter: \w+\.stream eq (\d+)\nNode 0: (.*)\nNode 1: .*\n"
    rf"((?:\t?[0-9a-f]*\n)*){_RULE}$",
    re.MULTILINE,
)
_MISSING = re.compile(rb"\[\d+ bytes missing in capture file\]\0")

Turn = tuple[int, bytes]
"""Who spoke, 0 for the client, and what was said until the other one spoke."""


@dataclass(slots=True)
class FollowComparison:
    """How far the two agree; an answer is a conversation."""

    answers: int = 0
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: FollowComparison) -> None:
        """Count another comparison in."""
        self.answers += other.answers
        self.differences += other.differences


def compare_follow(path: Path) -> FollowComparison:
    """Compare all conversations of a file. A capture that we cannot open has none."""
    result = FollowComparison()
    if not native.is_readable(path):
        return result
    content = content_hash(path)
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        table.number_streams(len(table))
        for protocol in PROTOCOLS:
            count = table.index.streams.count(protocol)
            for stream, first_sender, they in tshark_turns(path, protocol, count):
                server, we = our_turns(table, protocol, stream)
                if server == first_sender:
                    they = [(1 - side, said) for side, said in they]
                result.answers += 1
                if we != they:
                    ours, theirs = (tuple(map(_told, turns)) for turns in (we, they))
                    name = f"{protocol}:{stream}"
                    result.differences.append(Difference(path.name, content, stream, name, ours, theirs))
    return result


def tshark_turns(path: Path, protocol: Followed, count: int) -> Iterator[tuple[int, str, list[Turn]]]:
    """Of the first `count` conversations: the number, who sent its first packet, and the turns."""
    for first in range(0, count, STREAMS_AT_ONCE):
        numbers = range(first, min(first + STREAMS_AT_ONCE, count))
        words = [word for number in numbers for word in ("-z", f"follow,{protocol},raw,{number}")]
        output = tshark.run("-n", "-q", "-r", path, *words).stdout.decode("ascii")
        found = list(_STREAM.finditer(output))
        if len(found) != len(numbers):
            raise ValueError(f"{path.name}: tshark followed {len(found)} of {len(numbers)} {protocol} conversations")
        for match in found:
            lines = [(int(line.startswith("\t")), bytes.fromhex(line.strip())) for line in match[3].splitlines()]
            yield int(match[1]), match[2], _turns((side, said) for side, said in lines if not _MISSING.fullmatch(said))


def our_turns(table: PacketTable, protocol: Followed, stream: int) -> tuple[str, list[Turn]]:
    """Who is the server, and the turns: of the bytes that the command writes for each side."""
    exchange = Exchange(table, protocol, stream)
    sides = []
    for side in (0, 1):
        exchange, file = Exchange(table, protocol, stream), io.BytesIO()
        writer = ExchangeWriter(exchange, "raw", side, file)
        writer.write_on()
        writer.end()
        sides.append(file)
        file.seek(0)
    parts = exchange.parts
    spoken = ((parts[number].side, parts[number].length) for number in range(len(parts)) if parts.kinds[number] == DATA)
    turns = _turns((side, sides[side].read(length)) for side, length in spoken)
    assert not any(file.read() for file in sides)
    return str(exchange.ends[1]) if exchange.ends is not None else "", turns


def _turns(said: Iterable[Turn]) -> list[Turn]:
    there = ((side, data) for side, data in said if data)
    return [(side, b"".join(data for _, data in some)) for side, some in groupby(there, key=lambda turn: turn[0])]


def _told(turn: Turn) -> str:
    side, said = turn
    return f"{'<>'[1 - side]} {len(said)} bytes {hashlib.sha256(said).hexdigest()[:8]}"


def report(paths: Sequence[Path], processes: int, *, show: int = 0, write: bool = False) -> list[str]:
    """Compare over the files, print what was found, and judge it: see `deviations.judge`."""
    result = FollowComparison()
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(compare_follow, paths):
            result.add(one)
    equal = result.answers - len(result.differences)
    print(f"{equal:,} of {result.answers:,} conversations read the same, in {len(paths)} files")
    for one in result.differences[:show]:
        print(f"{one.capture} {one.name}\n    ours   {', '.join(one.ours)}\n    theirs {', '.join(one.theirs)}")
    if write:
        deviations.write(result.differences, LIST)
    return judged(result, paths)


def judged(result: FollowComparison, paths: Iterable[Path]) -> list[str]:
    """What is wrong with the list, as `deviations.judge` says."""
    names = {name for _, name in deviations.listed(LIST)}
    return deviations.judge(result.differences, {content_hash(path) for path in paths}, names, LIST)
