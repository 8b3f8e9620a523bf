"""Looking for something in an exchange: both ways, around the end, over the edges of blocks."""

from __future__ import annotations

import pytest

from dissectors.packets.wanted import WantedBytes, WantedError, WantedPattern, WantedText
from tests.tui.said import MadeSaid
from tui import exchange_find
from tui.exchange_find import ExchangeSearch, wanted_of
from tui.exchange_view import ExchangeView

VIEW = ExchangeView(MadeSaid((0, b"one two "), (1, b"ONE thr"), (1, b"ee one")))


def find(text: str, origin: int, *, backwards: bool = False) -> tuple[tuple[int, int] | None, bool]:
    search = ExchangeSearch(VIEW, wanted_of(text), origin, backwards=backwards)
    while not search.work(0):
        assert 0 <= search.part_done <= 1
    return search.found, search.has_wrapped


@pytest.mark.parametrize("block", [4, 1 << 16])
def test_the_next_one_is_found_around_the_end(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_find, "BLOCK_BYTES", block)
    assert find("one", -1) == ((0, 3), False)
    assert find("one", 0) == ((8, 11), False)
    assert find("one", 8) == ((18, 21), False)
    assert find("one", 18) == ((0, 3), True)
    assert find("one", 8, backwards=True) == ((0, 3), False)
    assert find("one", 0, backwards=True) == ((18, 21), True)
    assert find("three", 3) == ((12, 17), False)
    assert find("nobody", 3) == (None, False)


def test_bytes_and_expressions_are_told_by_how_they_begin() -> None:
    assert isinstance(wanted_of("0x0d0a"), WantedBytes)
    assert isinstance(wanted_of("/GET .*/"), WantedPattern)
    assert isinstance(wanted_of("/"), WantedText)
    assert find("0x4f4e", 0) == ((8, 10), False)
    assert find("/t.o/", 0) == ((4, 7), False)
    for wrong in ("", "0x0", "/(/"):
        with pytest.raises(WantedError):
            wanted_of(wrong)


def test_there_is_nothing_in_nothing() -> None:
    assert ExchangeSearch(ExchangeView(MadeSaid()), wanted_of("x"), -1, backwards=False).work(1)
