"""One open capture file, saved or still growing: its frames, their bytes, and what else it tells.

Readers walk the file and make batches; this is where they are asked, where damage becomes a notice, and where the
bytes of frames come from. A compressed file is unpacked on the way, bit by bit, to a temporary file.
"""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from dissectors.capture_file.compressed import DEFAULT_LIMIT, Unpacker
from dissectors.capture_file.contents import Contents, Interface, Option, Secrets, Section
from dissectors.capture_file.file_bytes import FileBytes
from dissectors.capture_file.frames import FrameBatch, Frames
from dissectors.capture_file.notice import Notice, of_an_early_end, of_damage, of_unpacking
from dissectors.capture_file.options import COMMENT, read_options_until_damage, texts
from dissectors.capture_file.reader import Damage, NotThisFormat, Reader, Step
from dissectors.capture_file.recognise import (
    HEAD_LENGTH,
    Compression,
    compression_of,
    may_become_a_capture,
    reader_for,
    what_it_seems_to_be,
)
from dissectors.errors import CaptureFileError
from dissectors.processes.attribution import Attribution

_ALL_FRAMES: Final = 1 << 62


class CaptureFile:
    """Made by `open_capture`; a context manager.

    `frames` is empty at first: `refresh` reads on. `read_batches` may run in another thread than the one that calls
    `append`; everything else belongs to the latter.
    """

    def __init__(
        self,
        file: BinaryIO,
        path: Path,
        *,
        unpack_limit: int = DEFAULT_LIMIT,
        temporary_folder: Path | None = None,
        interface_name: str | None = None,
    ) -> None:
        self.path = path
        self.frames = Frames()
        self.compression: Compression | None = None
        self._stored = FileBytes(file, path)
        self._bytes = self._stored
        self._unpack_limit = unpack_limit
        self._temporary_folder = temporary_folder
        self._unpacker: Unpacker | None = None
        self._interface_name = interface_name
        self._reader: Reader | None = None
        self._nothing_yet = Contents()
        self._damage: Damage | None = None
        self._frames_read = 0
        self._size = 0
        self._is_at_end = False
        self._recognise()

    @property
    def format(self) -> str:
        """For people: "pcap (nanosecond, little endian)", "pcapng", or "empty" as long as there is no file header."""
        return self._reader.format if self._reader is not None else "empty"

    @property
    def is_pcapng(self) -> bool:
        return self.format == "pcapng"

    @property
    def contents(self) -> Contents:
        """Sections, interfaces, statistics, names and secrets found so far."""
        return self._reader.contents if self._reader is not None else self._nothing_yet

    @property
    def interfaces(self) -> list[Interface]:
        """Found so far, over all sections; a frame's interface is an index into it."""
        return self.contents.interfaces

    @property
    def sections(self) -> list[Section]:
        return self.contents.sections

    @property
    def secrets(self) -> list[Secrets]:
        """Keys that the file brings along, as far as it was read."""
        return self.contents.secrets

    @property
    def attributions(self) -> list[Attribution]:
        """Whose ends of conversations are, as far as the file tells and was read; only ever appended to."""
        return self.contents.attributions

    @property
    def dropped(self) -> int | None:
        """Packets that whoever captured them lost, as far as the file was read; None where it does not tell."""
        return self.contents.dropped

    @property
    def file_comments(self) -> tuple[str, ...]:
        """Comments on the capture as a whole, of all sections."""
        return tuple(comment for section in self.sections for comment in section.comments)

    @property
    def size(self) -> int:
        """Bytes of the (packed) file when it was last looked at."""
        return self._size

    @property
    def bytes_read(self) -> int:
        """Of `size`, what is done with: for a progress bar."""
        if self._unpacker is not None:
            return self._unpacker.packed_position
        return self._reader.position if self._reader is not None else 0

    @property
    def is_complete(self) -> bool:
        """Everything that was in the file at the last refresh has been read."""
        return self._is_at_end

    @property
    def notice(self) -> Notice | None:
        """What is wrong with the file, once all that can be read has been read; None if nothing is."""
        if self._damage is not None:
            return of_damage(self._damage, self._frames_read, is_unpacked=self._unpacker is not None)
        position = self._reader.position if self._reader is not None else 0
        if not self._is_at_end:
            return None
        if self._unpacker is not None and self._unpacker.problem is not None:
            return of_unpacking(self._unpacker.problem, position, self._frames_read)
        if position < self._bytes.size():
            what = self._reader.unfinished() if self._reader is not None else "the file header"
            return of_an_early_end(what, position, self._frames_read)
        return None

    def refresh(self, max_frames: int | None = None, seconds: float | None = None) -> range:
        """Read on from where it stopped, until a limit or the file's end; return the new rows.

        A limit is approximate: the time is looked at after every window of the file. Raises CaptureFileError if the
        file shrank, cannot be read, or grew from nothing into something that is no capture.
        """
        return self.append(self.read_batches(max_frames, seconds))

    def read_batches(self, max_frames: int | None = None, seconds: float | None = None) -> tuple[FrameBatch, ...]:
        """What `refresh` would append; each batch must then be given to `append`, in this order."""
        deadline = None if seconds is None else time.monotonic() + seconds
        wanted = _ALL_FRAMES if max_frames is None else max_frames
        batches: list[FrameBatch] = []
        self._is_at_end = False
        while wanted > 0 and self._damage is None:
            step = self._step(wanted)
            if step is None:
                self._is_at_end = True
                break
            batches += step.batches
            wanted -= sum(len(batch) for batch in step.batches)
            if deadline is not None and time.monotonic() >= deadline:
                break
        self._is_at_end = self._is_at_end or self._damage is not None
        self._frames_read += sum(len(batch) for batch in batches)
        return tuple(batches)

    def append(self, batches: tuple[FrameBatch, ...]) -> range:
        """Make batches part of `frames`; return the new rows."""
        first = len(self.frames)
        for batch in batches:
            self.frames.append(batch)
        return range(first, len(self.frames))

    def data(self, row: int) -> bytes:
        """A frame's captured bytes; raises CaptureFileError if the file became shorter than that."""
        frame = self.frames.frame(row)
        return self._bytes.read_exactly(frame.offset, frame.captured_length)

    def view(self) -> npt.NDArray[np.uint8]:
        """All bytes that the frames' offsets count in, mapped and read-only.

        Ask anew before each use and do not keep it: asking is what checks that the file is still as long as it was.
        Raises CaptureFileError if it became shorter.
        """
        return self._bytes.view(self._reader.position if self._reader is not None else 0)

    def forget(self, start: int, stop: int) -> None:
        """These bytes of `view` will not be wanted soon: they need not stay in this process's memory."""
        self._bytes.forget(start, stop)

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the (unpacked) file that were there when it was walked; raises CaptureFileError if they are gone."""
        return self._bytes.read_exactly(offset, length)

    def packet_options(self, row: int) -> tuple[Option, ...]:
        """The pcapng options of a frame, in the byte order of its section; none for pcap."""
        length = self.frames.options_length(row)
        if not length:
            return ()
        frame = self.frames.frame(row)
        section = self.sections[self.interfaces[frame.interface].section]
        start = frame.offset + (frame.captured_length + 3 & ~3)
        return read_options_until_damage(self.read(start, length), section.byte_order)[0]

    def comments(self, row: int) -> tuple[str, ...]:
        """A frame's comments as the file has them: make them safe before showing them."""
        return texts(self.packet_options(row), COMMENT)

    def close(self) -> None:
        """Close the file, and remove what was unpacked."""
        if self._unpacker is not None:
            self._unpacker.close()
        self._stored.close()

    def __enter__(self) -> CaptureFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _step(self, max_frames: int) -> Step | None:
        """Read one window, or unpack a piece; None if the file has nothing more."""
        self._size = self._stored.size()
        if self._size < self.bytes_read:
            raise CaptureFileError(
                f"{self.path} became shorter while it was open: {self.bytes_read} bytes were read, "
                f"{self._size} are left"
            )
        if self._reader is None:
            self._recognise()
        if self._reader is not None:
            before = self._reader.position
            step = self._advance(self._reader, max_frames)
            if step.damage is not None or step.position > before:
                return step
        if self._unpacker is not None and self._unpacker.advance():
            return Step((), self._bytes.size())
        return None

    def _advance(self, reader: Reader, max_frames: int) -> Step:
        try:
            step = reader.advance(self._bytes, self._bytes.size(), max_frames)
        except NotThisFormat as error:
            raise CaptureFileError(f"{self.path} is {error}") from error
        self._damage = step.damage
        return step

    def _recognise(self) -> None:
        """Find the reader by the file's head; raises CaptureFileError if there is none for it."""
        self._size = self._stored.size()
        head = self._stored.read(0, HEAD_LENGTH)
        if self._unpacker is None and (compression := compression_of(head)) is not None:
            self.compression = compression
            self._unpacker = Unpacker(self._stored, compression, self.path, self._unpack_limit, self._temporary_folder)
            self._bytes = self._unpacker.unpacked
        if self._unpacker is not None:
            while self._bytes.size() < HEAD_LENGTH and self._unpacker.advance():
                pass
            head = self._bytes.read(0, HEAD_LENGTH)
        self._reader = reader_for(head, self._interface_name)
        if self._reader is not None:
            self._advance(self._reader, 0)
        elif not may_become_a_capture(head):
            subject = "is" if self._unpacker is None else f"is {self.compression}-compressed, and inside is"
            raise CaptureFileError(f"{self.path} {subject} no capture: it seems to be {what_it_seems_to_be(head)}")


