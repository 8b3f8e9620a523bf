"""The story of a socket as paragraphs to read on the screen; `tui.sockets.story` tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from tui.panes.text_lines import Paragraph
from tui.sockets.story.around import around
from tui.sockets.story.remark import Part, Remark, Weight
from tui.sockets.story.whole import parts

if TYPE_CHECKING:
    from tui.sockets.process_details import ProcessDetails
    from tui.sockets.snapshot import OwnedSocket

HEAD_CELLS: Final = 16
"""Of what a remark is about, with the blanks behind it."""
WARNING: Final = "! "
_STYLES: Final[dict[Weight, str]] = {
    "plain": "",
    "strong": "text--strong",
    "warning": "text--error",
    "dim": "text--dim",
}


def story(
    entry: OwnedSocket,
    others: Iterable[OwnedSocket] = (),
    details: ProcessDetails | None = None,
    compared: Iterable[Part] = (),
    *,
    now_ns: int | None = None,
) -> list[Paragraph]:
    """What a socket is, what is wrong with it, and all that is known; see `tui.sockets.story.whole.parts`."""
    return paragraphs(parts(entry, around(entry, others), details, compared, now_ns=now_ns))


def paragraphs(told: Iterable[Part]) -> list[Paragraph]:
    """Parts with a blank line before each title."""
    found: list[Paragraph] = []
    for part in told:
        if part.title:
            found += [Paragraph(), Paragraph(part.title, "text--head")]
        found += [_paragraph(remark) for remark in part.remarks]
    return found


def _paragraph(remark: Remark) -> Paragraph:
    style = _STYLES[remark.weight]
    if remark.weight == "warning":
        return Paragraph(remark.text, style, WARNING, style)
    if not remark.head:
        return Paragraph(remark.text, style)
    return Paragraph(remark.text, style, f"{remark.head:<{HEAD_CELLS - 1}} ", "text--key")
