"""Display filters that are not native: the rows that the deep filter finds against the frames of `tshark -Y`.

Every expression is asked of one capture in which it finds something; those that take two passes say so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.deep.filters.deep_filter import deep_filter
from dissectors.filters import FilterError, compile_filter
from dissectors.packets.table import PacketTable
from tests.dissectors.deep.filters.matching import rows_matching
from tests.oracle import handmade, tshark

EXPRESSIONS = Path(__file__).with_name("foreign_expressions.txt")
TWICE = "-2 "
HANDMADE = "handmade.pcap"


@dataclass(frozen=True, slots=True)
class Question:
    """An expression for a capture."""

    capture: str
    """Name of the file."""
    text: str
    is_twice: bool
    """Only two passes give tshark's answer."""


@dataclass(slots=True)
class ForeignComparison:
    """How far the two agree."""

    asked: int = 0
    rows: int = 0
    """Chosen, by tshark's account."""
    narrowed: int = 0
    """Expressions of which the columns answered a part."""
    complaints: list[str] = field(default_factory=list)
    """A line for each answer that differs, and for each question that should not be in the list."""


@cache
def questions() -> tuple[Question, ...]:
    """The list, in the order of the file."""
    found = []
    for line in EXPRESSIONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            capture, _, text = line.partition("\t")
            found.append(Question(capture, text.removeprefix(TWICE), text.startswith(TWICE)))
    return tuple(found)


def compare_foreign(paths: Iterable[Path], asked: Sequence[Question]) -> ForeignComparison:
    """Ask about those captures that are at hand; the one made by hand always is."""
    result = ForeignComparison()
    with tempfile.TemporaryDirectory(prefix="remora-oracle-") as folder:
        files = {path.name: path for path in paths} | {HANDMADE: handmade.write(Path(folder))}
        for name, path in files.items():
            here = [question for question in asked if question.capture == name]
            if here:
                with open_capture(path) as capture:
                    capture.refresh()
                    table = PacketTable(capture)
                    for question in here:
                        result.complaints += _compare(result, path, table, question)
    return result


def _compare(result: ForeignComparison, path: Path, table: PacketTable, question: Question) -> Iterator[str]:
    where = f"{path.name}: {question.text}"
    result.asked += 1
    if _is_native(question.text):
        yield f"{where}: is native by now"
        return
    theirs = their_frames(path, question)
    if not theirs:
        yield f"{where}: tshark finds nothing, so nothing is compared"
    chosen = deep_filter(question.text)
    result.narrowed += chosen.native is not None
    if question.is_twice and not chosen.two_passes:
        yield f"{where}: is asked in one pass"
    result.rows += len(theirs)
    ours = [int(row) + 1 for row in rows_matching(table, question.text)]
    if ours != theirs:
        lone = sorted({*ours} - {*theirs})[:5], sorted({*theirs} - {*ours})[:5]
        yield f"{where}: we find {len(ours)}, tshark {len(theirs)}; only we {lone[0]}, only tshark {lone[1]}"


def _is_native(text: str) -> bool:
    try:
        compile_filter(text)
    except FilterError:
        return False
    return True


def their_frames(path: Path, question: Question) -> list[int]:
    """Numbers of the frames that tshark displays."""
    passes = ["-2"] if question.is_twice else []
    printed = tshark.run("-n", *passes, "-r", path, "-Y", question.text, "-T", "fields", "-e", "frame.number")
    if printed.returncode:
        raise ValueError(f"{path.name}: {question.text}: {printed.stderr.decode()[-300:]}")
    return [int(number) for number in printed.stdout.split()]


def report(paths: Sequence[Path]) -> list[str]:
    """Compare over the files, and print what was found; the complaints."""
    result = compare_foreign(paths, questions())
    print(
        f"{result.asked - len(result.complaints)} of {result.asked} expressions (of {len(questions())}) give tshark's "
        f"frames, {result.rows:,} in all; {result.narrowed} asked the columns first"
    )
    return result.complaints
