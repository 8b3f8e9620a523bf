"""Writes pcap and pcapng to an open binary file, frame by frame; who opens, flushes and closes it is the caller.

Draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import BinaryIO, Final

from dissectors.capture_file import blocks
from dissectors.capture_file.clock import NANOSECONDS
from dissectors.capture_file.contents import Interface, Option, Section
from dissectors.capture_file.options import COMMENT, write_options
from dissectors.errors import CaptureFileError

MICROSECOND_MAGIC: Final = 0xA1B2C3D4
NANOSECOND_MAGIC: Final = 0xA1B23C4D
_BYTE_ORDER_MAGIC: Final = 0x1A2B3C4D
_UNKNOWN_LENGTH: Final = -1
_DROP_COUNT_OPTION: Final = 4
_DROPS_UNKNOWN: Final = 0xFFFF


class PcapWriter:
    """A little-endian pcap file of one link type; the file header is written at once."""

    def __init__(
        self,
        file: BinaryIO,
        link_type: int,
        nanosecond: bool = True,
        snap_length: int = 262_144,
        *,
        write_file_header: bool = True,
    ) -> None:
        """`write_file_header` is off to go on with a file that has one, of the same kind."""
        self._file = file
        self._fraction = 1 if nanosecond else 1000
        self._record_header = struct.Struct("<IIII")
        if write_file_header:
            magic = NANOSECOND_MAGIC if nanosecond else MICROSECOND_MAGIC
            file.write(struct.pack("<IHHiIII", magic, 2, 4, 0, 0, snap_length, link_type))

    def write(self, time_ns: int | None, data: bytes, original_length: int | None = None) -> None:
        """Append a frame; `time_ns` counts since 1970 (None: written as 0), `original_length` None is that of `data`.

        In a microsecond file the rest of the nanoseconds is dropped. Raises CaptureFileError for a time that 32 bits of
        seconds cannot hold: before 1970, from 2106-02-07 on.
        """
        seconds, nanoseconds = divmod(time_ns or 0, NANOSECONDS)
        if not 0 <= seconds < 1 << 32:
            raise CaptureFileError(f"a time of {seconds} s since 1970 does not fit in a pcap file; pcapng holds it")
        length = len(data) if original_length is None else original_length
        self._file.write(self._record_header.pack(seconds, nanoseconds // self._fraction, len(data), length))
        self._file.write(data)


class PcapngWriter:
    """A pcapng file; sections and interfaces come before the packets that need them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._order = "<"

    @property
    def byte_order(self) -> str:
        """Of the section, as struct writes it."""
        return self._order

    def section(self, section: Section | None = None, application: str | None = None) -> None:
        """Begin a section with the byte order and options of an earlier one, or a new one written by `application`."""
        self._order = section.byte_order if section is not None else "<"
        options = section.options if section is not None else _text_options((blocks.SHB_USERAPPL, application))
        fixed = struct.pack(self._order + "IHHq", _BYTE_ORDER_MAGIC, 1, 0, _UNKNOWN_LENGTH)
        self.block(blocks.SECTION_HEADER, fixed + write_options(options, self._order))

    def interface(self, interface: Interface) -> None:
        """Describe the section's next interface, which must come from a section of the same byte order, or from pcap.

        Its options are written as they were read; those of one that had none are made from what is known of it.
        """
        fixed = struct.pack(self._order + "HHI", interface.link_type, 0, interface.snap_length)
        options = interface.options or _options_of(interface)
        self.block(blocks.INTERFACE_DESCRIPTION, fixed + write_options(options, self._order))

    def packet(self, interface: int, ticks: int, data: bytes, original_length: int, options: bytes = b"") -> None:
        """An Enhanced Packet Block; `interface` counts within the section, `ticks` in that interface's clock.

        `options` is an option list in the section's byte order, with its end mark.
        """
        fixed = struct.pack(
            self._order + "IIIII", interface, ticks >> 32, ticks & 0xFFFF_FFFF, len(data), original_length
        )
        self.block(blocks.ENHANCED_PACKET, fixed + data + bytes(-len(data) % 4) + options)

    def simple_packet(self, data: bytes, original_length: int) -> None:
        """A Simple Packet Block: a frame of the section's first interface, without a time."""
        self.block(blocks.SIMPLE_PACKET, struct.pack(self._order + "I", original_length) + data)

    def statistics(self, interface: int, ticks: int, dropped: int) -> None:
        """How many packets of an interface, which counts within the section, were lost; as dumpcap writes it."""
        fixed = struct.pack(self._order + "III", interface, ticks >> 32, ticks & 0xFFFF_FFFF)
        option = Option(blocks.ISB_IFDROP, struct.pack(self._order + "Q", dropped))
        self.block(blocks.INTERFACE_STATISTICS, fixed + write_options((option,), self._order))

    def block(self, kind: int, body: bytes) -> None:
        """Any block; `body` is in the section's byte order and is padded here."""
        body += bytes(-len(body) % 4)
        length = len(body) + 12
        self._file.write(struct.pack(self._order + "II", kind, length))
        self._file.write(body)
        self._file.write(struct.pack(self._order + "I", length))


END_OF_LIST: Final = bytes(4)
"""What an option list ends with."""


def comment_options(comments: Iterable[str], byte_order: str) -> bytes:
    """Comments for the beginning of an option list, without its end mark."""
    options = _text_options(*((COMMENT, comment) for comment in comments))
    return write_options(options, byte_order)[: -len(END_OF_LIST)] if options else b""


def drop_count_option(drops: int, byte_order: str) -> bytes:
    """An obsolete Packet Block's drop count as an option of its successor; nothing if it is unknown."""
    if drops == _DROPS_UNKNOWN:
        return b""
    return struct.pack(byte_order + "HHQ", _DROP_COUNT_OPTION, 8, drops)


def _options_of(interface: Interface) -> tuple[Option, ...]:
    exponent = len(str(interface.ticks_per_second)) - 1
    options = [
        *_text_options(
            (blocks.IF_NAME, interface.name),
            (blocks.IF_DESCRIPTION, interface.description),
            (blocks.IF_HARDWARE, interface.hardware),
            (blocks.IF_OS, interface.os),
        ),
        Option(blocks.IF_TSRESOL, bytes([exponent])),
    ]
    if interface.filter is not None:
        options.append(Option(blocks.IF_FILTER, b"\0" + interface.filter.encode("utf-8", "replace")))
    if interface.fcs_length is not None:
        options.append(Option(blocks.IF_FCSLEN, bytes([interface.fcs_length & 0xFF])))
    options += _text_options(*((COMMENT, comment) for comment in interface.comments))
    return tuple(options)


def _text_options(*texts: tuple[int, str | None]) -> tuple[Option, ...]:
    return tuple(Option(code, text.encode("utf-8", "replace")[:0xFFFF]) for code, text in texts if text is not None)
