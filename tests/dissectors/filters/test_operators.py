"""Each comparison has one sign, words for it, and help."""

from __future__ import annotations

from dissectors.filters.operators import BY_CODE, COMPARERS, by_length, without_sign


def test_no_code_means_two_things() -> None:
    codes = [code for comparer in COMPARERS for code in comparer.codes]
    assert len(codes) == len(set(codes)) == len(BY_CODE)
    assert all(comparer.help for comparer in COMPARERS)


def test_nothing_contains_nothing() -> None:
    assert not BY_CODE["contains"].test("abc", "")
    assert BY_CODE["contains"].test(b"abc", b"b")
    assert BY_CODE["contains"].test("abc", "bc")


def test_bytes_are_equal_whatever_their_order() -> None:
    assert by_length(BY_CODE["=="]) is BY_CODE["=="]
    assert by_length(BY_CODE["contains"]) is BY_CODE["contains"]


def test_numbers_without_a_sign_are_not_above_negative_ones() -> None:
    greater, differs = without_sign(BY_CODE[">"]), without_sign(BY_CODE["!=="])
    assert greater.test(2, 1)
    assert not greater.test(2, -1)
    assert greater.test(-1, -2)
    assert differs.test(2, 1)
    assert not differs.test(2, -1)
    assert without_sign(BY_CODE["matches"]) is BY_CODE["matches"]


def test_bytes_are_ordered_by_length_first() -> None:
    assert by_length(BY_CODE[">"]).test(b"\x00\x00", b"\xff")
    assert not BY_CODE[">"].test(b"\x00\x00", b"\xff")
