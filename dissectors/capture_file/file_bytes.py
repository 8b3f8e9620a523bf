"""The bytes of an open file, of which some may be missing when they are asked for.

A capture may grow while it is read, and a file may be cut by others at any moment. Touching a mapped page beyond the
file's end kills the process, so every access checks the size first, and single reads do not use the mapping at all.
"""

from __future__ import annotations

import mmap
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from dissectors.errors import CaptureFileError

_MADV_POPULATE_READ: Final = 22
"""Linux's number, which Python's `mmap` does not name."""


class FileBytes:
    """Random access to an open regular file; `path` is what messages call it."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._mapping: mmap.mmap | None = None
        self._mapped: npt.NDArray[np.uint8] = np.empty(0, dtype=np.uint8)

    def size(self) -> int:
        """Bytes in the file now."""
        return os.fstat(self._file.fileno()).st_size

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes; fewer where the file ends. Raises CaptureFileError if the disk fails."""
        pieces: list[bytes] = []
        # The kernel may hand out less than asked: a signal, or more than 2 GiB at once.
        while length > 0 and (piece := self._read_once(offset, length)):
            pieces.append(piece)
            offset += len(piece)
            length -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def read_exactly(self, offset: int, length: int) -> bytes:
        """`length` bytes that were there when the file was walked; raises CaptureFileError if it shrank since."""
        data = self.read(offset, length)
        if len(data) < length:
            raise self._shrunk(offset + length)
        return data

    def view(self, needed: int) -> npt.NDArray[np.uint8]:
        """The mapped file, at least `needed` bytes of it, read-only.

        Ask anew before each use and do not keep the array: this call is what checks that the file is still as long.
        Raises CaptureFileError if the file is now shorter than `needed`.
        """
        size = self.size()
        if size < needed:
            self._mapping, self._mapped = None, np.empty(0, dtype=np.uint8)
            raise self._shrunk(needed)
        if not needed <= len(self._mapped) <= size:
            self._mapped = self._map(size)
        return self._mapped

    def expect(self, start: int, stop: int) -> None:
        """Have the system map these bytes of `view` in one go: touched page by page that takes three times as long."""
        if self._mapping is None or not sys.platform.startswith("linux"):
            return
        first = start // mmap.PAGESIZE * mmap.PAGESIZE
        # Linux before 5.14 does not know the request, and does without.
        with suppress(OSError, ValueError):
            self._mapping.madvise(_MADV_POPULATE_READ, first, min(stop, len(self._mapped)) - first)

    def forget(self, start: int, stop: int) -> None:
        """Have the system take these bytes of `view` out of this process's memory, until they are touched again."""
        if self._mapping is None or not hasattr(mmap, "MADV_DONTNEED"):
            return
        first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
        last = min(stop, len(self._mapped)) // mmap.PAGESIZE * mmap.PAGESIZE
        if first < last:
            self._mapping.madvise(mmap.MADV_DONTNEED, first, last - first)

    def close(self) -> None:
        """Close the file; arrays handed out keep their mapping alive."""
        self._mapping = None
        self._mapped = np.empty(0, dtype=np.uint8)
        self._file.close()

    def _read_once(self, offset: int, length: int) -> bytes:
        try:
            if hasattr(os, "pread"):
                return os.pread(self._file.fileno(), length, offset)
            self._file.seek(offset)
            return self._file.read(length)
        except OSError as error:
            raise CaptureFileError(f"{self._path} cannot be read at byte {offset}: {error.strerror}") from error

    def _map(self, size: int) -> npt.NDArray[np.uint8]:
        if size == 0:
            return np.empty(0, dtype=np.uint8)
        try:
            self._mapping = mmap.mmap(self._file.fileno(), size, access=mmap.ACCESS_READ)
            return np.frombuffer(self._mapping, dtype=np.uint8)
        except (OSError, ValueError) as error:
            raise CaptureFileError(f"{self._path} cannot be mapped into memory: {error}") from error

    def _shrunk(self, needed: int) -> CaptureFileError:
        return CaptureFileError(
            f"{self._path} became shorter while it was open: {needed} bytes were there, {self.size()} are left"
        )
