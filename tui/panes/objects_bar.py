"""The line above the objects of a capture: how many, how large, which are chosen, and what is going on."""

from __future__ import annotations

from dataclasses import dataclass

from tui import wording
from tui.panes.one_line import OneLine, Piece


@dataclass(frozen=True, slots=True)
class ObjectsShown:
    """What it tells."""

    count: int
    size: int
    """In bytes."""
    chosen: int
    chosen_size: int
    progress: float | None
    """While tshark looks for them, how many packets it was given: 0 to 1."""
    saving: tuple[int, int] | None
    """How many are saved, and of how many; None while none are."""
    packets: int
    """That were looked at."""


class ObjectsBar(OneLine):
    """Draws it."""

    shown: ObjectsShown | None = None

    def show(self, shown: ObjectsShown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        shown = self.shown
        pieces: list[Piece] = [(" remora ", "line--badge"), (" objects ", "line--strong")]
        if shown is None:
            return pieces
        if shown.progress is not None:
            words = f"tshark looks through {wording.packets(shown.packets)} "
            part = wording.percent(shown.progress) if shown.progress < 1 else "and writes them"
            return [*pieces, (words, "line--dim"), (f"{part} ", "line--name"), *_stops()]
        if shown.saving is not None:
            done, total = shown.saving
            return [*pieces, (f"saving {done:,} of {total:,} ", "line--name"), *_stops()]
        pieces.append((f"{shown.count:,} found, {wording.size(shown.size)} in all ", "line--name"))
        if shown.chosen:
            pieces.append((f"· {shown.chosen:,} chosen, {wording.size(shown.chosen_size)} ", "line--key"))
        return pieces

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {wording.packets(self.shown.packets)} ", "line--dim")] if self.shown is not None else []


def _stops() -> list[Piece]:
    return [("· ", "line--dim"), ("Esc", "line--key"), (" stops", "line--dim")]
