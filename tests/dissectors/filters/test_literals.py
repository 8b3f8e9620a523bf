"""Escapes and slices."""

from __future__ import annotations

import pytest

from dissectors.filters.errors import FilterError
from dissectors.filters.literals import pieces, unquoted
from dissectors.filters.syntax import Piece


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (r'"a\tb"', "a\tb"),
        (r'"\x41\102"', "AB"),
        (r'"\""', '"'),
        (r'"\\d"', r"\d"),
        (r'r"\d"', r"\d"),
        (r'"\u00f6"', "ö"),
        (r'"\xc3\xb6"', "ö"),
        (r'"\xff"', "\udcff"),
        (r"'\''", "'"),
    ],
)
def test_escapes(token: str, text: str) -> None:
    assert unquoted(token, 0) == text


@pytest.mark.parametrize("token", [r'"\d"', r'"\u0065"', r'"\U00110000"', r'"\."'])
def test_an_escape_that_is_none_is_refused(token: str) -> None:
    with pytest.raises(FilterError):
        unquoted(token, 7)


@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("[2]", (Piece(2, 1),)),
        ("[0:3]", (Piece(0, 3),)),
        ("[1-2]", (Piece(1, 2),)),
        ("[:4]", (Piece(0, 4),)),
        ("[4:]", (Piece(4, None),)),
        ("[-3:2]", (Piece(-3, 2),)),
        ("[ 0 : 3 , 5 ]", (Piece(0, 3), Piece(5, 1))),
    ],
)
def test_slices(token: str, parts: tuple[Piece, ...]) -> None:
    assert pieces(token, 0) == parts


@pytest.mark.parametrize("token", ["[]", "[a]", "[5-4]", "[3-3]", "[0:0]", "[:0]", "[1:-1]", "[1,]", "[9999999999]"])
def test_wrong_slices(token: str) -> None:
    with pytest.raises(FilterError):
        pieces(token, 0)


def test_endless_digits_are_no_slice() -> None:
    with pytest.raises(FilterError):
        pieces(f"[{'9' * 10_000}]", 0)
