"""Reads pcap: microsecond and nanosecond, both byte orders, Kuznetzov's 'modified', Ixia's, versions before 2.4.

Draft-ietf-opsawg-pcap. Bytes come from `FileBytes`, frames go out in batches.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dissectors.capture_file.clock import MICROSECONDS, NANOSECONDS, Clock
from dissectors.capture_file.contents import Contents, Interface, Section
from dissectors.capture_file.file_bytes import FileBytes
from dissectors.capture_file.frames import FrameBatch
from dissectors.capture_file.lanes import span, walk_in_lanes
from dissectors.capture_file.reader import WINDOW, Damage, NotThisFormat, Step, gather, longest_frame

FILE_HEADER_LENGTH: Final = 24
_LINK_TYPE: Final = 0x0000_FFFF
_FCS_PRESENT: Final = 0x0400_0000
_RECORDS_IN_A_ROW: Final = 4
"""That look right before the first is believed to be one."""


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
    buffer: bytes | memoryview,
    start: int,
    captured_length: struct.Struct,
    header_length: int,
    longest: int,
    max_records: int,
    stop: int | None = None,
) -> tuple[list[int], int]:
    """Where the records begin whose headers lie in the buffer, and where the next would begin.

    `captured_length` unpacks that number from a record's ninth byte on. Stops before a record longer than `longest`,
    and at the first that begins at `stop` or behind it; the last record's bytes may reach beyond the buffer.
    """
    unpack, last, position = captured_length.unpack_from, len(buffer) - header_length, start
    if stop is not None:
        last = min(last, stop - 1)
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


class RecordsInLanes:
    """Records of a buffer that begins with one, as `lanes` wants them."""

    def __init__(self, buffer: memoryview, byte_order: str, header_length: int, longest: int) -> None:
        self.buffer = buffer
        self._order = byte_order
        self._header_length = header_length
        self._longest = longest
        self._captured_length = struct.Struct(byte_order + "I")
        self._last = len(buffer) - header_length
        self._bytes: npt.NDArray[np.uint8] = np.frombuffer(buffer, np.uint8)
        # A captured length for every byte that a record might begin at: overlapping, unaligned.
        self._lengths: npt.NDArray[np.uint32] = np.ndarray(
            (self._last + 1,), byte_order + "u4", buffer, offset=8, strides=(1,)
        )

    def mark(self, position: int) -> tuple[int, bytes]:
        """The upper half of the seconds: the same for 18 hours."""
        distance = 2 if self._order == "<" else 0
        return distance, bytes(self.buffer[position + distance : position + distance + 2])

    def looks_right(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """So do the records that follow, and their times are near."""
        distance, mark = self.mark(0)
        right = np.ones(len(positions), np.bool_)
        for _ in range(_RECORDS_IN_A_ROW):
            right &= positions <= self._last
            inside = np.minimum(positions, self._last)
            for place, byte in enumerate(mark, distance):
                right &= self._bytes.take(inside + place) == byte
            lengths = self._lengths[inside]
            right &= lengths <= self._longest
            positions = inside + (np.minimum(lengths, self._longest) + np.int64(self._header_length))
        return right

    def following(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        lengths = self._lengths[np.minimum(positions, self._last)]
        return np.where(lengths <= self._longest, positions + (lengths + np.int64(self._header_length)), positions)

    def walk(self, start: int, stop: int) -> tuple[list[int], int]:
        return walk_records(
            self.buffer, start, self._captured_length, self._header_length, self._longest, len(self.buffer), stop
        )


class PcapReader:
    """One pcap file. Raises NotThisFormat from `advance` if its version cannot be read."""

    def __init__(self, variant: Variant, byte_order: str, interface_name: str | None = None) -> None:
        self.format = f"pcap ({variant.name}, {_BYTE_ORDERS[byte_order]})"
        self.contents = Contents()
        self.position = 0
        self._variant = variant
        self._order = byte_order
        self._interface_name = interface_name
        self._records = 0
        """Read so far."""
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
        header_length = self._variant.record_header_length
        longest = longest_frame(self.contents.interfaces[0].link_type)
        buffer, starts, stop = self._walk(file, end, header_length, longest, max_frames)
        if len(starts) and self.position + stop > end:
            starts, stop = starts[:-1], int(starts[-1])
        damage = None
        if len(starts) < max_frames and stop <= len(buffer) - header_length:
            length = self._lengths(buffer, np.array([stop]))[0][0]
            if length > longest:
                damage = Damage(
                    f"the packet record there claims {length} captured bytes, at most {longest} make sense",
                    self.position + stop,
                )
        batches = (self._batch(buffer, starts),) if len(starts) else ()
        self.position += stop
        self._records += len(starts)
        return Step(batches, self.position, damage)

    def _walk(
        self, file: FileBytes, end: int, header_length: int, longest: int, max_frames: int
    ) -> tuple[bytes | memoryview, npt.NDArray[np.int64], int]:
        """Bytes from `position` on, where in them records begin, and where the next would."""
        if self._swapped is False and self._records:
            wanted = span(end - self.position - header_length, max_frames, self.position / self._records)
            if wanted:
                whole = file.view(end)[self.position : end].data
                file.expect(self.position, self.position + wanted)
                lanes = RecordsInLanes(whole, self._order, header_length, longest)
                starts, stop = walk_in_lanes(lanes, wanted)
                if len(starts) > max_frames:
                    starts, stop = starts[:max_frames], int(starts[max_frames])
                return whole, starts, stop
        buffer = file.read(self.position, min(WINDOW, end - self.position))
        if self._swapped is False:
            captured_length = struct.Struct(self._order + "I")
            found, stop = walk_records(buffer, 0, captured_length, header_length, longest, max_frames)
        else:
            found, stop = self._walk_swapped(buffer, header_length, longest, max_frames)
        return buffer, np.array(found, dtype=np.int64), stop

    def _walk_swapped(self, buffer: bytes, header_length: int, longest: int, max_frames: int) -> tuple[list[int], int]:
        starts: list[int] = []
        position = 0
        while len(starts) < max_frames and position <= len(buffer) - header_length:
            length = int(self._lengths(buffer, np.array([position]))[0][0])
            if length > longest:
                break
            starts.append(position)
            position += length + header_length
        return starts, position

    def _lengths(
        self, buffer: bytes | memoryview, starts: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """Captured and original lengths of the records at `starts`."""
        return self._in_order(gather(buffer, starts + 8, "ab", self._order))

    def _in_order(self, words: npt.NDArray[np.void]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """Captured and original lengths, which old versions wrote in the other order."""
        if self._swapped is True:
            return words["b"], words["a"]
        if self._swapped is None:
            return np.minimum(words["a"], words["b"]), np.maximum(words["a"], words["b"])
        return words["a"], words["b"]

    def _batch(self, buffer: bytes | memoryview, starts: npt.NDArray[np.int64]) -> FrameBatch:
        words = gather(buffer, starts, "sfab", self._order)
        captured, original = self._in_order(words)
        count, interface = len(starts), self.contents.interfaces[0]
        # 32 bits of seconds and of any fraction, even one above a second, stay far below 2^63 nanoseconds.
        time = words["s"].astype(np.int64) * NANOSECONDS
        time += words["f"].astype(np.int64) * (NANOSECONDS // interface.ticks_per_second)
        return FrameBatch(
            offset=starts + (self.position + self._variant.record_header_length),
            captured_length=captured.astype(np.uint32),
            original_length=original.astype(np.uint32),
            time=time,
            interface=np.zeros(count, dtype=np.uint32),
            link_type=np.full(count, interface.link_type, dtype=np.uint16),
            options_length=np.zeros(count, dtype=np.uint32),
        )
