"""What other packets tell of a segment: ours against tshark's fields, as it has them in its default preferences.

Numbers of conversations, relative numbers, times, and everything below `tcp.analysis`. Ours are the columns', which
are the trees'; the packets that were put together from fragments are asked for their trees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.fields import SPECS
from dissectors.packets.columns import Columns
from dissectors.packets.table import PacketTable
from dissectors.streams.tcp_analysis.columns import COLUMNS
from tests.oracle import deviations, native, tshark
from tests.oracle.compare import STACK, Difference, content_hash
from tui.printing.values import printed_values

LIST = Path(__file__).with_name("analysis.toml")
"""What is known to differ, and why: as in `deviations`."""

Values = dict[str, list[str]]
"""Of one packet: every occurrence of each field that it has."""


@dataclass(slots=True)
class AnalysisComparison:
    """How far the two agree; counts are packets by field."""

    marked: Counter[str] = field(default_factory=Counter)
    """With the field, on either side."""
    first_equal: Counter[str] = field(default_factory=Counter)
    """With the same first occurrence."""
    differences: list[Difference] = field(default_factory=list)
    """In any occurrence."""

    def add(self, other: AnalysisComparison) -> None:
        """Count another comparison in."""
        self.marked += other.marked
        self.first_equal += other.first_equal
        self.differences += other.differences

    def shares(self) -> dict[str, tuple[int, float, float]]:
        """By field: packets that either side marks; the share that is equal in the first, in all occurrences."""
        differing = Counter(one.name for one in self.differences)
        return {
            name: (count, self.first_equal[name] / count, 1 - differing[name] / count)
            for name, count in self.marked.items()
        }


def names() -> list[str]:
    """The fields that are compared: all whose values other packets decide, and tshark knows."""
    known = tshark.known_fields()
    return sorted(name for name in COLUMNS if name in known)


def compare_analysis(path: Path) -> AnalysisComparison:
    """Compare every packet of a file. A capture that either side cannot open has none."""
    result = AnalysisComparison()
    if not native.is_readable(path):
        return result
    content, known, chosen = content_hash(path), native.native_stack(), names()
    ours = our_values(path, chosen)
    for number, they in enumerate(tshark.field_values(path, [STACK, *chosen], alone=False), 1):
        stack = they.pop(STACK, [""])[0].split(":")
        we = ours.get(number - 1, {})
        for name in we.keys() | they.keys():
            mine, theirs = we.get(name, []), they.get(name, [])
            result.marked[name] += 1
            result.first_equal[name] += mine[:1] == theirs[:1]
            if mine != theirs:
                foreign = tuple(dict.fromkeys(part for part in stack if part not in known))
                sides = tuple(mine), tuple(theirs)
                result.differences.append(Difference(path.name, content, number, name, *sides, foreign))
    return result


def our_values(path: Path, chosen: Sequence[str]) -> dict[int, Values]:
    """The fields of all rows that have one, written as tshark writes them."""
    found: dict[int, Values] = {}
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        table.analyse(len(table))
        columns = Columns(table.index)
        for piece in table.index.pieces:
            whole = set(columns.rows_with_whole_packets(piece).tolist())
            for name in chosen:
                spec, told = SPECS[name][0], columns.occurrences(name, piece)
                for row, value in zip(told.rows.tolist(), told.values.tolist(), strict=True):
                    if row not in whole:
                        values = found.setdefault(piece.first + row, {})
                        values.setdefault(name, []).append(spec.printed(value))
            for row in sorted(whole):
                found[piece.first + row] = printed_values(table.dissection(piece.first + row), frozenset(chosen))
    return found


def report(paths: Sequence[Path], processes: int, *, show: int = 0, write: bool = False) -> list[str]:
    """Compare over the files, print what was found, and judge it: see `deviations.judge`."""
    result = AnalysisComparison()
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(compare_analysis, sorted(paths, key=lambda path: -path.stat().st_size)):
            result.add(one)
    print(f"{sum(result.marked.values()):,} values in {len(paths)} files; equal in the first, in all occurrences:")
    for name, (count, first, every) in sorted(result.shares().items()):
        print(f"  {name:36} {count:8,}  {first:9.4%}  {every:9.4%}")
    for line in _shown(result.differences, show):
        print(line)
    if write:
        deviations.write(result.differences, LIST)
    return judged(result, paths)


def judged(result: AnalysisComparison, paths: Sequence[Path]) -> list[str]:
    """What is wrong with the list, as `deviations.judge` says."""
    return deviations.judge(result.differences, {content_hash(path) for path in paths}, names(), LIST)


def _shown(differences: Sequence[Difference], most: int) -> Iterator[str]:
    """Up to `most` differing packets of each field of each capture."""
    shown: Counter[tuple[str, str]] = Counter()
    for one in sorted(differences, key=lambda one: (one.name, one.capture, one.frame)):
        shown[one.capture, one.name] += 1
        if shown[one.capture, one.name] <= most:
            yield f"{one.name} {one.capture} {one.frame}: ours {list(one.ours)} theirs {list(one.theirs)}"
