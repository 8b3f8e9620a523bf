"""Conversations: ours against the tables of `tshark -q -z conv,KIND`, which has sizes above 10,000 bytes rounded.

Both as they are by default: packets that came in fragments are put together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Conversation, Endpoint
from dissectors.streams.tables.kinds import KINDS, TITLES, Kind
from tests.oracle import deviations, native, tshark
from tests.oracle.compare import Difference, content_hash

LIST = Path(__file__).with_name("conversations.toml")
"""What is known to differ, and why: as in `deviations`, with a kind for the field's name."""
ROUNDED_FROM = 10_000
UNITS = ("bytes", "kB", "MB", "GB")

_HEADING = re.compile(r"^(\w+) Conversations$")
_SIZE = r"(\d+) ([\d,]+ \w+)"
_LINE = re.compile(rf"^(\S+)\s+<-> (\S+)\s+{_SIZE}\s+{_SIZE}\s+{_SIZE}\s+(-?[\d.]+)\s+([\d.]+)$")

Line = tuple[str, ...]
"""A, B, packets and size from B, from A, in all, start, duration."""


@dataclass(slots=True)
class ConversationComparison:
    """How far the two agree; an answer is one conversation on either side."""

    answers: int = 0
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: ConversationComparison) -> None:
        """Count another comparison in."""
        self.answers += other.answers
        self.differences += other.differences


def compare_conversations(path: Path) -> ConversationComparison:
    """Compare all kinds. A capture that we cannot open has none."""
    result = ConversationComparison()
    if not native.is_readable(path):
        return result
    ours, theirs = our_lines(path), tshark_lines(path)
    name, content = path.name, content_hash(path)
    for kind in KINDS:
        we, they = Counter(ours[kind]), Counter(theirs[kind])
        result.answers += (we | they).total()
        result.differences += [Difference(name, content, 0, kind, line, ()) for line in (we - they).elements()]
        result.differences += [Difference(name, content, 0, kind, (), line) for line in (they - we).elements()]
    return result


def tshark_lines(path: Path) -> Mapping[Kind, Sequence[Line]]:
    """What tshark prints of each kind."""
    words = [word for kind in KINDS for word in ("-z", f"conv,{kind}")]
    output = tshark.run("-n", "-q", "-r", path, *words).stdout.decode("utf-8", "replace")
    kinds = {TITLES[kind]: kind for kind in KINDS}
    found: dict[Kind, list[Line]] = {kind: [] for kind in KINDS}
    lines: list[Line] = []
    for line in output.splitlines():
        heading, entry = _HEADING.match(line), _LINE.match(line)
        if heading is not None:
            lines = found[kinds[heading[1]]]
        elif entry is not None:
            lines.append(entry.groups())
        elif "<->" in line:
            raise ValueError(f"{path.name}: not a line of a conversation as tshark is known to write it: {line}")
    return found


def our_lines(path: Path) -> Mapping[Kind, Sequence[Line]]:
    """What tshark would print of ours."""
    with open_capture(path) as capture:
        capture.refresh()
        packets = PacketTable(capture)
        counts = ConversationCounts(packets.index)
        counts.extend(len(packets))
        tables = {kind: counts.table(kind) for kind in KINDS}
        return {kind: [_line(table.record(place)) for place in range(len(table))] for kind, table in tables.items()}


def _line(record: Conversation) -> Line:
    # Where the first frame has no time, tshark counts from 1970.
    first = record.start if record.start is not None else record.first_time or 0
    last = first + (record.duration or 0)
    sizes = (
        (record.packets_b_to_a, record.bytes_b_to_a),
        (record.packets_a_to_b, record.bytes_a_to_b),
        (record.packets, record.bytes),
    )
    counts = (text for packets, size in sizes for text in (str(packets), rounded(size)))
    return (
        _end(record.a),
        _end(record.b),
        *counts,
        f"{_seconds(first):.9f}",
        f"{_seconds(last) - _seconds(first):.4f}",
    )


def _seconds(nanoseconds: int) -> float:
    """As inexact as tshark's."""
    whole, rest = divmod(nanoseconds, 10**9)
    return whole + rest / 1e9


def _end(end: Endpoint) -> str:
    return end.address if end.port is None else f"{end.address}:{end.port}"


def rounded(size: int) -> str:
    """A number of bytes as tshark writes it."""
    for unit in UNITS:
        if size < ROUNDED_FROM or unit == UNITS[-1]:
            break
        size //= 1000
    return f"{size} {unit}"


def report(paths: Iterable[Path], processes: int, *, show: int = 0, write: bool = False) -> list[str]:
    """Compare over the files, print what was found, and judge it: see `deviations.judge`."""
    result, paths = ConversationComparison(), sorted(paths)
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(compare_conversations, paths):
            result.add(one)
    missed = sum(bool(one.theirs) for one in result.differences)
    print(f"{result.answers - missed:,} of {result.answers:,} conversations equal, in {len(paths)} files")
    for one in result.differences[:show]:
        print(f"{one.capture} {one.name}\n    ours   {' '.join(one.ours)}\n    theirs {' '.join(one.theirs)}")
    if write:
        deviations.write(result.differences, LIST)
    return deviations.judge(result.differences, {content_hash(path) for path in paths}, KINDS, LIST)