def open_capture(
    path: str | os.PathLike[str],
    *,
    unpack_limit: int = DEFAULT_LIMIT,
    temporary_folder: Path | None = None,
    interface_name: str | None = None,
) -> CaptureFile:
    """Open a capture file by its content, whatever its name; read its frames by `refresh`.

    A gzip- or zstd-compressed one is unpacked while it is read, up to `unpack_limit` bytes, to a nameless file in
    `temporary_folder` (None is the system's). `interface_name` names the interface of a pcap file. An empty file is an
    empty capture. Raises CaptureFileError, in one sentence, for what is not there, may not be read, or is no capture.
    """
    place = Path(path)
    try:
        if not stat.S_ISREG(place.stat().st_mode):
            kind = "a directory" if place.is_dir() else "no regular file"
            raise CaptureFileError(f"{place} is {kind}, a capture file is wanted")
        file = place.open("rb", buffering=0)
    except FileNotFoundError as error:
        raise CaptureFileError(f"{place} does not exist") from error
    except PermissionError as error:
        raise CaptureFileError(f"{place} may not be read by this user") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CaptureFileError(f"{place} cannot be opened: {reason}") from error
    try:
        return CaptureFile(
            file,
            place,
            unpack_limit=unpack_limit,
            temporary_folder=temporary_folder,
            interface_name=interface_name,
        )
    except BaseException:
        file.close()
        raise
