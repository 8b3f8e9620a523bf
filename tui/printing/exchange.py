"""An exchange printed part after part: as text, hexadecimal, C arrays or YAML. Bytes themselves are not printed here.

The command gives each part as it becomes known; nothing of it is kept.
"""

from __future__ import annotations

import base64
import codecs
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from dissectors.processes.beside import beside
from dissectors.processes.ends import NOBODY, words
from dissectors.streams.following.parts import DATA
from tui.exchange_text import (
    BASE64_WIDTH,
    C_WIDTH,
    HEX_WIDTH,
    MARKS,
    SIDES,
    Form,
    ascii_text,
    c_line,
    gap_words,
    hex_line,
)
from tui.safe import safe

if TYPE_CHECKING:
    from dissectors.processes.attribution import Attribution
    from dissectors.streams.tables.conversations import Endpoint
    from tui.printing.output import Output

TAB = 8


class ExchangePrinter(Protocol):
    """One form. The parts come in the order in which they can be read."""

    def begin(self, title: str, ends: Sequence[Endpoint], processes: Sequence[Attribution | None] = NOBODY) -> None:
        """Called once before the first part; `ends` are client and server, `processes` whose they are."""

    def part(self, side: int, kind: int, row: int, offset: int, length: int, data: bytes, time: int | None) -> None:
        """`length` bytes of a packet, or so many that are not there; `time` in nanoseconds since 1970."""

    def end(self) -> None:
        """Called behind the last part, and before one that begins a message."""


def exchange_printer(form: Form, output: Output, *, has_both_sides: bool) -> ExchangePrinter:
    """The printer of a form other than raw. What it prints of one side only has no marks, so that it is that alone."""
    match form:
        case "hex":
            return _Hex(output, has_both_sides)
        case "c":
            return _CArrays(output)
        case "yaml":
            return _Yaml(output)
        case "ascii":
            return _Text(output, has_both_sides, None)
        case _:
            return _Text(output, has_both_sides, "utf-8")


class _Text:
    """Lines as they were sent, each with a mark of who said it."""

    def __init__(self, output: Output, has_both_sides: bool, encoding: str | None) -> None:
        """Without an `encoding` every byte is a character of ASCII, or a dot."""
        self._output = output
        self._marks = tuple(f"{mark} " for mark in MARKS) if has_both_sides else ("", "")
        self._has_title = has_both_sides
        self._decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding is not None else None
        self._side = -1
        self._is_inside_line = False
        self._held = ""
        """A carriage return that may belong to the end of a line."""

    def begin(self, title: str, ends: Sequence[Endpoint], processes: Sequence[Attribution | None] = NOBODY) -> None:
        if self._has_title:
            addresses = (safe(beside(str(end), process)) for end, process in zip(ends, processes, strict=True))
            told = (f"{mark} {address} ({side})" for mark, address, side in zip(MARKS, addresses, SIDES, strict=True))
            self._output.line(f"# {title}: {', '.join(told)}")

    def part(self, side: int, kind: int, row: int, offset: int, length: int, data: bytes, time: int | None) -> None:
        if side != self._side or kind != DATA:
            self.end()
            self._side = side
        if kind != DATA:
            self._output.line(self._marks[side] + gap_words(kind, length))
        else:
            self._write(ascii_text(data) if self._decoder is None else self._decoder.decode(data))

    def end(self) -> None:
        """Of a turn and of a message too: what follows begins a line."""
        if self._decoder is not None:
            self._write(self._decoder.decode(b"", True))
        if self._held:
            held, self._held = self._held, ""
            self._put(held)
        if self._is_inside_line:
            self._output.write("\n")
            self._is_inside_line = False

    def _write(self, text: str) -> None:
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""
        *whole, rest = text.removesuffix("\r").split("\n") if self._held else text.split("\n")
        for line in whole:
            self._put(line.removesuffix("\r"))
            self._output.write("\n")
            self._is_inside_line = False
        if rest:
            self._put(rest)

    def _put(self, text: str) -> None:
        mark = "" if self._is_inside_line else self._marks[self._side]
        self._output.write(mark + safe(text.expandtabs(TAB)))
        self._is_inside_line = True


class _Hex:
    """Sixteen bytes a line, each packet's from a new line on; offsets count from the first byte of the side."""

    def __init__(self, output: Output, has_both_sides: bool) -> None:
        self._output = output
        self._has_both_sides = has_both_sides

    def begin(self, title: str, ends: Sequence[Endpoint], processes: Sequence[Attribution | None] = NOBODY) -> None:
        _Text(self._output, self._has_both_sides, None).begin(title, ends, processes)

    def part(self, side: int, kind: int, row: int, offset: int, length: int, data: bytes, time: int | None) -> None:
        mark = f"{MARKS[side]} " if self._has_both_sides else ""
        if kind != DATA:
            self._output.line(mark + gap_words(kind, length))
        for start in range(0, len(data), HEX_WIDTH):
            self._output.line(mark + hex_line(offset + start, data[start : start + HEX_WIDTH]))

    def end(self) -> None:
        """Every line has ended."""


class _CArrays:
    """An array a packet, for the source text of a program."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._counts = [0, 0]

    def begin(self, title: str, ends: Sequence[Endpoint], processes: Sequence[Attribution | None] = NOBODY) -> None:
        for number, (end, process, side) in enumerate(zip(ends, processes, SIDES, strict=True)):
            # What a process calls itself ends no comment.
            told = safe(beside(str(end), process)).replace("*/", "* /")
            self._output.line(f"/* peer{number}: {told}, the {side} */")

    def part(self, side: int, kind: int, row: int, offset: int, length: int, data: bytes, time: int | None) -> None:
        if kind != DATA:
            self._output.line(f"/* {gap_words(kind, length)} */")
            return
        self._output.line(f"char peer{side}_{self._counts[side]}[] = {{ /* Packet {row + 1} */")
        self._counts[side] += 1
        for start in range(0, len(data), C_WIDTH):
            self._output.line(c_line(data[start : start + C_WIDTH], is_last=start + C_WIDTH >= len(data)))

    def end(self) -> None:
        """Every array has ended."""


class _Yaml:
    """Peers, then packets with their bytes in base 64; the keys are tshark's."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def begin(self, title: str, ends: Sequence[Endpoint], processes: Sequence[Attribution | None] = NOBODY) -> None:
        self._output.line("peers:")
        for number, (end, process) in enumerate(zip(ends, processes, strict=True)):
            self._output.line(f"  - peer: {number}\n    host: {safe(end.address)}\n    port: {end.port}")
            if words(process):
                self._output.line(f"    # {safe(words(process))}")
        self._output.line("packets:")

    def part(self, side: int, kind: int, row: int, offset: int, length: int, data: bytes, time: int | None) -> None:
        if kind != DATA:
            self._output.line(f"  # peer {side}: {gap_words(kind, length)}")
            return
        seconds, nanoseconds = divmod(time or 0, 1_000_000_000)
        self._output.line(f"  - packet: {row + 1}\n    peer: {side}\n    timestamp: {seconds}.{nanoseconds:09}")
        self._output.line("    data: !!binary |")
        for start in range(0, len(data), BASE64_WIDTH):
            self._output.line("      " + base64.b64encode(data[start : start + BASE64_WIDTH]).decode("ascii"))

    def end(self) -> None:
        """Every packet has ended."""
