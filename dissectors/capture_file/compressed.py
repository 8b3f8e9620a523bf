"""Unpacks a gzip or zstd file bit by bit into a nameless temporary file, which the readers then read as it grows.

What comes out is limited, because a small file can be made to unpack to any size.
"""

from __future__ import annotations

import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import zstandard

from dissectors.capture_file.file_bytes import FileBytes
from dissectors.capture_file.recognise import Compression, compression_of
from dissectors.errors import CaptureFileError

DEFAULT_LIMIT: Final = 8 << 30
"""Bytes."""

_PIECE: Final = 1 << 20
"""Bytes unpacked by one call, roughly."""


@dataclass(frozen=True, slots=True)
class UnpackProblem:
    """Why unpacking stopped early."""

    message: str
    """A clause that "at byte N" can follow."""
    offset: int
    """In the packed file."""
    may_go_on: bool
    """The packed file only ends too early."""


class _GzipMember:
    """On its way; `unpack` returns what came out, how many bytes it took, and whether the next one is broken."""

    piece: Final = 1 << 16

    def __init__(self) -> None:
        self._decompressor = zlib.decompressobj(wbits=31)
        self.is_at_end = False

    def unpack(self, packed: bytes) -> tuple[bytes, int, bool]:
        before = self._decompressor.copy()
        try:
            unpacked = self._decompressor.decompress(packed, _PIECE)
        except zlib.error:
            return self._unpack_up_to_damage(before, packed)
        self.is_at_end = self._decompressor.eof
        left = len(self._decompressor.unconsumed_tail) + len(self._decompressor.unused_data)
        return unpacked, len(packed) - left, False

    def _unpack_up_to_damage(self, decompressor: zlib._Decompress, packed: bytes) -> tuple[bytes, int, bool]:
        """zlib keeps to itself what it unpacked in a call that fails: go there byte by byte."""
        pieces: list[bytes] = []
        for index in range(len(packed)):
            try:
                pieces.append(decompressor.decompress(packed[index : index + 1]))
            except zlib.error:
                return b"".join(pieces), index, True
        return b"".join(pieces), len(packed), True


class _ZstdFrame:
    """The same for zstd."""

    piece: Final = 1 << 10
    """A block of 4 bytes unpacks to 128 KiB at most, so this many bytes to 32 MiB."""

    def __init__(self) -> None:
        self._decompressor = zstandard.ZstdDecompressor().decompressobj()
        self.is_at_end = False

    def unpack(self, packed: bytes) -> tuple[bytes, int, bool]:
        try:
            unpacked = self._decompressor.decompress(packed)
        except zstandard.ZstdError:
            return b"", 0, True
        self.is_at_end = self._decompressor.eof
        return unpacked, len(packed) - len(self._decompressor.unused_data), False


_KINDS: Final[dict[Compression, type[_GzipMember] | type[_ZstdFrame]]] = {"gzip": _GzipMember, "zstd": _ZstdFrame}


class Unpacker:
    """Raises CaptureFileError if the temporary file cannot be made."""

    def __init__(
        self, packed: FileBytes, compression: Compression, path: Path, limit: int, folder: Path | None
    ) -> None:
        try:
            # Without a name there is nothing to clean up, however the program ends.
            self._file: BinaryIO = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        except OSError as error:
            raise CaptureFileError(f"{path} cannot be unpacked: {error.strerror} ({error.filename})") from error
        self.unpacked = FileBytes(self._file, path)
        self.packed_position = 0
        """Bytes of the packed file that have been unpacked."""
        self.problem: UnpackProblem | None = None
        self._packed = packed
        self._compression: Compression = compression
        self._kind = _KINDS[compression]
        self._member: _GzipMember | _ZstdFrame | None = None
        self._limit = limit
        self._written = 0

    def advance(self) -> bool:
        """Unpack about a megabyte; False if nothing came out, for now or because of `problem`."""
        if self.problem is not None and not self.problem.may_go_on:
            return False
        self.problem = None
        before = self._written
        while self._written - before < _PIECE and self.problem is None:
            packed = self._packed.read(self.packed_position, self._kind.piece)
            if not packed or (self._member is None and not self._begin_member(packed)):
                break
            assert self._member is not None
            unpacked, used, is_broken = self._member.unpack(packed)
            self.packed_position += used
            self._write(unpacked)
            if is_broken and self.problem is None:
                self._stop(f"The {self._compression} data is damaged")
            if self._member.is_at_end:
                self._member = None
        if self.problem is None and self._member is not None and self._written == before:
            self._stop(f"The {self._compression} data is cut short", may_go_on=True)
        return self._written > before

    def close(self) -> None:
        """Remove what was unpacked."""
        self._file.close()

    def _begin_member(self, packed: bytes) -> bool:
        """Several may follow each other. Behind the last, zero bytes are padding; anything else is a problem."""
        if compression_of(packed) == self._compression:
            self._member = self._kind()
            return True
        if packed.strip(b"\0"):
            self._stop(f"Something that is no {self._compression} data follows")
        return False

    def _write(self, unpacked: bytes) -> None:
        room = self._limit - self._written
        try:
            self._file.seek(self._written)
            left = memoryview(unpacked)[:room]
            while left:
                written = self._file.write(left)
                self._written += written
                left = left[written:]
        except OSError as error:
            self._stop(f"Unpacking stopped ({error.strerror})")
            return
        if len(unpacked) > room:
            self._stop(f"Unpacking stopped at the limit of {self._limit} bytes")

    def _stop(self, message: str, may_go_on: bool = False) -> None:
        self.problem = UnpackProblem(message, self.packed_position, may_go_on)
