import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.safe import cut, fit, safe

HOSTILE = [
    "\x1b]2;PWNED\x07",
    "\x1b[31mred\x1b[0m",
    "\x9b31m",
    "a\x00b\x7fc\r\n\td",
    "user\u202egnp.exe",
    "\u200b\u2066\u2069\ufeff",
    "caf\u0301e\u0301",
    "\udcff\udc80 name",
    "\U000e0041\ue000\u0378",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = safe(text)
    assert all(unicodedata.category(character)[0] != "C" for character in shown)
    assert shown.encode("utf-8")


def test_control_characters_become_their_pictures() -> None:
    assert safe("\x1b\n\t\x7f") == "␛␊␉␡"


def test_plain_text_stays_as_it_is() -> None:
    for text in ("GET /x[/y] HTTP/1.1", "[SYN]", "日本語 ß é →", "46442 → 1234"):
        assert safe(text) == text


def test_letters_with_marks_are_composed() -> None:
    assert safe("e\u0301") == "é"


@given(st.text())
def test_every_character_takes_room_and_is_harmless(text: str) -> None:
    shown = safe(text)
    assert all(cell_len(character) in (1, 2) for character in shown)
    assert safe(shown) == shown
    assert not {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"} & {unicodedata.category(c) for c in shown}


@given(st.text(), st.integers(0, 40), st.booleans())
def test_fit_fills_the_width_exactly(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right=right)) == width


@given(st.text(), st.integers(0, 40))
def test_cut_says_that_something_is_missing(text: str, width: int) -> None:
    shown = cut(text, width)
    assert cell_len(shown) <= width
    if shown != safe(text) and width:
        assert shown.endswith("…")


def test_numbers_stand_on_the_right() -> None:
    assert fit("7", 3, right=True) == "  7"
    assert fit("日本語", 5) == "日本…"
    assert fit("日本語", 4) == "日… "
