"""A second opinion on a packet in text or as an object: Remora's fields and tshark's, with their differences marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dissectors.deep.comparison.second_opinion import Pair, SecondOpinion
from tui.deep.opinion_lines import MARKS, MEANT_MARK, SIDE_MARKS, WORDS, mark_of, side_of, sides_of
from tui.field_nodes import line_text
from tui.printing.json_lines import field_object, one_line
from tui.printing.tree import INDENT, Gutter, place_cells
from tui.printing.visible import visible


def legend(tshark: str) -> str:
    """What the marks mean."""
    native, deep = SIDE_MARKS.values()
    marks = ", ".join(f"{mark} {WORDS[verdict]}" for verdict, mark in MARKS.items())
    return f"{native} Remora, {deep} {tshark}; {marks}, {MEANT_MARK} a difference that is meant"


def opinion_lines(opinion: SecondOpinion, numbers_only: bool = False) -> Iterator[str]:
    """A line a field that both say alike; where they differ one for each side, with its mark, letter and place."""
    told: list[tuple[str, str]] = []
    cells = []
    for pair in opinion.pairs:
        for side in sides_of(pair) if pair.verdict != "same" else sides_of(pair)[:1]:
            field = side_of(pair, side)
            assert field is not None
            marks = f"{mark_of(pair)} {' ' if pair.verdict == 'same' else SIDE_MARKS[side]}"
            reason = f"  ({pair.reason})" if pair.reason else ""
            told.append((marks, INDENT * pair.depth + visible(line_text(field, numbers_only)) + reason))
            cells.append(place_cells(opinion.native if side == "native" else opinion.deep, field))
    gutter = Gutter(cells)
    yield f"{'':3} {gutter.title()}"
    for (marks, text), where in zip(told, cells, strict=True):
        yield f"{marks} {gutter.line(where, text)}"


def opinion_object(opinion: SecondOpinion, tshark: str) -> str:
    """One line of JSON: every pair, and how many of each verdict there are that nothing explains."""
    return one_line(
        {
            "number": opinion.native.frame.number,
            "decoder": tshark,
            "counts": dict(opinion.counts()),
            "pairs": [_pair(pair) for pair in opinion.pairs],
        }
    )


def _pair(pair: Pair) -> dict[str, Any]:
    result: dict[str, Any] = {"layer": pair.layer, "depth": pair.depth, "name": pair.name, "verdict": pair.verdict}
    if pair.reason:
        result["reason"] = pair.reason
    for name, field in (("native", pair.native), ("tshark", pair.deep)):
        if field is not None:
            # What is below it is pairs of their own.
            result[name] = {key: value for key, value in field_object(field).items() if key != "fields"}
    return result
