"""The byte sources of one packet, from the text that `tshark -x` prints for it."""

from __future__ import annotations

import re
from typing import Final

from dissectors.byte_source import ByteSource

MOST_SOURCES: Final = 200
LONGEST_TITLE: Final = 120

_HEADING: Final = re.compile(r"(.*) \((\d{1,10}) bytes?\):?")
_LINE: Final = re.compile(rb"([0-9a-f]{4,8})  ((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:  |\Z)")


def read_dump(text: bytes) -> list[ByteSource]:
    """Every source with its title, the frame first; the frame alone is printed without a title.

    A line that does not go on where the one before ended begins a new source if it counts from 0, and is passed over
    otherwise. What the packet's own text does in a dump cannot be mistaken for a line: it stands behind the bytes.
    """
    found: list[tuple[str, bytearray]] = []
    title = ""
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            title = line.decode("utf-8", "replace") or title
            continue
        offset = int(match[1], 16)
        if offset == 0 and len(found) < MOST_SOURCES:
            found.append((title, bytearray()))
            title = ""
        if found and len(found[-1][1]) == offset:
            found[-1][1].extend(bytes.fromhex(match[2].decode("ascii")))
    return [ByteSource(_title(heading, number), bytes(data)) for number, (heading, data) in enumerate(found)]


def _title(heading: str, number: int) -> str:
    """The name without the size, which a source tells itself."""
    match = _HEADING.fullmatch(heading.strip())
    name = match[1] if match is not None else heading.strip()
    return name[:LONGEST_TITLE] or ("Frame" if number == 0 else "Bytes")
