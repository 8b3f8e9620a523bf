"""Rows of statistics: the packets to which each one's display filter leads, against those that the row claims.

Nobody else is asked: every kind of statistics that is printed, of every capture, is made, and its filters are applied.
A row that claims no number of packets must lead to one at least. Deviations are kept by kind, table and way, with how
many rows have them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import open_capture
from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from tests.oracle import deviations, native
from tests.oracle.compare import Difference, content_hash
from tui.statistics.kinds import MAKERS
from tui.statistics.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.statistics.kinds import Printed

LIST = Path(__file__).with_name("rows.toml")
"""What is known to differ, and why: as in `deviations`, with kind, table and way for the field's name."""
WITHOUT: Final = frozenset({"overview", "tcp"})
"""Kinds whose rows are not of packets: the whole capture, and points of graphs, each of which names its packet."""
HEADING: Final = (
    "Rows of statistics that lead to other packets than they count, by hash of the capture's content, and why."
)
SECONDS: Final = 60.0
"""For one step; no filter takes as long."""


class Row(NamedTuple):
    """What a row of a table says."""

    table: str
    """Kind and name."""
    text: str
    claimed: range
    """How many packets it may be of."""
    filter: str | None


@dataclass(slots=True)
class RowComparison:
    """How many rows lead to their packets."""

    rows: Counter[str] = field(default_factory=Counter)
    """By table."""
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: RowComparison) -> None:
        """Count another comparison in."""
        self.rows += other.rows
        self.differences += other.differences


def compare_rows(path: Path, display_filter: str | None = None) -> RowComparison:
    """Apply the filters of all rows, of the packets that a display filter chooses. What we cannot open has none."""
    result = RowComparison()
    if not native.is_readable(path):
        return result
    content = content_hash(path)
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        rows = None if display_filter is None else chosen(table, display_filter)
        with closing(Subject(path.name, table, rows, display_filter, file=capture)) as subject:
            found: dict[str, int] = {}
            for row in rows_of(subject):
                result.rows[row.table] += 1
                if row.filter is not None and row.filter not in found:
                    found[row.filter] = len(chosen(table, row.filter))
                way = _deviates(row, found)
                if way:
                    led = "nowhere" if row.filter is None else f"{found[row.filter]} by {row.filter}"
                    claims = f"{row.claimed.start} to {row.claimed[-1]} of {row.text}"
                    name = f"{row.table}: {way}"
                    result.differences.append(Difference(path.name, content, 0, name, (led,), (claims,)))
    return result


def rows_of(subject: Subject) -> Iterator[Row]:
    """Of all tables of all kinds."""
    for kind, make in MAKERS.items():
        if kind in WITHOUT:
            continue
        for part in make(subject):
            table = f"{kind} {getattr(part, 'name', '')}".strip()
            for record in part.records:
                yield Row(table, _named(part, record), claimed_packets(record), record["filter"])


def _named(part: Printed, record: Mapping[str, Any]) -> str:
    keys = getattr(part, "keys", ("text",))
    return " ".join(str(record[key]) for key in keys)


def claimed_packets(record: Mapping[str, Any]) -> range:
    """How many packets a record says it is of; any number from one on where it counts something else."""
    packets = record.get("packets")
    if isinstance(packets, int):
        # What an endpoint sends to itself it has also received, and both are counted, as tshark does.
        half = record.get("packets_sent", 0)
        if half and half == record["packets_received"] and packets == 2 * half:
            return range(half, packets + 1, half)
        return _only(packets)
    if "packets_to" in record:
        to, sent = record["packets_to"], record["packets_from"]
        return range(max(to, sent), to + sent + 1)
    # A packet may have several messages.
    return range(1, record["count"] + 1) if "value" in record and "of" in record else range(1, sys.maxsize)


def _only(number: int) -> range:
    return range(number, number + 1)


def chosen(table: PacketTable, text: str) -> NDArray[np.int64]:
    """The rows that a filter chooses."""
    with closing(table.matching(compile_filter(text))) as matching:
        found = [np.zeros(0, np.int64)]
        while not matching.is_done:
            found.append(matching.step(SECONDS))
        return np.concatenate(found)


def _deviates(row: Row, found: Mapping[str, int]) -> str:
    """In which way; empty where it does not."""
    if row.filter is None:
        # Nothing need be found of nothing.
        return "" if row.claimed == _only(0) else "no filter"
    count = found[row.filter]
    if count in row.claimed:
        return ""
    return "none" if not count else "more" if count > row.claimed[-1] else "fewer"


def report(paths: Iterable[Path], processes: int, *, show: int = 0, write: bool = False) -> list[str]:
    """Compare over the files, print what was found, and judge it: see `deviations.judge`."""
    result, paths = RowComparison(), sorted(paths)
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(compare_rows, paths):
            result.add(one)
    missed = Counter(one.name.rpartition(": ")[0] for one in result.differences)
    total = result.rows.total()
    print(f"{total - missed.total():,} of {total:,} rows lead to their packets, in {len(paths)} files")
    for table, count in sorted(missed.items()):
        print(f"  {table}: {result.rows[table] - count:,} of {result.rows[table]:,}")
    for one in result.differences[:show]:
        print(f"{one.capture} {one.name}\n    leads to {one.ours[0]}\n    claims   {one.theirs[0]}")
    if write:
        deviations.write(result.differences, LIST, heading=HEADING)
    return judge(result.differences, paths)


def judge(differences: Sequence[Difference], paths: Iterable[Path]) -> list[str]:
    """Differences that are not listed, and listed ones that are gone: see `deviations.judge`."""
    names = {name for _, name in deviations.listed(LIST)}
    return deviations.judge(differences, {content_hash(path) for path in paths}, names, LIST)
