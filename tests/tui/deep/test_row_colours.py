"""Wireshark's colours on terminals with many colours and with sixteen."""

from __future__ import annotations

import pytest
from rich.style import Style

from dissectors.deep.columns.psml import Colours
from tui.deep.row_colours import LEAST_CONTRAST, contrast, luminance, row_style


def style(foreground: str, background: str, *, in_sixteen: bool = False) -> Style:
    return row_style(Colours(foreground, background), in_sixteen=in_sixteen)


def test_a_pair_is_drawn_as_it_is() -> None:
    assert style("12272e", "daeeff") == Style(color="#12272e", bgcolor="#daeeff")


@pytest.mark.parametrize(("background", "text"), [("ffff00", "#000000"), ("000080", "#ffffff"), ("808080", "#000000")])
def test_a_pair_that_nobody_can_read_is_black_or_white(background: str, text: str) -> None:
    assert style(background, background) == Style(color=text, bgcolor=f"#{background}")


def test_contrast_and_luminance() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((9, 9, 9), (9, 9, 9)) == 1 < LEAST_CONTRAST
    assert luminance((255, 255, 255)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("name", "foreground", "background", "expected"),
    [
        ("TCP", "12272e", "e7e6ff", Style(color="blue")),
        ("UDP", "12272e", "daeeff", Style(color="cyan")),
        ("HTTP", "12272e", "e4ffc7", Style(color="green")),
        ("ARP", "12272e", "faf0d7", Style(color="yellow")),
        ("TCP SYN/FIN", "12272e", "a0a0a0", Style()),
        ("Bad TCP", "f78787", "12272e", Style(color="black", bgcolor="red")),
        ("TCP RST", "fffc9c", "a40000", Style(color="bright_white", bgcolor="red")),
        ("warning", "000000", "ffff00", Style(color="black", bgcolor="yellow")),
        ("grey on black", "808080", "000000", Style(reverse=True)),
    ],
)
def test_sixteen_colours(name: str, foreground: str, background: str, expected: Style) -> None:
    assert style(foreground, background, in_sixteen=True) == expected


def test_nothing_is_left_to_the_terminals_own_idea_of_a_colour_behind_its_own_text() -> None:
    """Text has a background of its own, or neither has."""
    for background in ("000000", "102030", "a40000", "00ff00", "ffffff", "daeeff", "7f7f7f"):
        found = style("ffffff", background, in_sixteen=True)
        assert found.bgcolor is None or found.color is not None
