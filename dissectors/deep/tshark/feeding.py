"""The packets of a table as the pcapng that a tshark reads from its standard input.

Every interface is there with its own number, times are nanoseconds, a packet's comments and flags stay; secrets stand
in front. tshark numbers the packets as they are given, from 1.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import blocks
from dissectors.capture_file.clock import NANOSECONDS, Clock
from dissectors.capture_file.contents import Interface, Option, Secrets
from dissectors.capture_file.options import COMMENT, write_options
from dissectors.capture_file.writer import PcapngWriter
from dissectors.deep.tshark.plain_blocks import are_plain, packet_blocks
from dissectors.errors import CaptureFileError

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64] | range

CHUNK_ROWS: Final = 512
CHUNK_BYTES: Final = 256 << 10
LARGEST_CHUNK: Final = 4 << 20
TLS_KEY_LOG: Final = 0x544C534B
"""The kind of secrets in a decryption secrets block (draft-ietf-opsawg-pcapng section 4.7)."""
USER_LINK_TYPE: Final = 147
"""LINKTYPE_USER0: bytes that nobody decodes."""
NO_INTERFACE: Final = 1 << 32
"""Beyond all that a capture can have."""
_NUMBERS: Final = {2: "I", 4: "Q", 5: "Q", 6: "I"}
"""Packet options that are numbers in the section's byte order: flags, drops, packet and queue."""
_TOO_MANY_INTERFACES: Final = 4096


class Feed:
    """Frames for one tshark, in the order in which they are asked for."""

    def __init__(self, table: PacketTable, secrets: bytes | Callable[[], bytes] = b"", marker: str = "") -> None:
        """`secrets` are lines of TLS key logs, or give them as they are whenever more packets are asked for.

        `marker` is the comment put on a packet that is `selected`.
        """
        self._table = table
        self._secrets = secrets
        self._lines_written = b""
        self._marker = marker
        self._buffer = io.BytesIO()
        self._writer = PcapngWriter(self._buffer)
        self._interfaces: dict[tuple[int, int], int] = {}
        """Interface of the capture and link type -> its number here."""
        self._secrets_written: set[Secrets] = set()
        self._is_begun = False
        self.fed = 0
        """Frames handed out so far."""

    def chunks(self, rows: Rows, selected: int | None = None) -> Iterator[bytes]:
        """The next frames, in pieces of some hundred kilobytes; may be asked again for the rows behind.

        Raises CaptureFileError where the file no longer has them.
        """
        self._begin()
        frames, capture = self._table.capture.frames, self._table.capture
        for some in _pieces(rows):
            plain = self._plain(some) if isinstance(some, range) and (selected is None or selected not in some) else b""
            if plain:
                self.fed += len(some)
                yield plain
                continue
            for row in some:
                record = frames.frame(row)
                number = self._interface(record.interface, record.link_type)
                ticks = (record.time_ns or 0) & 0xFFFF_FFFF_FFFF_FFFF
                options = b""
                if frames.options_length(row) or row == selected:
                    options = write_options(self._options(row, row == selected), "<")
                data = capture.read(record.offset, record.captured_length)
                self._writer.packet(number, ticks, data, record.original_length, options)
                self.fed += 1
                if self._buffer.tell() >= CHUNK_BYTES:
                    yield self._take()
            yield self._take()

    def _plain(self, rows: range) -> bytes:
        """All of them at once; nothing where they have to be written one by one."""
        capture = self._table.capture
        frames = capture.frames
        lengths = frames.column("captured_length", rows.start, rows.stop)
        if not are_plain(frames, rows.start, rows.stop) or int(lengths.sum(dtype=np.int64)) > LARGEST_CHUNK:
            return b""
        try:
            data = capture.view()
        except CaptureFileError:
            # Of several files that cannot be mapped as one; a file that is gone is told where a packet is read.
            return b""
        indexes = frames.column("interface", rows.start, rows.stop).astype(np.int64)
        links = frames.column("link_type", rows.start, rows.stop).astype(np.int64)
        origins, which = np.unique(np.stack((indexes, links)), axis=1, return_inverse=True)
        numbers = np.array([self._interface(*origin) for origin in origins.T.tolist()])
        written = packet_blocks(frames, data, rows.start, rows.stop, numbers[which.reshape(-1)])
        starts = frames.column("offset", rows.start, rows.stop)
        capture.forget(int(starts[0]), int(starts[-1]))
        return self._take() + written

    def end_mark(self, data: bytes) -> bytes:
        """A packet behind all others that is `selected` too: its bytes come last in what tshark prints."""
        number = self._interface(NO_INTERFACE, USER_LINK_TYPE)
        options = write_options((Option(COMMENT, self._marker.encode()),), "<")
        self._writer.packet(number, 0, data, len(data), options)
        return self._take()

    def _begin(self) -> None:
        if self._is_begun:
            self._write_new_secrets()
            return
        self._is_begun = True
        self._writer.section()
        self._write_new_secrets()
        # Wireshark counts all interfaces that a file describes, whether they have packets or not.
        for interface in self._table.capture.interfaces[:_TOO_MANY_INTERFACES]:
            self._interface(interface.index, interface.link_type)

    def _write_new_secrets(self) -> None:
        """What of the key logs and of the capture's own secrets is not written yet."""
        lines = self._secrets if isinstance(self._secrets, bytes) else self._secrets()
        if lines != self._lines_written:
            new = lines.removeprefix(self._lines_written)
            self._lines_written = lines
            if new:
                self._write_secrets(Secrets(TLS_KEY_LOG, new))
        for secrets in self._table.capture.secrets:
            if secrets not in self._secrets_written:
                self._secrets_written.add(secrets)
                self._write_secrets(secrets)

    def _write_secrets(self, secrets: Secrets) -> None:
        self._writer.block(
            blocks.DECRYPTION_SECRETS, struct.pack("<II", secrets.kind, len(secrets.data)) + secrets.data
        )

    def _interface(self, index: int, link_type: int) -> int:
        """Its number here; a new one is described first."""
        number = self._interfaces.get((index, link_type))
        if number is None:
            number = self._interfaces[index, link_type] = len(self._interfaces)
            known = self._table.capture.interfaces
            interface = known[index] if index < len(known) else Interface(index, 0, index, link_type, 0)
            clock = Clock(ticks_per_second=NANOSECONDS)
            self._writer.interface(replace(interface, link_type=link_type, snap_length=0, clock=clock, options=()))
        return number

    def _options(self, row: int, is_selected: bool) -> Iterable[Option]:
        """The frame's own, in our byte order, and the marker."""
        capture = self._table.capture
        options = list(capture.packet_options(row))
        record = capture.frames.frame(row)
        interface = capture.interfaces[record.interface] if record.interface < len(capture.interfaces) else None
        if interface is not None and capture.sections[interface.section].byte_order == ">":
            options = [_swapped(option) for option in options]
        if is_selected and self._marker:
            options.append(Option(COMMENT, self._marker.encode()))
        return options

    def _take(self) -> bytes:
        piece = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return piece


def _pieces(rows: Rows) -> Iterator[range | list[int]]:
    for first in range(0, len(rows), CHUNK_ROWS):
        some = rows[first : first + CHUNK_ROWS]
        yield some if isinstance(some, range) else some.tolist()


def _swapped(option: Option) -> Option:
    """A number in the other byte order."""
    letter = _NUMBERS.get(option.code)
    if letter is None or struct.calcsize(letter) != len(option.value):
        return option
    return Option(option.code, option.value[::-1])
