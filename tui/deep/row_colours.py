"""Wireshark's colours of a row as a terminal draws them: as they are, or in the terminal's own sixteen."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.style import Style

if TYPE_CHECKING:
    from dissectors.deep.columns.psml import Colours

RGB = tuple[int, int, int]

LEAST_CONTRAST: Final = 3.0
"""WCAG's for large text; a pair with less is drawn in black or white on its background."""
_GREY: Final = 16
"""Between a colour's largest and smallest part: one with less has no hue."""
_DARK: Final = 0.1
_SOFT: Final = 96
"""Wireshark's own backgrounds are pale; a stronger one is meant to stand out."""
_HUES: Final = ((40, "red"), (80, "yellow"), (160, "green"), (215, "cyan"), (260, "blue"), (330, "magenta"))
"""Up to so many degrees."""
_WHITE_ON: Final = ("red", "blue", "magenta")


@lru_cache(maxsize=1024)
def row_style(colours: Colours, *, in_sixteen: bool) -> Style:
    """The style of a row; `in_sixteen` where the terminal's own colours are to be used."""
    foreground, background = _rgb(colours.foreground), _rgb(colours.background)
    if in_sixteen:
        return _of_sixteen(foreground, background)
    if contrast(foreground, background) < LEAST_CONTRAST:
        foreground = max((0, 0, 0), (255, 255, 255), key=lambda one: contrast(one, background))
    return Style(color=_hex(foreground), bgcolor=_hex(background))


def contrast(one: RGB, other: RGB) -> float:
    """1 to 21, as WCAG 2 counts it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: RGB) -> float:
    """0 for black to 1 for white."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _of_sixteen(foreground: RGB, background: RGB) -> Style:
    """Pale backgrounds become the colour of the text, on the terminal's own background; strong ones stay behind it.

    Nobody knows what the terminal's own colours are: black on them or white is what can be read mostly.
    """
    if luminance(background) < _DARK and _chroma(background) < _SOFT:
        # Wireshark's warnings: bright on nearly black.
        name = _hue(foreground)
        return Style(color="black", bgcolor=name) if name else Style(reverse=True)
    name = _hue(background)
    if _chroma(background) < _SOFT:
        return Style(color=name) if name else Style()
    return Style(color="bright_white" if name in _WHITE_ON else "black", bgcolor=name or None)


def _hue(colour: RGB) -> str:
    """The nearest of six colours; empty for a grey."""
    red, green, blue = colour
    chroma, most = _chroma(colour), max(colour)
    if chroma < _GREY:
        return ""
    if most == red:
        sector = (green - blue) / chroma % 6
    elif most == green:
        sector = (blue - red) / chroma + 2
    else:
        sector = (red - green) / chroma + 4
    return next((name for limit, name in _HUES if sector * 60 < limit), "red")


def _chroma(colour: RGB) -> int:
    return max(colour) - min(colour)


def _parts(colour: RGB) -> tuple[float, float, float]:
    red, green, blue = colour
    return red / 255, green / 255, blue / 255


def _rgb(digits: str) -> RGB:
    value = int(digits, 16)
    return value >> 16, value >> 8 & 0xFF, value & 0xFF


def _hex(colour: RGB) -> str:
    return "#" + bytes(colour).hex()
