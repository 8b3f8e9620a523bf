"""A second opinion as lines to draw: a field a line with both sides beside each other, or two where they differ.

Layers are opened and closed; of those with a difference in them the fields are there from the beginning.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from dissectors.deep.comparison.second_opinion import Pair, Verdict
    from dissectors.fields import Field

Side = Literal["native", "deep"]

MARKS: Final[Mapping[Verdict, str]] = {
    "same": "=",
    "text": "~",
    "value": "≠",
    "place": "↔",
    "only native": "<",
    "only tshark": ">",
}
MEANT_MARK: Final = "·"
"""A difference that was to be expected."""
SIDE_MARKS: Final[Mapping[Side, str]] = {"native": "R", "deep": "T"}
"""Of lines that stand below each other."""
WORDS: Final[Mapping[Verdict, str]] = {
    "same": "both say the same",
    "text": "the same in other words",
    "value": "they read different values",
    "place": "they see it in different places",
    "only native": "only Remora has it",
    "only tshark": "only tshark has it",
}


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """What one line is about."""

    pair: int
    """Number of the pair."""
    side: Side | None
    """None: both, beside each other or because they say the same."""


def mark_of(pair: Pair) -> str:
    """One character for how a pair agrees."""
    return MEANT_MARK if pair.reason else MARKS[pair.verdict]


def side_of(pair: Pair, side: Side) -> Field | None:
    """The field as one side has it."""
    return pair.native if side == "native" else pair.deep


def sides_of(pair: Pair) -> tuple[Side, ...]:
    """The sides that have the field."""
    return tuple(side for side in SIDE_MARKS if side_of(pair, side) is not None)


def words_of(pair: Pair) -> str:
    """How a pair agrees, in a sentence's part; with the reason why not, where that was to be expected."""
    return f"{WORDS[pair.verdict]} ({pair.reason})" if pair.reason else WORDS[pair.verdict]


def layers_with_news(pairs: Sequence[Pair]) -> set[int]:
    """Numbers of the pairs that are a layer's line, of layers whose fields differ."""
    found, layer = set(), 0
    for number, pair in enumerate(pairs):
        if pair.depth == 0:
            layer = number
        elif pair.is_news:
            found.add(layer)
    return found


def lines_of(
    pairs: Sequence[Pair], opened: Container[int], *, stacked: bool, only_differences: bool
) -> list[OpinionLine]:
    """The lines, with what is below closed layers left out; `stacked` puts sides that differ below each other."""
    lines: list[OpinionLine] = []
    layer = 0
    news = {number for number, pair in enumerate(pairs) if pair.is_news}
    for number, pair in enumerate(pairs):
        if pair.depth == 0:
            layer = number
        elif layer not in opened or (only_differences and number not in news):
            continue
        sides = sides_of(pair)
        if stacked and len(sides) == 2 and pair.is_news:
            lines += [OpinionLine(number, side) for side in sides]
        else:
            lines.append(OpinionLine(number, None))
    return lines


def next_news(pairs: Sequence[Pair], number: int, step: Literal[1, -1]) -> int | None:
    """The pair with the next difference, or the one before, around the end; None where there is none."""
    news = [index for index, pair in enumerate(pairs) if pair.is_news]
    if not news:
        return None
    beyond = [index for index in news if (index > number if step > 0 else index < number)]
    return (beyond or news)[0 if step > 0 else -1]


def layer_of(pairs: Sequence[Pair], number: int) -> int:
    """The number of the pair that is the line of its layer."""
    return next((index for index in range(number, -1, -1) if pairs[index].depth == 0), 0)
