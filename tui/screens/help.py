"""The help: what the keys do where you are, and what marks and colours mean; made from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style

from tui.key_table import PLACE_TITLES, Place
from tui.keys import Keys, written
from tui.panes.packet_list import KINDS, MARKED, REFERENCE
from tui.panes.text_lines import Paragraph, TextLines
from tui.screens.dialogs import ReadDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

KEY_WIDTH = 16
SOCKET_KINDS = ("opened", "changed", "closed", "listening", "stuck", "waning")
"""Kinds of rows of sockets."""


def key_paragraphs(keys: Keys, here: Sequence[Place], *, elsewhere: bool) -> list[Paragraph]:
    """What keys do where the user is, what stands nearest first; with `elsewhere` the whole table follows."""
    paragraphs: list[Paragraph] = []
    taken: set[str] = set()
    for place in (*here, *(place for place in PLACE_TITLES if elsewhere and place not in here)):
        # What a nearer place does with a key is all that it does.
        there = [key for key in keys.of_place(place) if elsewhere or not taken.issuperset(keys.keys_of(key))]
        taken.update(name for key in there for name in keys.keys_of(key))
        if not there:
            continue
        paragraphs += [Paragraph(PLACE_TITLES[place], "text--head")]
        for key in there:
            names = " ".join(written(name).replace(" ", "") for name in keys.keys_of(key))
            paragraphs.append(Paragraph(key.help, "", _head(names), "text--key"))
        paragraphs.append(Paragraph())
    return paragraphs


def mark_paragraphs() -> list[Paragraph]:
    """Rows' marks, each in its row's colour."""
    from dissectors.packets.kind import (
        Kind,  # brings the dissectors along, which the help of other screens does not need
    )

    paragraphs = [Paragraph("Rows of the packet list", "text--head")]
    for kind in Kind:
        style = f"table--{kind.name.lower()}"
        paragraphs.append(Paragraph(kind.words, style, _head(kind.value), style))
    paragraphs += [
        Paragraph("marked by you", "", _head(MARKED), "text--key"),
        Paragraph("time counts from here", "", _head(REFERENCE), "text--key"),
        Paragraph(),
        Paragraph("Decoded packet", "text--head"),
        Paragraph("something to know, a warning, an error", "", _head("i ! ✗"), "text--key"),
        Paragraph("concluded, not read from the bytes", "", _head("[in brackets]"), "text--dim"),
        Paragraph("the bar before a line has the colour of the layer's bytes", "", _head("▍"), "text--key"),
        Paragraph("a layer that Remora itself does not decode", "", _head("tshark only"), "text--dim"),
        Paragraph(),
        Paragraph("Second opinion", "text--head"),
        Paragraph("the same, the same in other words", "", _head("= ~"), "text--key"),
        Paragraph("another value, another place", "", _head("≠ ↔"), "text--key"),
        Paragraph("only Remora has it, only tshark has it", "", _head("< >"), "text--key"),
        Paragraph("a difference that was to be expected; the line below says why", "", _head("·"), "text--key"),
    ]
    return paragraphs


def socket_mark_paragraphs() -> list[Paragraph]:
    """The same of sockets."""
    from tui.socket_view.rows import MARKS  # sockets, which the help of other screens does not need

    rows = [
        Paragraph(words, f"table--{kind}" if kind else "", _head(mark), f"table--{kind}" if kind else "text--key")
        for mark, kind, words in MARKS
    ]
    return [Paragraph("Rows of sockets", "text--head"), *rows]


def _head(text: str) -> str:
    return f"  {text:<{KEY_WIDTH}}"


class HelpLines(TextLines):
    """Text lines that know the colours of rows."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"table--{kind}" for kind in (*KINDS, *SOCKET_KINDS)}

    def colours(self, *names: str) -> Style:
        return super().colours(*names)


class HelpScreen(ReadDialog):
    """A window over the screen that it helps with."""

    def __init__(self, keys: Keys, *here: Place, marks: Sequence[Paragraph] = (), elsewhere: bool = False) -> None:
        """`marks` are told behind the keys of `here`, and with `elsewhere` of all other places."""
        super().__init__("Help", [*key_paragraphs(keys, here, elsewhere=elsewhere), *marks])

    def compose_window(self) -> ComposeResult:
        yield HelpLines(self._paragraphs)
