"""Where a live capture's frames go: a file the user named, growing, or files in a temporary folder saved at the end.

Every file is opened here, by the unprivileged side, and so belongs to the user.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dissectors.capture_file import MergedCapture, format_for, save_capture
from dissectors.capture_file.atomic import atomic_file
from dissectors.capture_file.recognise import HEAD_LENGTH, compression_of, reader_for, what_it_seems_to_be
from dissectors.errors import CaptureFileError
from dissectors.processes.attributions import Attributions
from tui.capture import kept_processes
from tui.capture.source import EngineError
from tui.capture.temporary import HEADER_BYTES, TemporaryFolder


@dataclass(frozen=True, slots=True)
class GrowingFile:
    """A file of frames, and the interface that they come from; None: the file tells itself."""

    path: Path
    interface: str | None


class Destination:
    """The files of one capture. `named` None: temporary.

    A name that asks for pcapng, or that an earlier capture has, is written by `finish`: until then nothing is lost.
    """

    def __init__(self, named: Path | None, parent: Path | None = None, *, is_ring: bool = False) -> None:
        self.named = named
        self._parent = parent
        self._folder: TemporaryFolder | None = None
        self._is_ring = is_ring
        self._direct: Path | None = None
        self._count = 0
        self._is_kept = False
        self.ring_files: list[Path] = []
        self.attributions: Attributions | None = None
        """Whose the packets are, for formats that can tell it; known to whoever watches the machine's processes."""

    @property
    def is_direct(self) -> bool:
        """All frames go straight to the named file."""
        return self._direct is not None and self._folder is None

    @property
    def folder(self) -> Path | None:
        """Of temporary files; None if there are none."""
        return None if self._folder is None else self._folder.path

    def open(self, interface: str, *, may_be_direct: bool) -> tuple[Path, int]:
        """A new empty file for an interface, open for reading and writing; the descriptor is the caller's.

        The first one is the named file itself, where its name asks for pcap, `may_be_direct` is set, and nothing
        would be lost. Raises EngineError if it cannot be made.
        """
        self._count += 1
        wants_pcap = self.named is not None and format_for(self.named, []) != "pcapng"
        is_free = self._is_ring or self.named is None or not _has_bytes(self.named)
        if wants_pcap and is_free and may_be_direct and self._direct is None:
            self._direct = self.next_ring_name() if self._is_ring else self.named
            assert self._direct is not None
            if self._is_ring:
                self.ring_files.append(self._direct)
            return self._direct, _open(self._direct, os.O_CREAT | os.O_TRUNC)
        name = "".join(c if c.isalnum() or c in "-_." else "_" for c in interface)
        folder = self._temporary()
        path = folder.path / f"{self._count:03d}-{name}.pcap"
        descriptor = _open(path, os.O_CREAT | os.O_EXCL)
        folder.add(path, interface)
        return path, descriptor

    def open_standby(self) -> tuple[Path, int]:
        """A ring's next file, under a hidden name beside the others until `take_standby`."""
        assert self.named is not None
        path = self.named.with_name(f".{self.named.name}.next-{os.getpid()}")
        return path, _open(path, os.O_CREAT | os.O_TRUNC)

    def take_standby(self, standby: Path) -> Path:
        """Give the next file its name in the ring."""
        path = self.next_ring_name()
        os.replace(standby, path)
        self.ring_files.append(path)
        return path

    def next_ring_name(self) -> Path:
        """As dumpcap names them: NAME_00001_20240131235959.pcap."""
        assert self.named is not None
        number = len(self.ring_files) + 1
        return self.named.with_name(
            f"{self.named.stem}_{number:05d}_{time.strftime('%Y%m%d%H%M%S')}{self.named.suffix}"
        )

    def reopen(self, path: Path) -> int:
        """A file begun earlier, to go on in it. Raises EngineError."""
        return _open(path, 0)

    def finish(self, files: Sequence[GrowingFile], drops: Mapping[str, int] | None = None) -> Path | None:
        """Write the named file if the frames are not in it already; where they are now, None: in temporary files.

        Raises CaptureFileError if it cannot be written; the temporary files stay then.
        """
        if self.named is None:
            return None
        target = self.named
        if self._is_ring:
            files = [file for file in files if file.path.parent == self.folder and _has_frames(file.path)]
            target = self.next_ring_name() if files or not self.ring_files else self.ring_files[-1]
        if files and not self.is_direct:
            save_files(files, target, overwrite=True, drops=drops, attributions=self.attributions)
        self.remove()
        return target

    def give_up(self) -> None:
        """Nothing was ever captured: what the user named stays as it was before."""
        if self._direct is not None and not _has_bytes(self._direct):
            self._direct.unlink(missing_ok=True)
        self.remove()

    def keep(self) -> None:
        """Leave temporary files where they are, for the start screen to offer."""
        if self._folder is not None:
            if self.attributions:
                kept_processes.keep(self._folder.path, self.attributions)
            self._folder.close()
        self._is_kept = True

    def remove(self) -> None:
        """Delete temporary files; what the user named stays."""
        if self._folder is not None and not self._is_kept:
            self._folder.remove()
            self._folder = None

    def _temporary(self) -> TemporaryFolder:
        if self._folder is None:
            try:
                self._folder = TemporaryFolder(self._parent)
            except OSError as error:
                raise EngineError(
                    "bad-output",
                    f"no temporary file can be made in {error.filename}: {error.strerror}; name a file with -w",
                ) from error
        return self._folder


