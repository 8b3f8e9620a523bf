"""Display filters: the packets that we choose against those that Wireshark chooses, for a list of expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dissectors.filters import Filter, FilterError, compile_filter
from dissectors.filters.packet import Packet
from tests.oracle import native
from tests.oracle.compare import content_hash
from tests.oracle.sharkd import Sharkd, SharkdGone

EXPRESSIONS = Path(__file__).with_name("expressions.txt")


@dataclass(frozen=True, slots=True)
class FilterDifference:
    """An expression on which the two do not agree; None for a side that refuses it."""

    capture: str
    content: str
    expression: str
    ours: tuple[int, ...] | None
    theirs: tuple[int, ...] | None


@cache
def expressions() -> tuple[str, ...]:
    """The list, in the order of the file."""
    lines = EXPRESSIONS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("# "))


@cache
def _compiled(expression: str) -> Filter | None:
    try:
        return compile_filter(expression)
    except FilterError:
        return None


def compare_filters(path: Path, chosen: Sequence[str]) -> Iterator[FilterDifference]:
    """Ask both about every expression; nothing comes where they agree, or where a file is refused."""
    if not native.is_readable(path):
        return
    filters = {expression: _compiled(expression) for expression in chosen}
    ours: dict[str, list[int]] = {expression: [] for expression in chosen}
    fields = frozenset(name for one in filters.values() if one is not None for name in one.fields)
    for dissection in native.dissections(path):
        packet = Packet(dissection, fields)
        for expression, display_filter in filters.items():
            if display_filter is not None and display_filter.holds(packet):
                ours[expression].append(dissection.frame.number)
    with Sharkd() as sharkd:
        if not sharkd.load(path):
            return
        for expression, display_filter in filters.items():
            we = tuple(ours[expression]) if display_filter is not None else None
            answer = sharkd.chosen(expression)
            they = tuple(answer) if answer is not None else None
            if we != they:
                yield FilterDifference(path.name, content_hash(path), expression, we, they)


def report(paths: Iterable[Path]) -> int:
    """Compare all expressions over the files; how many answers differ."""
    answers = differences = 0
    for path in paths:
        answers += len(expressions())
        try:
            found = list(compare_filters(path, expressions()))
        except SharkdGone:
            print(f"{path.name}: sharkd does not answer", flush=True)
            continue
        differences += len(found)
        for difference in found:
            print(f"{difference.capture}: {difference.expression}")
            print(f"    ours   {_short(difference.ours)}\n    theirs {_short(difference.theirs)}", flush=True)
    print(f"{len(expressions())} expressions, {answers - differences:,} of {answers:,} answers equal")
    return differences


def _short(numbers: tuple[int, ...] | None) -> str:
    if numbers is None:
        return "refused"
    return f"{len(numbers)} packets: {' '.join(map(str, numbers[:12]))}{' ...' if len(numbers) > 12 else ''}"
