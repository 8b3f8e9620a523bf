"""What can be copied of a ladder: lines for a ticket, a diagram, one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui import wording
from tui.copying import Copy
from tui.ladder_drawing import LadderDrawing, plain_text
from tui.ladder_mermaid import mermaid

if TYPE_CHECKING:
    from dissectors.streams.ladders.ladder import Ladder
    from tui.time_format import TimeFormat

WIDTH: Final = 100
MOST_LINES: Final = 2_000
"""Of a ladder that go into the clipboard."""
WAYS: Final = {
    "t": ("as text", "lines for a ticket, 100 columns wide"),
    "m": ("as Mermaid", "a sequence diagram, for documents that draw it"),
    "l": ("the line", "of the arrow under the cursor"),
}
"""By the key that chooses it: a name, and what it is good for."""


def labels(ladder: Ladder) -> dict[str, str]:
    """What each way is called in the menu; that not all goes in is told."""
    some = f"the first {wording.count(MOST_LINES)} lines " if len(ladder) > MOST_LINES else ""
    return {key: name if key == "l" else f"{some}{name}" for key, (name, _) in WAYS.items()}


def ladder_copy(ladder: Ladder, key: str, cursor: int, time_format: TimeFormat) -> Copy:
    """One of `WAYS`; `cursor` is the chosen line. Raises CaptureFileError where a packet is gone."""
    lines = range(min(len(ladder), MOST_LINES))
    if key == "m":
        return Copy(key, "the ladder as Mermaid", "\n".join(mermaid(ladder, lines)))
    drawing = LadderDrawing(ladder)
    drawing.time_format = time_format
    if key == "l":
        _, line = plain_text(drawing, WIDTH, range(cursor, cursor + 1))
        return Copy(key, "the line", line)
    return Copy(key, "the ladder as text", "\n".join(plain_text(drawing, WIDTH, lines)))
