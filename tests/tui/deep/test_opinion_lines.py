from __future__ import annotations

from dissectors.deep.comparison.second_opinion import Pair, compare
from dissectors.fields import Field
from tests.dissectors.deep.decoded_by_hand import ByHand, layer, made
from tui.deep.opinion_lines import (
    MEANT_MARK,
    OpinionLine,
    layer_of,
    layers_with_news,
    lines_of,
    mark_of,
    next_news,
    sides_of,
    words_of,
)


def tree(value: int, *more: Field) -> ByHand:
    return ByHand(
        [
            layer("ip", 0, 4, made("ip.ttl", 64, 0, 1)),
            layer("toy", 4, 9, made("toy.a", 1, 4, 5), made("toy.b", value, 5, 6), *more),
        ]
    )


PAIRS: tuple[Pair, ...] = compare(tree(1), tree(2, made("toy.stream", 1, 0, 0))).pairs
NAMES = [pair.name for pair in PAIRS]


def test_layers_with_a_difference_are_open_from_the_beginning() -> None:
    assert NAMES == ["ip", "ip.ttl", "toy", "toy.a", "toy.b", "toy.stream"]
    assert layers_with_news(PAIRS) == {2}
    lines = lines_of(PAIRS, {2}, stacked=False, only_differences=False)
    assert [NAMES[line.pair] for line in lines] == ["ip", "toy", "toy.a", "toy.b", "toy.stream"]


def test_sides_that_differ_stand_below_each_other_where_there_is_no_room() -> None:
    lines = lines_of(PAIRS, {2}, stacked=True, only_differences=False)
    assert lines[3:5] == [OpinionLine(4, "native"), OpinionLine(4, "deep")]
    assert lines[2] == OpinionLine(3, None)


def test_only_differences_leaves_out_the_rest() -> None:
    lines = lines_of(PAIRS, {0, 2}, stacked=False, only_differences=True)
    assert [NAMES[line.pair] for line in lines] == ["ip", "toy", "toy.b"]


def test_the_next_difference_is_found_around_the_end() -> None:
    assert next_news(PAIRS, 0, 1) == 4
    assert next_news(PAIRS, 4, 1) == 4
    assert next_news(PAIRS, 2, -1) == 4
    assert next_news(PAIRS[:3], 0, 1) is None
    assert layer_of(PAIRS, 4) == 2


def test_marks_and_words_tell_how_a_pair_agrees() -> None:
    assert [mark_of(pair) for pair in PAIRS] == ["=", "=", "=", "=", "≠", MEANT_MARK]
    assert words_of(PAIRS[4]) == "they read different values"
    assert words_of(PAIRS[5]).startswith("only tshark has it (")
    assert sides_of(PAIRS[5]) == ("deep",)
