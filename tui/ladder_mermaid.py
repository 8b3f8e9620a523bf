"""A ladder as a Mermaid sequence diagram, for tickets and documents that draw one.

Nothing from a packet has a meaning in the diagram: all but letters, digits and harmless signs become character codes.
https://mermaid.js.org/syntax/sequenceDiagram.html, "Entity codes to escape characters"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dissectors.streams.ladders.ladder import Arrow, Gap, Ladder, Line
from dissectors.streams.tcp_analysis.marks import SENT_AGAIN, Mark
from tui.ladder_words import gap_words, sentence_of
from tui.safe import safe

_HARMLESS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:=/_-()[]+*'?!")
_DRAWN_BROKEN: Final = SENT_AGAIN | Mark.OUT_OF_ORDER | Mark.DUPLICATE_ACK
_END: Final = re.compile(r"\bend\b", re.IGNORECASE)
LONGEST_TEXT: Final = 200
"""Characters of a packet's text."""


def escaped(text: str) -> str:
    """Text that stands for itself in a diagram; the word "end", which would end a block, included."""
    text = _END.sub(lambda found: f"\0{found[0]}", safe(text[:LONGEST_TEXT]).replace("\0", ""))
    written = []
    is_marked = False
    for character in text:
        if character == "\0":
            is_marked = True
            continue
        written.append(character if character in _HARMLESS and not is_marked else f"#{ord(character)};")
        is_marked = False
    return "".join(written)


def mermaid(ladder: Ladder, lines: range) -> Iterator[str]:
    """The diagram, line by line. Raises CaptureFileError where a packet is gone."""
    yield "sequenceDiagram"
    used = sorted({end for number in lines for end in ladder.ends(number) if end is not None})
    for column in used:
        yield f"    participant P{column} as {escaped(ladder.titles[column])}"
    for number in lines:
        yield from (f"    {text}" for text in _statements(ladder, ladder.line(number), used))


def _statements(ladder: Ladder, line: Line, used: list[int]) -> Iterator[str]:
    if isinstance(line, Gap):
        yield f"Note over P{min(line.source, line.target)},P{max(line.source, line.target)}: {escaped(gap_words(line))}"
        return
    text = f"{line.row + 1}: {escaped(sentence_of(line))}"
    if line.source is None or line.target is None:
        if used:
            yield f"Note over P{used[0]}: {text}"
        return
    yield f"P{line.source}{_arrow(line)}P{line.target}: {text}"
    for change in line.changes:
        side = "left" if change.side == 0 else "right"
        yield f"Note {side} of P{change.side}: {escaped(change.now.value)}"


def _arrow(arrow: Arrow) -> str:
    """Solid with a head; broken where something is repeated."""
    return "-->>" if arrow.segment is not None and arrow.segment.marks & _DRAWN_BROKEN else "->>"
