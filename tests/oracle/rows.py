"""Rows of statistics: the packets to which each one's display filter leads, against those that the row claims.

Nobody else is asked: every kind of statistics that is printed, of every capture, is made, and its filters are applied.
A row that claims no number of packets must lead to one at least. Deviations are kept by kind, table and way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

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
SECONDS: Final = 60.0
"""For one step; no filter takes as long."""


class Row(NamedTuple):
    """What a row of a table says."""

    table: str
    """Kind and name."""
    text: str
    claimed: int | None
    """Packets; None where it does not say."""
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


def compare_rows(path: Path) -> RowComparison:
    """Apply the filters of all rows. A capture that we cannot open has none."""
    result = RowComparison()
    if not native.is_readable(path):
        return result
    content = content_hash(path)
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        with closing(Subject(path.name, table, file=capture)) as subject:
            found: dict[str, int] = {}
            for row in rows_of(subject):
                result.rows[row.table] += 1
                if row.filter is not None and row.filter not in found:
                    found[row.filter] = chosen(table, row.filter)
                way = _deviates(row, found)
                if way:
                    led = "nowhere" if row.filter is None else f"{found[row.filter]} by {row.filter}"
                    claims = f"{'some' if row.claimed is None else row.claimed} of {row.text}"
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


def claimed_packets(record: Mapping[str, Any]) -> int | None:
    """How many packets a record says it is of; None where it counts something else."""
    packets = record.get("packets")
    return packets if isinstance(packets, int) else None


def chosen(table: PacketTable, text: str) -> int:
    """How many packets a filter chooses."""
    with closing(table.matching(compile_filter(text))) as matching:
        count = 0
        while not matching.is_done:
            count += len(matching.step(SECONDS))
        return count


def _deviates(row: Row, found: Mapping[str, int]) -> str:
    """In which way; empty where it does not."""
    if row.filter is None:
        # Nothing need be found of nothing.
        return "" if row.claimed == 0 else "no filter"
    count = found[row.filter]
    if row.claimed is None:
        return "" if count else "none"
    return "more" if count > row.claimed else "fewer" if count < row.claimed else ""


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
        deviations.write(result.differences, LIST)
    return judge(result.differences, paths)


def judge(differences: Sequence[Difference], paths: Iterable[Path]) -> list[str]:
    """Differences that are not listed, and listed ones that are gone: see `deviations.judge`."""
    names = {name for _, name in deviations.listed(LIST)}
    return deviations.judge(differences, {content_hash(path) for path in paths}, names, LIST)
