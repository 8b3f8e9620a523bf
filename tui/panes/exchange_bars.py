"""The lines around a followed conversation: who speaks, how it is shown, and what is under the cursor."""

from __future__ import annotations

from dataclasses import dataclass

from tui import wording
from tui.exchange_text import FORM_TITLES, MARKS, SIDES, Form
from tui.panes.one_line import OneLine, Piece


@dataclass(frozen=True, slots=True)
class Shown:
    """What the top line tells."""

    title: str
    ends: tuple[str, ...]
    """Client and server, empty before the first packet."""
    sizes: tuple[int, int]
    """Bytes of client and server that are there."""
    lost: int
    """Bytes that are missing."""
    packets: int
    progress: float | None
    """While it is read, how much of the capture is done: 0 to 1."""
    waits_for: str = ""
    """Who is asked; empty for nobody."""


class ExchangeTopBar(OneLine):
    """The conversation's name, its two ends, how much each said."""

    shown: Shown | None = None

    def show(self, shown: Shown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        shown = self.shown
        if shown is None:
            return []
        pieces: list[Piece] = [(" remora ", "line--badge"), (f" {shown.title} ", "line--strong")]
        for mark, end, size in zip(MARKS, shown.ends, shown.sizes, strict=False):
            pieces += [(f"{mark} ", "line--key"), (f"{end} ", "line--name"), (f"{wording.size(size)} ", "line--dim")]
        return pieces

    def right_pieces(self, line: int = 0) -> list[Piece]:
        shown = self.shown
        if shown is None:
            return []
        if shown.waits_for:
            return [(f" waiting for {shown.waits_for} ", "line--name")]
        if shown.progress is not None:
            return [(f" reading {wording.percent_so_far(shown.progress)} ", "line--name")]
        lost: list[Piece] = [(f" {wording.size(shown.lost)} missing ", "line--warning")] if shown.lost else []
        return [*lost, (f" {wording.packets(shown.packets)} ", "line--dim")]


@dataclass(frozen=True, slots=True)
class Under:
    """What is under the cursor."""

    packet: int
    side: int
    offset: int
    length: int


class ExchangeStatus(OneLine):
    """The packet under the cursor, and the form; a note in its place."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._under: Under | None = None
        self._form: Form = "ascii"
        self._side: int | None = None
        self._inside = ""
        self.note = ""

    def show(self, under: Under | None, form: Form, side: int | None, inside: str = "") -> None:
        """`inside` names what else could be followed of the conversation."""
        if (under, form, side, inside) != (self._under, self._form, self._side, self._inside):
            self._under, self._form, self._side, self._inside = under, form, side, inside
            self.refresh()

    def say(self, note: str) -> None:
        """Tell something in place of the packet; empty ends that."""
        if note != self.note:
            self.note = note
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if self.note:
            return [(f" {self.note}", "line--warning")]
        under = self._under
        if under is None:
            return []
        return [
            (f" packet {under.packet:,}", "line--name"),
            (
                f" · {SIDES[under.side]} · byte {under.offset:,} · {wording.size(under.length)} in the packet",
                "line--dim",
            ),
        ]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        whose = "both sides" if self._side is None else f"{SIDES[self._side]} only"
        inside: list[Piece] = [(" f ", "line--key"), (f"{self._inside} ", "line--name")] if self._inside else []
        return [*inside, (f"  {FORM_TITLES[self._form]}", "line--strong"), (f" · {whose} ", "line--dim")]
