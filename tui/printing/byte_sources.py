"""The bytes of a packet in hexadecimal: the frame's, and what was put together or decrypted."""

from __future__ import annotations

from collections.abc import Iterator

from dissectors.decoded import Decoded
from tui.printing.hexdump import hexdump_lines
from tui.printing.visible import visible


def byte_source_lines(decoded: Decoded, *, numbered: bool = False) -> Iterator[str]:
    """A dump of each source, named where there are several, by number too if they are `numbered`."""
    sources = decoded.sources
    for number, source in enumerate(sources):
        if len(sources) > 1:
            yield f"{number}: {visible(source.name)}" if numbered else f"{visible(source.name)}:"
        yield from hexdump_lines(source.data)
