"""Regular expressions that end."""

from __future__ import annotations

import pytest

from dissectors.filters import pattern
from dissectors.filters.errors import FilterError
from dissectors.filters.pattern import Pattern


def test_case_does_not_count_unless_asked() -> None:
    assert Pattern("hello", 0).finds(b"Say HELLO")
    assert not Pattern("(?-i)hello", 0).finds(b"Say HELLO")


def test_bytes_are_matched_as_they_are() -> None:
    assert Pattern(r"\xff\x00", 0).finds(b"a\xff\x00")
    assert Pattern("\udcff", 0).finds(b"a\xff")


@pytest.mark.parametrize("text", ["[", "(", "*", "(?<n>"])
def test_a_wrong_expression_has_a_column(text: str) -> None:
    with pytest.raises(FilterError) as caught:
        Pattern(text, 9)
    assert caught.value.column == 9


def test_an_expression_that_backtracks_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "LONGEST_SEARCH_SECONDS", 0.05)
    with pytest.raises(FilterError, match="needs more than"):
        Pattern("(a|aa)+$", 0).finds(b"a" * 60 + b"c")
