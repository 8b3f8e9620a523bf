import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui import hostile_app
from tests.tui.snapshots import screen_text
from tests.tui.terminal import Pty
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


def assert_harmless(output: bytes) -> None:
    """Nothing of the hostile text is among the bytes as the terminal would obey it."""
    output = re.sub(rb"\x1b\]22;[a-z]*\x07", b"", output)  # Textual itself sets the mouse pointer's shape
    for forbidden in (
        b"\x1b]2;PWNED",
        b"\x07",
        b"\x00",
        b"\x9d",
        "\x9b".encode(),
        "\x9d".encode(),
        "\u202e".encode(),
        "\u2066".encode(),
        "\u200b".encode(),
        b"\xed\xb3\xbf",
        b"\x1b[31m",
    ):
        assert forbidden not in output, forbidden


def test_hostile_text_reaches_the_terminal_through_no_pane(tmp_path: Path) -> None:
    terminal = Pty(["-m", "tests.tui.hostile_app"], HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path))
    try:
        terminal.wait_for("␛]2;PWNED".encode())
        terminal.settle()
        for keys, wanted in (
            (b"\t", ""),
            (b"+", "Interface name: ␛"),
            (b"\x1b[H", "frame"),
            (b"\x1b[F", "toy.data"),
            (b"kk", "toy.name"),
            (b"e", "What the sender calls itself"),
            (b"\x1b", ""),
            (b"y", "the field's line"),
            (b"\x1b", ""),
            (b"/x", "evil"),
            (b"\x1b[A", "PWNED"),
            (b"\x1b", ""),
            (b"\x06PWNED\r", ""),
            (b"?", "Packet list"),
            (b"\x1b", ""),
            (b"\t\tll", ""),
        ):
            terminal.press(keys)
            if wanted:
                terminal.wait_for(wanted.encode())
            else:
                terminal.settle()
        terminal.press(b"q")
        assert terminal.end() == 0
    except BaseException:
        terminal.kill()
        raise
    assert b"click=app.quit()]x[/y] [SYN]" in terminal.output
    assert_harmless(terminal.output)


async def test_hostile_text_is_harmless_on_every_line_of_the_screen() -> None:
    app = hostile_app.app()
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        for keys in ("", "tab plus", "e", "escape y", "escape slash up", "escape question_mark"):
            await pilot.press(*keys.split())
            await pilot.pause()
            shown = screen_text(app).replace("\n", "")
            assert {unicodedata.category(character)[0] for character in shown}.isdisjoint({"C"})
