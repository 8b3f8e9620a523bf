"""A file that appears under its name only when it is whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from dissectors.errors import CaptureFileError


@contextmanager
def atomic_file(path: str | os.PathLike[str], *, overwrite: bool) -> Iterator[BinaryIO]:
    """Write to a temporary neighbour of `path`, which takes that name when the block ends without an exception.

    An existing file is replaced only if `overwrite` is set; a symbolic link is followed. Raises CaptureFileError if
    something of that name is in the way, or the disk or the permissions refuse.
    """
    target = Path(os.path.realpath(path))
    _check_target(target, path, overwrite)
    temporary = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise CaptureFileError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "wb", buffering=1 << 18) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _give_name(temporary, target, path, overwrite)
    except OSError as error:
        raise CaptureFileError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _check_target(target: Path, path: str | os.PathLike[str], overwrite: bool) -> None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise CaptureFileError(f"{path} cannot be written: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        raise CaptureFileError(f"{path} is no regular file and cannot be replaced")
    if not overwrite:
        raise CaptureFileError(f"{path} exists already")


def _give_name(temporary: Path, target: Path, path: str | os.PathLike[str], overwrite: bool) -> None:
    if overwrite:
        with suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(temporary, target)
    else:
        try:
            # Unlike a rename, a link fails if the name has been taken meanwhile.
            os.link(temporary, target)
        except FileExistsError as error:
            raise CaptureFileError(f"{path} exists already") from error
        except OSError:
            _rename_without_link(temporary, target, path)
    _sync_folder(target.parent)


def _rename_without_link(temporary: Path, target: Path, path: str | os.PathLike[str]) -> None:
    """For file systems without hard links."""
    if target.exists():
        raise CaptureFileError(f"{path} exists already")
    temporary.rename(target)


def _sync_folder(folder: Path) -> None:
    """Make the name last through a power cut, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
