"""A new file written away from the screen's thread: what may be its name, and what is told in the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from dissectors.capture_file.atomic import atomic_file
from dissectors.errors import RemoraError
from tui.completion import as_path

if TYPE_CHECKING:
    from pathlib import Path

    from textual.notifications import SeverityLevel

Write = Callable[[BinaryIO, Callable[[], bool]], str]
"""Fills a file, asking now and then whether to stop; what is in it then, in words. Raises RemoraError or OSError."""
Tell = Callable[[str, "SeverityLevel"], object]


def problem_with(text: str) -> str:
    """Why a new file cannot have that name; empty if it can."""
    path = as_path(text)
    try:
        if path.is_dir():
            return "that is a folder"
        if path.exists():
            return "there is such a file already"
        return "" if path.parent.is_dir() else f"there is no folder {path.parent}"
    except (OSError, ValueError) as error:
        return str(error)


class FileSaving:
    """Writes in a thread; `tell` is called there with a sentence when it has ended."""

    def __init__(self, path: Path, write: Write, tell: Tell) -> None:
        self._path, self._write, self._tell = path, write, tell
        self._stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name="save", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Leave no file behind if it has not ended; when this returns, nothing is written any more."""
        self._stopped.set()
        self.thread.join()

    def _run(self) -> None:
        try:
            with atomic_file(self._path, overwrite=False) as file:
                what = self._write(file, self._stopped.is_set)
                if self._stopped.is_set():
                    raise RemoraError("saving was stopped")
        except (RemoraError, OSError, ValueError) as error:
            self._tell(str(error), "error")
            return
        self._tell(f"{what} saved in {self._path}", "information")
