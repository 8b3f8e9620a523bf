"""Objects saved as files of a folder: under safe names, never over what is there, never anywhere else.

Files are made relative to the folder as it was opened, and only new ones: whoever puts links into it meanwhile leads
nothing out of it. They are for their owner to read and write, and not to be executed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from dissectors.deep.errors import DeepError
from dissectors.deep.objects.safe_names import numbered, safe_name

if TYPE_CHECKING:
    from dissectors.deep.objects.object_export import ExportedObject, ObjectExport

MOST_ALIKE: Final = 100_000
"""Files of one name in a folder."""
_COPY_BYTES: Final = 1 << 20
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class CannotSave(DeepError):
    """A folder that cannot be written to."""


def save_objects(
    export: ObjectExport,
    objects: Sequence[ExportedObject],
    folder: Path,
    told: Callable[[int], object] = lambda count: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> list[str]:
    """Save them in a folder, which is made if it is not there; the names they got, in the same order.

    `told` is how many are done. What is half written when it is stopped or fails is removed, the others stay.
    Raises CannotSave, and OSError where an object cannot be read.
    """
    names: list[str] = []
    counts: Counter[str] = Counter()
    with _opened(folder) as create:
        for one in objects:
            if is_stopped():
                break
            names.append(_save(export, one, create, counts, folder, is_stopped))
            told(len(names))
    return [name for name in names if name]


def saved_name(one: ExportedObject) -> str:
    """What an object's file is called where nothing else has that name."""
    # Of a URI what was asked for, without how.
    plain = one.name.partition("?")[0] if one.protocol == "http" else one.name
    return safe_name(plain, f"object-{one.row + 1}" if one.row is not None else "object")


class _Folder:
    """Makes and removes files in it."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self._path = path
        self._descriptor = descriptor
        """None where the system opens nothing relative to a folder."""

    def create(self, name: str) -> BinaryIO:
        """Raises FileExistsError where there is one, be it a link that leads nowhere."""
        return open(os.open(self._name(name), _NEW, 0o600, dir_fd=self._descriptor), "wb")

    def remove(self, name: str) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self._name(name), dir_fd=self._descriptor)

    def _name(self, name: str) -> str:
        return name if self._descriptor is not None else str(self._path / name)


@contextmanager
def _opened(path: Path) -> Iterator[_Folder]:
    try:
        path.mkdir(exist_ok=True)
        if os.open not in os.supports_dir_fd:
            yield _Folder(path, None)
            return
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        reason = "it is no folder" if error.errno in (errno.EEXIST, errno.ENOTDIR) else error.strerror
        raise CannotSave(f"{path}: objects cannot be saved there: {reason}") from error
    try:
        yield _Folder(path, descriptor)
    finally:
        os.close(descriptor)


def _save(
    export: ObjectExport,
    one: ExportedObject,
    folder: _Folder,
    counts: Counter[str],
    path: Path,
    is_stopped: Callable[[], bool],
) -> str:
    """The name of the file; empty where it was stopped."""
    with export.open(one) as source:
        name, file = _new_file(folder, saved_name(one), counts, path)
        try:
            with file:
                while data := source.read(_COPY_BYTES):
                    if is_stopped():
                        break
                    file.write(data)
                else:
                    return name
            folder.remove(name)
            return ""
        except OSError as error:
            folder.remove(name)
            free = shutil.disk_usage(path).free if error.errno == errno.ENOSPC else None
            reason = "the disk is full" if free is not None else error.strerror
            raise CannotSave(f"{path / name} cannot be written: {reason}") from error
        except BaseException:
            folder.remove(name)
            raise


def _new_file(folder: _Folder, name: str, counts: Counter[str], path: Path) -> tuple[str, BinaryIO]:
    # Of names that differ in capital letters alone some systems make one.
    key = name.casefold()
    while counts[key] < MOST_ALIKE:
        counts[key] += 1
        own = numbered(name, counts[key])
        try:
            return own, folder.create(own)
        except FileExistsError:
            continue
        except OSError as error:
            raise CannotSave(f"{path / own} cannot be written: {error.strerror}") from error
    raise CannotSave(f"{path}: there are too many files called {name}")
