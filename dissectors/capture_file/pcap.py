"""Reads pcap: microsecond and nanosecond, both byte orders, Kuznetzov's 'modified', Ixia's, versions before 2.4.

Draft-ietf-opsawg-pcap. Bytes come from `FileBytes`, frames go out in batches.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np

from dissectors.capture_file.clock import MICROSECONDS, NANOSECONDS, Clock
from dissectors.capture_file.contents import Contents, Interface, Section
from dissectors.capture_file.file_bytes import FileBytes
from dissectors.capture_file.frames import FrameBatch
from dissectors.capture_file.reader import WINDOW, Damage, NotThisFormat, Step, gather, longest_frame

FILE_HEADER_LENGTH: Final = 24
_LINK_TYPE: Final = 0x0000_FFFF
_FCS_PRESENT: Final = 0x0400_0000


@dataclass(frozen=True, slots=True)
class Variant:
    """A magic number's meaning."""

    name: str
    ticks_per_second: int
    record_header_length: int = 16
    file_header_length: int = FILE_HEADER_LENGTH


VARIANTS: Final = {
    0xA1B2C3D4: Variant("microsecond", MICROSECONDS),
    0xA1B23C4D: Variant("nanosecond", NANOSECONDS),
    # Record headers go on with interface, protocol and packet type.
    0xA1B2CD34: Variant("modified, microsecond", MICROSECONDS, record_header_length=24),
    # File headers go on with the number of record bytes.
    0x1C0001AC: Variant("Ixia, nanosecond", NANOSECONDS, file_header_length=28),
    0x1C0001AB: Variant("Ixia, microsecond", MICROSECONDS, file_header_length=28),
}
_BYTE_ORDERS: Final = {"<": "little endian", ">": "big endian"}


def magic_of(head: bytes) -> tuple[Variant, str] | None:
    """The variant and byte order ("<" or ">") of a file that begins with `head`; None if it is no pcap."""
    for order in "<>":
        if len(head) >= 4 and (variant := VARIANTS.get(struct.unpack_from(order + "I", head)[0])):
            return variant, order
    return None


def walk_records(
    buffer: bytes, start: int, captured_length: struct.Struct, header_length: int, longest: int, max_records: int
) -> tuple[list[int], int]:
    """Where the records begin whose headers lie in the buffer, and where the next would begin.

    `captured_length` unpacks that number from a record's ninth byte on. Stops before a record longer than `longest`;
    the last record's bytes may reach beyond the buffer.
    """
    unpack, last, position = captured_length.unpack_from, len(buffer) - header_length, start
    starts: list[int] = []
    found = starts.append
    for _ in range(max_records):
        if position > last:
            break
        (length,) = unpack(buffer, position + 8)
        if length > longest:
            break
        found(position)
        position += length + header_length
    return starts, position


class PcapReader:
    """One pcap file. Raises NotThisFormat from `advance` if its version cannot be read."""

    def __init__(self, variant: Variant, byte_order: str, interface_name: str | None = None) -> None:
        self.format = f"pcap ({variant.name}, {_BYTE_ORDERS[byte_order]})"
        self.contents = Contents()
        self.position = 0
        self._variant = variant
        self._order = byte_order
        self._interface_name = interface_name
        self._swapped: bool | None = False
        """Whether the two lengths are the other way round, as before version 2.3; None: where it makes sense."""

    def advance(self, file: FileBytes, end: int, max_frames: int) -> Step:
        if self.position == 0:
            if end < self._variant.file_header_length:
                return Step((), 0)
            self._read_file_header(file.read_exactly(0, self._variant.file_header_length))
        return self._read_records(file, end, max_frames)

    def unfinished(self) -> str:
        return "a packet record" if self.position else "the file header"

    def _read_file_header(self, header: bytes) -> None:
        major, minor, _, _, snap_length, link_type = struct.unpack_from(self._order + "HHIIII", header, 4)
        if major < 2:
            raise NotThisFormat(f"a pcap file of version {major}.{minor}; versions from 2.0 on can be read")
        if (major, minor) < (2, 3) or major == 543:
            self._swapped = True
        elif (major, minor) == (2, 3):
            self._swapped = None
        interface = Interface(
            index=0,
            section=0,
            number=0,
            link_type=link_type & _LINK_TYPE,
            snap_length=snap_length,
            clock=Clock(self._variant.ticks_per_second),
            name=self._interface_name,
            fcs_length=(link_type >> 28) * 16 if link_type & _FCS_PRESENT else None,
        )
        self.contents.interfaces.append(interface)
        self.contents.sections.append(Section(0, self._order, interfaces=[interface]))
        self.position = self._variant.file_header_length

    def _read_records(self, file: FileBytes, end: int, max_frames: int) -> Step:
        buffer = file.read(self.position, min(WINDOW, end - self.position))
        header_length = self._variant.record_header_length
        longest = longest_frame(self.contents.interfaces[0].link_type)
        starts, stop = self._walk(buffer, header_length, longest, max_frames)
        if starts and self.position + stop > end:
            stop = starts.pop()
        damage = None
        if len(starts) < max_frames and stop <= len(buffer) - header_length:
            length = self._lengths(buffer, [stop])[0][0]
            if length > longest:
                damage = Damage(
                    f"the packet record there claims {length} captured bytes, at most {longest} make sense",
                    self.position + stop,
                )
        batches = (self._batch(buffer, starts),) if starts else ()
        self.position += stop
        return Step(batches, self.position, damage)

    def _walk(self, buffer: bytes, header_length: int, longest: int, max_frames: int) -> tuple[list[int], int]:
        if self._swapped is False:
            captured_length = struct.Struct(self._order + "I")
            return walk_records(buffer, 0, captured_length, header_length, longest, max_frames)
        starts: list[int] = []
        position = 0
        while len(starts) < max_frames and position <= len(buffer) - header_length:
            length = int(self._lengths(buffer, [position])[0][0])
            if length > longest:
                break
            starts.append(position)
            position += length + header_length
        return starts, position

    def _lengths(self, buffer: bytes, starts: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """Captured and original lengths of the records at `starts`."""
        words = gather(buffer, np.array(starts, dtype=np.int64) + 8, "ab", self._order)
        if self._swapped is True:
            return words["b"], words["a"]
        if self._swapped is None:
            return np.minimum(words["a"], words["b"]), np.maximum(words["a"], words["b"])
        return words["a"], words["b"]

    def _batch(self, buffer: bytes, starts: list[int]) -> FrameBatch:
        positions = np.array(starts, dtype=np.int64)
        times = gather(buffer, positions, "sf", self._order)
        captured, original = self._lengths(buffer, starts)
        count, interface = len(starts), self.contents.interfaces[0]
        # 32 bits of seconds and of any fraction, even one above a second, stay far below 2^63 nanoseconds.
        time = times["s"].astype(np.int64) * NANOSECONDS
        time += times["f"].astype(np.int64) * (NANOSECONDS // interface.ticks_per_second)
        return FrameBatch(
            offset=positions + (self.position + self._variant.record_header_length),
            captured_length=captured.astype(np.uint32),
            original_length=original.astype(np.uint32),
            time=time,
            interface=np.zeros(count, dtype=np.uint32),
            link_type=np.full(count, interface.link_type, dtype=np.uint16),
            options_length=np.zeros(count, dtype=np.uint32),
        )
