"""An exchange on its way to standard output or a file: what became known since the last time, in one of the forms."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from dissectors.streams.following.followable import processes_of
from dissectors.streams.following.parts import DATA
from tui.exchange_text import Form
from tui.printing.exchange import exchange_printer
from tui.printing.output import Output

if TYPE_CHECKING:
    from dissectors.streams.following.followable import Followable
    from dissectors.streams.following.messages import Piece

PARTS_AT_ONCE = 256


class ExchangeWriter:
    """Reads an exchange on and writes it; `side` is None for both."""

    def __init__(self, exchange: Followable, form: Form, side: int | None, stream: BinaryIO | None = None) -> None:
        """Without a `stream` it goes to standard output."""
        self.exchange = exchange
        self._form, self._side = form, side
        self._stream = stream or sys.stdout.buffer
        self._output = Output.standard() if stream is None else Output(stream)
        self._printer = exchange_printer(form, self._output, has_both_sides=side is None)
        self._written = 0
        """Parts."""
        self._has_begun = False
        self._decoder = None
        if form == "http":
            from dissectors.streams.following.http import Decoder  # only this form needs it

            self._decoder = Decoder()

    def write_on(self, is_stopped: Callable[[], bool] = lambda: False) -> None:
        """Read the rows that the table has got since, and write what they add. Raises CaptureFileError."""
        while not self.exchange.is_complete and not is_stopped():
            self.exchange.read_on()
            self._write_new()

    def end(self) -> None:
        """There are no more packets. Raises CaptureFileError."""
        self.exchange.finish()
        self._write_new()
        if self._decoder is not None:
            self._print(self._decoder.end())
        self._printer.end()

    def flush(self) -> None:
        """Hand on what was written."""
        self._output.flush()
        self._stream.flush()

    def _write_new(self) -> None:
        exchange = self.exchange
        if not self._has_begun and exchange.ends is not None and self._form != "raw":
            self._has_begun = True
            self._printer.begin(exchange.title, exchange.ends, processes_of(exchange))
        first, self._written = self._written, len(exchange.parts)
        if self._decoder is not None:
            self._print(self._decoder.decode(exchange, first, self._written))
        else:
            self._write_parts(first, self._written)
        self.flush()

    def _write_parts(self, first: int, stop: int) -> None:
        exchange, printer = self.exchange, self._printer
        for start in range(first, stop, PARTS_AT_ONCE):
            numbers = [
                number
                for number in range(start, min(start + PARTS_AT_ONCE, stop))
                if self._side in (None, int(exchange.parts.sides[number]))
            ]
            found = exchange.data(numbers)
            if self._form == "raw":
                self._stream.write(b"".join(found))
                continue
            for number, data in zip(numbers, found, strict=True):
                part = exchange.parts[number]
                if part.begins:
                    printer.end()
                time = exchange.table.time(part.row) if self._form == "yaml" else None
                printer.part(part.side, part.kind, part.row, part.offset, part.length, data, time)

    def _print(self, pieces: Iterator[Piece]) -> None:
        for piece in pieces:
            if self._side in (None, piece.side) and (piece.length or piece.kind != DATA):
                self._printer.part(piece.side, piece.kind, piece.row, 0, piece.length, piece.data, None)
