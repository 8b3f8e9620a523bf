"""Each comparison has one sign, words for it, and help."""

from __future__ import annotations

from dissectors.filters.operators import BY_CODE, COMPARERS, by_length


def test_no_code_means_two_things() -> None:
    codes = [code for comparer in COMPARERS for code in comparer.codes]
    assert len(codes) == len(set(codes)) == len(BY_CODE)
    assert all(comparer.help for comparer in COMPARERS)


def test_nothing_contains_nothing() -> None:
    assert not BY_CODE["contains"].test("abc", "")
    assert BY_CODE["contains"].test(b"abc", b"b")
    assert BY_CODE["contains"].test("abc", "bc")


def test_protocols_are_ordered_by_length_first() -> None:
    assert by_length(BY_CODE[">"]).test(b"\x00\x00", b"\xff")
    assert not BY_CODE[">"].test(b"\x00\x00", b"\xff")
