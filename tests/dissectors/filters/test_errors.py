"""A filter's mistake says where it is."""

from __future__ import annotations

from dissectors.filters.errors import FilterError


def test_the_column_is_told_to_people_from_one() -> None:
    error = FilterError("there is no field x", 4)
    assert str(error) == "there is no field x (at column 5)"
    assert (error.message, error.column) == ("there is no field x", 4)


def test_without_a_column_the_sentence_stands_alone() -> None:
    assert str(FilterError("too long")) == "too long"
