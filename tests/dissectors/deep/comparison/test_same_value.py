from __future__ import annotations

import pytest

from dissectors.deep.comparison.same_value import same_printed, same_text, same_value
from dissectors.fields import UNSIGNED
from tests.dissectors.deep.decoded_by_hand import made


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("7", "7"),
        ("0x0800", "2048"),
        ("0x08", "0x0008"),
        ("1", "True"),
        ("False", "0"),
        ("0011ff", "00:11:FF"),
        ("0.2002", "0.20020000001"),
        ("1e3", "1000"),
    ],
)
def test_the_same_in_other_digits(ours: str, theirs: str) -> None:
    assert same_printed(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("7", "8"), ("0x0800", "2049"), ("anna", "Anna"), ("0011ff", "00:11:fe"), ("", "0"), ("0.2", "0.3"), ("1", "")],
)
def test_what_differs(ours: str, theirs: str) -> None:
    assert not same_printed(ours, theirs)


def test_numbers_of_any_length_are_compared() -> None:
    assert not same_printed("9" * 5000, "8" * 5000)
    assert not same_printed("1e999", "5")
    assert not same_printed("9" * 64, "1.5")


def test_a_line_that_groups_agrees_with_anything() -> None:
    assert same_value(made("a", None), made("a", 7))


def test_a_value_that_is_not_of_its_kind_is_compared_as_text() -> None:
    assert same_value(made("a", "0x10"), made("a", 16))
    assert not same_value(made("a", "no number", kind=UNSIGNED), made("a", 16))


def test_lines_are_compared_without_brackets_and_bits() -> None:
    ours = made("a", 1, heading="Reserved bit: not set", generated=True)
    assert same_text(ours, made("a", 1, heading="0... .... = Reserved bit: Not set"))
    assert not same_text(ours, made("a", 1, heading="0... .... = Reserved bit: Set"))
