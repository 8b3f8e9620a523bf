"""Captures without a name: where they live, how one that a crash left is found again, and what becomes of it.

Each is a folder of its own in the user's state folder: the growing files and a note about them, which its owner
keeps locked. A note that nobody has locked belongs to a process that is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NOTE = "capture.json"
HEADER_BYTES = 24
"""Length of a capture file without a frame."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A capture whose process ended without saying what is to become of it."""

    folder: Path
    files: tuple[Path, ...]
    """In the order in which they were begun."""
    interfaces: tuple[str, ...]
    """One a file."""
    created: float
    """Seconds since 1970."""
    size: int
    """Bytes of all files."""

    def discard(self) -> None:
        """Delete it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class TemporaryFolder:
    """The folder of one capture in progress; `close` or the end of the process gives the lock back."""

    def __init__(self, parent: Path | None = None) -> None:
        parent = captures_folder() if parent is None else parent
        parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}"
        self.path = parent / name
        self.path.mkdir(mode=0o700)
        self._created = time.time()
        self._note = os.open(self.path / NOTE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        _lock(self._note)
        self._entries: list[tuple[str, str]] = []
        self._write_note()

    def add(self, file: Path, interface: str) -> None:
        """Put a file on the note, so that it is found after a crash; it may lie outside of the folder."""
        self._entries.append((str(file), interface))
        self._write_note()

    def forget(self, file: Path) -> None:
        """Take a file off the note: it was moved or deleted."""
        self._entries = [entry for entry in self._entries if entry[0] != str(file)]
        self._write_note()

    def remove(self) -> None:
        """Delete the folder with all that is in it."""
        self.close()
        shutil.rmtree(self.path, ignore_errors=True)

    def close(self) -> None:
        """Let go of the lock: from now on the capture counts as left behind."""
        if self._note >= 0:
            os.close(self._note)
            self._note = -1

    def _write_note(self) -> None:
        note = {"created": self._created, "process": os.getpid(), "files": self._entries}
        data = json.dumps(note).encode()
        with contextlib.suppress(OSError):  # a full disk is told by the capture itself
            os.pwrite(self._note, data, 0)
            os.ftruncate(self._note, len(data))


def captures_folder() -> Path:
    """Where temporary captures live: on a disk, for this user."""
    from platformdirs import user_state_path  # 10 ms that the command line's help need not wait for

    return user_state_path("remora", appauthor=False) / "captures"


def recovered(parent: Path | None = None) -> tuple[Leftover, ...]:
    """Captures that a crash left, the newest first; those without a single frame are deleted on the way."""
    parent = captures_folder() if parent is None else parent
    found = []
    with contextlib.suppress(OSError):
        for folder in sorted(parent.iterdir(), reverse=True):
            leftover = _leftover(folder)
            if leftover is None:
                continue
            if leftover.size == 0:
                leftover.discard()
            else:
                found.append(leftover)
    return tuple(found)


def _leftover(folder: Path) -> Leftover | None:
    """What a folder holds; None while its owner lives or if it is not ours."""
    try:
        note = os.open(folder / NOTE, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if not _lock(note):
            return None
        entries, created = _read_note(os.pread(note, 1 << 20, 0))
    finally:
        os.close(note)
    kept: list[tuple[Path, str, int]] = []
    for name, interface in entries:
        path = Path(name)
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            if size > HEADER_BYTES:
                kept.append((path, interface, size))
    return Leftover(
        folder=folder,
        files=tuple(path for path, _, _ in kept),
        interfaces=tuple(interface for _, interface, _ in kept),
        created=created or folder.stat().st_mtime,
        size=sum(size for _, _, size in kept),
    )


def _read_note(data: bytes) -> tuple[Sequence[tuple[str, str]], float]:
    try:
        note = json.loads(data)
        entries = [(str(file), str(interface)) for file, interface in note["files"]]
        return entries, float(note["created"])
    except (ValueError, KeyError, TypeError):
        return [], 0.0


def _lock(descriptor: int) -> bool:
    """Take the lock without waiting; False if another process holds it."""
    try:
        import fcntl  # absent on Windows, where nothing is captured live
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