def check_target(path: Path) -> None:
    """Refuse to write over what is there and is no capture. Raises EngineError."""
    if not path.exists():
        return
    if not path.is_file():
        kind = "a directory" if path.is_dir() else "no regular file"
        raise EngineError("bad-output", f"{path} is {kind}: a capture cannot be written there")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_LENGTH)
    except OSError as error:
        raise EngineError("bad-output", f"{path} cannot be written over: {error.strerror}") from error
    if head and compression_of(head) is None and reader_for(head) is None:
        seems = what_it_seems_to_be(head)
        raise EngineError("bad-output", f"{path} is no capture (it seems to be {seems}) and is not written over")


def _has_bytes(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _has_frames(path: Path) -> bool:
    try:
        return path.stat().st_size > HEADER_BYTES
    except OSError:
        return False


def save_files(
    files: Sequence[GrowingFile],
    target: Path,
    *,
    overwrite: bool,
    drops: Mapping[str, int] | None = None,
    attributions: Attributions | None = None,
) -> int:
    """Merge growing or finished files into one; how many frames it holds. Raises CaptureFileError.

    `drops`: by interface how many packets the capture lost; `attributions`: whose they are. For formats that can tell.
    """
    with MergedCapture() as capture:
        capture.drops = drops or {}
        for file in files:
            capture.add(file.path, file.interface)
        capture.refresh()
        begun = [opened for opened in capture.files if opened.bytes_read]
        if len(begun) == 1 and not begun[0].is_pcapng and "nanosecond" in format_for(target, begun):
            with atomic_file(target, overwrite=overwrite) as output, begun[0].path.open("rb") as source:
                _copy(source.fileno(), output.fileno(), begun[0].bytes_read)
            return len(capture.frames)
        processes = None
        if attributions:
            # Only now what reads packets is wanted; most captures are saved without.
            from dissectors.packets.layer_index import LayerIndex
            from dissectors.processes.notes import ProcessNotes

            processes = ProcessNotes(LayerIndex(capture, attributions=attributions))
        return save_capture(capture, target, overwrite=overwrite, processes=processes)


def _copy(source: int, target: int, length: int) -> None:
    with os.fdopen(os.dup(source), "rb") as reader, os.fdopen(os.dup(target), "wb") as writer:
        while length > 0:
            piece = reader.read(min(length, 1 << 20))
            if not piece:
                raise CaptureFileError("the capture became shorter while it was saved")
            writer.write(piece)
            length -= len(piece)


def _open(path: Path, flags: int) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
    except OSError as error:
        raise EngineError("bad-output", f"{path} cannot be written: {error.strerror}") from error
