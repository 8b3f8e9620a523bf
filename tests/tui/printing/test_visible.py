"""Text that draws and does nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.printing.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é →", "plain é →"),
        ("\x1b]0;pwned\x07", r"\033]0;pwned\a"),
        ("a\tb\nc\r\x7f\0", r"a\tb\nc\r\177\000"),
        ("\u202eabc", r"\u202Eabc"),
        ("\U000e0001", r"\U000E0001"),
        ("\udcff", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_the_result_has_nothing_that_a_terminal_obeys(text: str) -> None:
    assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in visible(text))
