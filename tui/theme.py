"""Colours: a dark theme after Okabe and Ito, which colour-blind people can tell apart, and the terminal's own 16.

Colour never stands alone: marks, letters and words say the same.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

DARK: Final = "remora-dark"
TERMINAL: Final = "remora-terminal"

SKY, ORANGE, GREEN, YELLOW, VERMILLION, PURPLE = "#56b4e9", "#e69f00", "#2fbf93", "#f0e442", "#e8743b", "#d291b8"

VARIABLES: Final[Mapping[str, str]] = {
    "layer-0": "#8b97a5",
    "layer-1": SKY,
    "layer-2": ORANGE,
    "layer-3": GREEN,
    "layer-4": PURPLE,
    "layer-5": YELLOW,
    "layer-6": VERMILLION,
    "row-plain": "#c9d3de",
    "row-dim": "#8b97a5",
    "row-malformed": "#ffd9cc",
    "row-malformed-background": "#6b1d0c",
    "row-bad-checksum": YELLOW,
    "row-bad-checksum-background": "#3b3500",
    "row-reset": "#ffb38a",
    "row-reset-background": "#45200f",
    "row-error": ORANGE,
    "row-error-background": "#33260a",
    "row-syn": "#5fd9b3",
    "row-fin": "#a9b8c9",
    "row-tcp": "#c9d3de",
    "row-udp": "#8fcdf2",
    "row-names": "#b6dcf5",
    "row-web": "#b5e3a1",
    "row-secure": "#c9b8ee",
    "row-icmp": "#e6b8d3",
    "row-neighbours": "#e3d3a1",
    "cursor-background": "#1f6fb2",
    "cursor-foreground": "#ffffff",
    "cursor-dim-background": "#2a3644",
    "cursor-dim-foreground": "#ffffff",
    "lit-background": "#e6edf5",
    "lit-foreground": "#0b1016",
    "lit-part-background": "#44566b",
    "lit-part-foreground": "#e6edf5",
    "byte-cursor-background": ORANGE,
    "byte-cursor-foreground": "#0b1016",
    "line-good": GREEN,
    "line-warning": ORANGE,
    "line-error": "#ff8f6b",
    "line-dim": "#8b97a5",
    "head": "#9fb3c8",
    "head-background": "#1b2531",
    "badge-foreground": "#0b1016",
    "badge-background": SKY,
    "graph-axis": "#4d5c6c",
    "graph-grid": "#25303c",
    "graph-bar-0": "#397192",
    "graph-bar-1": "#896510",
    "graph-bar-2": "#237762",
    "graph-bar-3": "#7e5d77",
    "graph-bar-4": "#8f8c35",
    "graph-bar-5": "#8a4d31",
    "graph-bar-6": "#79828c",
    "graph-bar-7": "#56606c",
}
"""Defaults of every theme; any of Textual's can be chosen in the palette."""

_TERMINAL_VARIABLES: Final[Mapping[str, str]] = {
    **dict.fromkeys(VARIABLES, "ansi_default"),
    "layer-0": "ansi_default",
    "layer-1": "ansi_bright_cyan",
    "layer-2": "ansi_yellow",
    "layer-3": "ansi_green",
    "layer-4": "ansi_magenta",
    "layer-5": "ansi_bright_yellow",
    "layer-6": "ansi_bright_red",
    "row-malformed": "ansi_bright_white",
    "row-malformed-background": "ansi_red",
    "row-bad-checksum": "ansi_bright_yellow",
    "row-reset": "ansi_bright_red",
    "row-error": "ansi_yellow",
    "row-syn": "ansi_green",
    "row-udp": "ansi_bright_cyan",
    "row-names": "ansi_cyan",
    "row-web": "ansi_bright_green",
    "row-secure": "ansi_magenta",
    "row-icmp": "ansi_bright_magenta",
    "row-neighbours": "ansi_yellow",
    "cursor-background": "ansi_blue",
    "cursor-foreground": "ansi_bright_white",
    "cursor-dim-background": "ansi_bright_black",
    "cursor-dim-foreground": "ansi_bright_white",
    "lit-background": "ansi_white",
    "lit-foreground": "ansi_black",
    "lit-part-background": "ansi_bright_black",
    "lit-part-foreground": "ansi_bright_white",
    "byte-cursor-background": "ansi_yellow",
    "byte-cursor-foreground": "ansi_black",
    "line-good": "ansi_green",
    "line-warning": "ansi_yellow",
    "line-error": "ansi_bright_red",
    "head": "ansi_bright_cyan",
    "badge-foreground": "ansi_black",
    "badge-background": "ansi_cyan",
    "graph-axis": "ansi_bright_black",
    "graph-grid": "ansi_bright_black",
    "graph-bar-0": "ansi_cyan",
    "graph-bar-1": "ansi_yellow",
    "graph-bar-2": "ansi_green",
    "graph-bar-3": "ansi_magenta",
    "graph-bar-4": "ansi_yellow",
    "graph-bar-5": "ansi_red",
    "graph-bar-6": "ansi_white",
    "graph-bar-7": "ansi_bright_black",
}

THEMES: Final = (
    Theme(
        name=DARK,
        primary="#1f6fb2",
        secondary="#3b4d61",
        accent=SKY,
        warning=ORANGE,
        error=VERMILLION,
        success=GREEN,
        foreground="#c9d3de",
        background="#0f151c",
        surface="#131b24",
        panel="#1b2531",
        dark=True,
        variables={**VARIABLES, "scrollbar": "#33414f", "scrollbar-background": "#131b24"},
    ),
    Theme(
        name=TERMINAL,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_cyan",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        ansi=True,
        # Textual's own terminal theme names what its widgets need beside.
        variables={**BUILTIN_THEMES["ansi-dark"].variables, **_TERMINAL_VARIABLES},
    ),
)


def default_theme(environment: Mapping[str, str] = os.environ) -> str:
    """The theme for a terminal: its own colours where it has no more than 16, or where none are wanted."""
    if environment.get("NO_COLOR"):
        return TERMINAL
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return DARK
    terminal = environment.get("TERM", "")
    many = "256color" in terminal or "truecolor" in terminal or "direct" in terminal or "kitty" in terminal
    return DARK if many else TERMINAL
