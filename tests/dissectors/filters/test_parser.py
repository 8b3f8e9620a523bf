"""Text to syntax, and hostile text to an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.filters import syntax
from dissectors.filters.errors import FilterError
from dissectors.filters.parser import DEEPEST, LONGEST, parse


def word(text: str, column: int) -> syntax.Word:
    return syntax.Word(text, column)


def test_and_binds_closer_than_or() -> None:
    a, b, c = (syntax.Presence(word(name, 5 * i)) for i, name in enumerate("abc"))
    assert parse("a || b && c") == syntax.Joined("or", (a, syntax.Joined("and", (b, c))))


def test_products_bind_closer_than_sums_and_sums_closer_than_bits() -> None:
    parsed = parse("a & b + c * d")
    assert isinstance(parsed, syntax.Presence)
    assert isinstance(parsed.of, syntax.Arithmetic)
    ((code, added),) = parsed.of.rest
    assert code == "&"
    assert isinstance(added, syntax.Arithmetic)
    ((code, multiplied),) = added.rest
    assert code == "+"
    assert isinstance(multiplied, syntax.Arithmetic)


def test_words_keep_what_addresses_and_names_are_made_of() -> None:
    for text in ("10.0.0.0/8", "fe80::/10", "::1", "00:11:22", "00-11-22", "arp.duplicate-address", "0x1f"):
        assert parse(f"x == {text}") == syntax.Comparison(word("x", 0), (("==", word(text, 5)),), "")


def test_a_range_ends_a_number() -> None:
    assert parse("x in {1..3}") == syntax.Membership(word("x", 0), (syntax.Range(word("1", 6), word("3", 9)),), "")


def test_keywords_are_whole_words() -> None:
    assert parse("android") == syntax.Presence(word("android", 0))
    assert parse("a and not b") == parse("a  && !   b")


def test_two_nots_are_none() -> None:
    assert parse("!!a") == syntax.Presence(word("a", 2))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a &&", 4),
        ("a b", 2),
        ("(a", 2),
        ("a)", 1),
        ('a == "x', 5),
        ("a $ b", 2),
        ("a[1", 1),
        ("()", 1),
        ("a == (1)", 5),
        ("x in {}", 6),
        ("x in {1,}", 8),
        ("any x", 5),
        ("a == ${b}", 5),
        ("a == --1", 6),
    ],
)
def test_what_does_not_belong_has_a_column(text: str, column: int) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.column == column


def test_a_hundred_thousand_characters_are_refused() -> None:
    with pytest.raises(FilterError, match="too long"):
        parse("a" * 100_000)


def test_ten_thousand_parentheses_are_refused() -> None:
    with pytest.raises(FilterError, match="parentheses"):
        parse("(" * 10_000 + "a" + ")" * 10_000)
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == syntax.Presence(word("a", DEEPEST))


@pytest.mark.parametrize(
    "text",
    ["!" * 20_000 + "a", "||".join(["a"] * 8_000), "a == 1" + " + 1" * 8_000, "x in {" + "1," * 9_000 + "1}"],
    ids=["nots", "ors", "sum", "set"],
)
def test_long_filters_do_not_deepen_the_stack(text: str) -> None:
    assert len(text) <= LONGEST
    assert parse(text) is not None


@given(st.text(alphabet="ab1.:\"\\'()[]{}!&|=<>~ +-*/%,#$@\n", max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except FilterError as error:
        column = error.column or 0
    else:
        column = 0
    assert 0 <= column <= len(text)
