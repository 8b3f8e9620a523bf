"""What programs leave behind: processes that were started from one with a mark in its environment, and files."""

from __future__ import annotations

import contextlib
import os
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


@contextmanager
def marked() -> Iterator[Marked]:
    with TemporaryDirectory(prefix="remora-bench-") as folder:
        yield Marked(Path(folder))
