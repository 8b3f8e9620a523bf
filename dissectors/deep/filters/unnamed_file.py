"""A file without a name, for a program that wants to read its input twice: gone when nobody has it open any more."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dissectors.deep.tshark.folders import large_files_folder
from dissectors.privilege import hand_over


@contextmanager
def unnamed_file() -> Iterator[tuple[IO[bytes], str, tuple[int, ...]]]:
    """A file to write, what another program opens it by, and the descriptors that the program must inherit for that.

    It lies in the user's cache folder, because what is to be read may be more than a disk in memory holds. Where
    descriptors cannot be opened by name it has one, until it is closed.
    """
    folder = large_files_folder()
    if os.path.isdir("/proc/self/fd"):
        with tempfile.TemporaryFile(dir=folder) as file:
            hand_over(file.fileno())
            yield file, f"/proc/self/fd/{file.fileno()}", (file.fileno(),)
        return
    with tempfile.NamedTemporaryFile(prefix="remora-", dir=folder, delete=False) as named:
        path = Path(named.name)
        try:
            yield named.file, named.name, ()
        finally:
            named.close()
            path.unlink(missing_ok=True)
