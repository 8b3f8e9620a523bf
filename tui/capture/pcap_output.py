"""A growing nanosecond pcap behind a descriptor that somebody else opened. Standard library only.

The file is always whole: after an error (a full disk) what was half written is cut off again.
"""

from __future__ import annotations

import errno
import os
import struct

from tui.capture.source import EngineError

NANOSECOND_MAGIC = 0xA1B23C4D
HEADER = struct.Struct("=IHHiIII")
"""Magic, version 2.4, two unused, snaplen, link type: in this machine's byte order."""
RECORD = struct.Struct("=IIII")
"""Seconds, nanoseconds, captured length, original length."""
LONGEST_RECORD = 1 << 28
LARGEST_BLOCK = 1 << 16
"""No file system allots more at a time: a write of so much fails where the disk is full."""


def file_header(link_type: int, snaplen: int) -> bytes:
    """The 24 bytes in front of a nanosecond pcap."""
    return HEADER.pack(NANOSECOND_MAGIC, 2, 4, 0, 0, snaplen, link_type)


def existing_link_type(descriptor: int) -> int | None:
    """Link type of the nanosecond pcap that is there already; None: the file is empty.

    Raises EngineError where something else is there.
    """
    head = os.pread(descriptor, HEADER.size, 0)
    if not head:
        return None
    if len(head) == HEADER.size and HEADER.unpack(head)[0] == NANOSECOND_MAGIC:
        return int(HEADER.unpack(head)[6])
    raise EngineError("bad-output", "the file to continue is not a nanosecond pcap of this machine")


def prepare(descriptor: int, link_type: int, snaplen: int) -> None:
    """Write the header, or check that the file there goes on with the same link type; seek to the end."""
    existing = existing_link_type(descriptor)
    if existing is None:
        write_all(descriptor, file_header(link_type, snaplen), 0)
    elif existing != link_type:
        raise EngineError("bad-output", f"the file holds link type {existing}, the interface delivers {link_type}")
    os.lseek(descriptor, 0, os.SEEK_END)


def write_all(descriptor: int, data: bytes, whole_end: int) -> int:
    """Append whole records and return the file's new length; after an error cut back to the last whole record.

    `whole_end` is a length up to which the file is known to be whole.
    """
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError as error:
        failure = output_error(error.errno)
        _, failure.frames = cut_to_whole_records(descriptor, whole_end)
        raise failure from error
    return os.lseek(descriptor, 0, os.SEEK_CUR)


def cut_to_whole_records(descriptor: int, start: int) -> tuple[int, int]:
    """Drop a record begun and not finished; `start` is where a record (or the header) begins.

    The new length, and the number of records from `start` on.
    """
    count = 0
    size = os.fstat(descriptor).st_size
    position = start
    if position == 0:
        position = HEADER.size if size >= HEADER.size else 0
    while position and position + RECORD.size <= size:
        record = os.pread(descriptor, RECORD.size, position)
        if len(record) < RECORD.size:
            break
        captured = RECORD.unpack(record)[2]
        if captured > LONGEST_RECORD or position + RECORD.size + captured > size:
            break
        position += RECORD.size + captured
        count += 1
    if position < size:
        os.ftruncate(descriptor, position)
    os.lseek(descriptor, 0, os.SEEK_END)
    return position, count


def why_not(descriptor: int) -> EngineError:
    """Why a write by somebody else failed: found out by trying it again."""
    size = os.fstat(descriptor).st_size
    try:
        os.pwrite(descriptor, bytes(LARGEST_BLOCK), size)
    except OSError as error:
        return output_error(error.errno)
    finally:
        os.ftruncate(descriptor, size)
    return output_error(errno.ENOSPC)


def output_error(number: int | None) -> EngineError:
    """The sentence for a write that failed with this errno."""
    if number in (errno.ENOSPC, errno.EDQUOT):
        return EngineError("disk-full", "the disk is full")
    if number == errno.EFBIG:
        return EngineError("disk-full", "the file has reached the largest size allowed")
    return EngineError("bad-output", f"cannot write the capture: {os.strerror(number or errno.EIO)}")


class Output:
    """Frames go in, a nanosecond pcap grows; every `write` ends on a whole record."""

    def __init__(self, descriptor: int, link_type: int, snaplen: int) -> None:
        self._link_type = link_type
        self._snaplen = snaplen
        self._descriptor = descriptor
        self.length = 0
        self._begin()

    def write(self, records: bytes) -> None:
        """Append records as they are in the file. Raises EngineError, for instance disk-full."""
        self.length = write_all(self._descriptor, records, self.length)

    def switch(self, descriptor: int) -> None:
        os.close(self._descriptor)
        self._descriptor = descriptor
        self._begin()

    def close(self) -> None:
        os.close(self._descriptor)

    def _begin(self) -> None:
        prepare(self._descriptor, self._link_type, self._snaplen)
        self.length = os.fstat(self._descriptor).st_size
