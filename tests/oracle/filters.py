"""Display filters: the packets that we choose against those that tshark chooses, for a list of expressions.

Our answer is the viewer's: the columns', and where these leave it open the packet's. The first packets of a capture
are asked about everything, so that the two ways are compared with each other as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import numpy as np

from dissectors.capture_file import open_capture
from dissectors.filters import Filter, FilterError, compile_filter
from dissectors.filters.columns import ColumnTier
from dissectors.filters.packet import Packet
from dissectors.packets.columns import Columns
from dissectors.packets.table import PacketTable
from tests.oracle import deviations, native
from tests.oracle.causes import causes
from tests.oracle.choices import Mask, choices
from tests.oracle.compare import PACKETS, Difference, content_hash

EXPRESSIONS = Path(__file__).with_name("expressions.txt")
LIST = Path(__file__).with_name("filter_deviations.toml")
"""What is known to differ, and why: as in `deviations`, with an expression for the field's name."""
ASKED_OF_EVERYTHING = 4_000
"""Packets of a capture, from the first on, that are asked about every expression."""
MOST_SHOWN = 12
"""Numbers of frames in a line."""
CHOSEN, PASSED_OVER, REFUSED = ("chosen",), ("passed over",), ("refused",)


@dataclass(slots=True)
class FilterComparison:
    """How far the two agree; an answer is what one expression chooses in one capture."""

    answers: int = 0
    differing: int = 0
    packets: int = 0
    """Decisions: one expression about one packet."""
    differences: list[Difference] = field(default_factory=list)
    """One for each packet that one side chooses; its name is the expression."""

    def add(self, other: FilterComparison) -> None:
        """Count another comparison in."""
        self.answers += other.answers
        self.differing += other.differing
        self.packets += other.packets
        self.differences += other.differences


@cache
def expressions() -> tuple[str, ...]:
    """The list, in the order of the file."""
    lines = EXPRESSIONS.read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("# ")))


@cache
def compiled(expression: str) -> Filter | None:
    """A filter; None for an expression that we refuse."""
    try:
        return compile_filter(expression)
    except FilterError:
        return None


def compare_filters(path: Path, chosen: Sequence[str]) -> FilterComparison:
    """Ask both about every expression. A capture that either side cannot open has no answers."""
    result = FilterComparison()
    if not native.is_readable(path):
        return result
    theirs = choices(path, chosen)
    ours, rows = our_choices(path, {one: made for one in chosen if (made := compiled(one)) is not None})
    name, content = path.name, content_hash(path)
    if rows != len(theirs.stacks):
        result.differences.append(Difference(name, content, 0, PACKETS, (str(rows),), (str(len(theirs.stacks)),)))
    common = min(rows, len(theirs.stacks))
    known = native.native_stack()
    for expression in chosen:
        we, they = ours.get(expression), theirs.chosen[expression]
        result.answers += 1
        result.packets += common
        if we is None or they is None:
            if (we is None) != (they is None):
                result.differing += 1
                sides = (REFUSED, CHOSEN) if we is None else (CHOSEN, REFUSED)
                result.differences.append(Difference(name, content, 0, expression, *sides))
            continue
        differing = np.flatnonzero(we[:common] != they[:common]).tolist()
        result.differing += bool(differing)
        for row in differing:
            foreign = tuple(dict.fromkeys(part for part in theirs.stacks[row].split(":") if part not in known))
            sides = (CHOSEN, PASSED_OVER) if we[row] else (PASSED_OVER, CHOSEN)
            result.differences.append(Difference(name, content, row + 1, expression, *sides, foreign))
    return result


def our_choices(path: Path, filters: Mapping[str, Filter]) -> tuple[dict[str, Mask], int]:
    """For each expression which rows it chooses, and how many rows there are.

    Raises AssertionError where columns and packets contradict each other.
    """
    names = frozenset(name for one in filters.values() for name in one.fields)
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture, reassembles=False)
        rows = len(table)
        chosen = np.zeros((len(filters), rows), np.bool_)
        is_open = np.zeros_like(chosen)
        while table.index.extend():
            pass
        table.number_streams(rows)
        tier = ColumnTier(Columns(table.index))
        for piece in table.index.pieces:
            place = slice(piece.first, piece.first + piece.count)
            for number, one in enumerate(filters.values()):
                answer = one.answer(tier, piece)
                chosen[number, place], is_open[number, place] = answer.certain, answer.open
                assert not (answer.certain & ~answer.possible).any(), f"{path.name}: {one.text}"
        tests = list(filters.values())
        for row in range(rows):
            asked = range(len(tests)) if row < ASKED_OF_EVERYTHING else np.flatnonzero(is_open[:, row]).tolist()
            packet = Packet(table.dissection(row), names) if asked else None
            for number in asked:
                answer = tests[number].holds(packet)
                by_columns = chosen[number, row]
                assert is_open[number, row] or answer == by_columns, (
                    f"{path.name} {row + 1}, {tests[number].text}: columns say {by_columns}, the packet {answer}"
                )
                chosen[number, row] = answer
    return dict(zip(filters, chosen, strict=True)), rows


def report(paths: Iterable[Path], processes: int, *, show: int = 0, write: bool = False) -> list[str]:
    """Compare all expressions over the files, print what was found, and judge it: see `deviations.judge`."""
    result, paths = FilterComparison(), sorted(paths, key=lambda path: -path.stat().st_size)
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(partial(compare_filters, chosen=expressions()), paths):
            result.add(one)
    print(
        f"{len(expressions())} expressions in {len(paths)} files: "
        f"{result.answers - result.differing:,} of {result.answers:,} answers equal, "
        f"{result.packets - len(result.differences):,} of {result.packets:,} decisions"
    )
    _show(result.differences, show)
    if write:
        deviations.write(result.differences, LIST, causes(paths, result.differences))
    contents = {content_hash(path) for path in paths}
    return deviations.judge(result.differences, contents, expressions(), LIST)


def _show(differences: Sequence[Difference], most: int) -> None:
    by_answer: dict[tuple[str, str], list[Difference]] = {}
    for one in differences:
        by_answer.setdefault((one.capture, one.name), []).append(one)
    for (capture, expression), found in list(by_answer.items())[:most]:
        print(f"{capture}: {expression}")
        for side, value in (("we alone", "ours"), ("they alone", "theirs")):
            numbers = [one.frame for one in found if getattr(one, value) == CHOSEN]
            more = " ..." if len(numbers) > MOST_SHOWN else ""
            if numbers:
                print(f"    {side} choose {len(numbers)}: {' '.join(map(str, numbers[:MOST_SHOWN]))}{more}")
