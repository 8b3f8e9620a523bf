"""What programs leave behind: processes that were started from one with a mark in its environment, and files."""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

VARIABLE = "REMORA_BENCH"


@dataclass
class Marked:
    """A mark and a folder for temporary files, to be given to programs."""

    folder: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def environment(self) -> dict[str, str]:
        """Changes to the environment of what is to be watched."""
        return {VARIABLE: self.mark, "TMPDIR": str(self.folder)}

    def processes(self) -> list[str]:
        """Command lines of the processes that are there."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.environ().get(VARIABLE) == self.mark:
                    found.append(" ".join(process.cmdline()) or process.name())
        return found

    def descriptors(self, pid: int) -> int:
        """How many one process has open."""
        return len(os.listdir(f"/proc/{pid}/fd"))

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


class Others:
    """How much of the machine programs take that are not this one and its children."""

    def __init__(self) -> None:
        self._all, self._own, self._since = _busy(), _own(), time.monotonic()

    def share(self) -> float:
        """Since it was made, of all processors; children count when they have ended."""
        seconds = (time.monotonic() - self._since) * (psutil.cpu_count() or 1)
        return max(0.0, (_busy() - self._all - (_own() - self._own)) / seconds)


def _busy() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.system + times.nice)


def _own() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


@contextmanager
def marked() -> Iterator[Marked]:
    with TemporaryDirectory(prefix="remora-bench-") as folder:
        yield Marked(Path(folder))
