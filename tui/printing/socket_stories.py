"""The stories of sockets as text, for `remora sockets --explain` and for files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tui.printing.visible import visible
from tui.sockets.story.remark import Part, Remark

INDENT: Final = "  "
HEAD_CELLS: Final = 16
LEAST_CELLS: Final = 24
"""Of text beside a head, however narrow the terminal is."""


def story_lines(told: Iterable[Part], width: int | None) -> Iterator[str]:
    """One story, safe for a terminal; `width` None: lines are as long as they come."""
    for part in told:
        if part.title:
            yield ""
            yield part.title
        for remark in part.remarks:
            yield from _remark_lines(remark, INDENT if part.title else "", width)


def _remark_lines(remark: Remark, indent: str, width: int | None) -> Iterator[str]:
    head = f"{indent}{f'{visible(remark.head):<{HEAD_CELLS - 1}} ' if remark.head else ''}"
    head = f"{indent}! " if remark.weight == "warning" else head
    room = None if width is None else max(width - len(head), LEAST_CELLS)
    for number, line in enumerate(_wrapped(visible(remark.text), room)):
        yield f"{head if not number else ' ' * len(head)}{line}".rstrip()


def _wrapped(text: str, width: int | None) -> list[str]:
    if width is None:
        return [text]
    import textwrap  # wanted on a terminal only

    return textwrap.wrap(text, width) or [""]
