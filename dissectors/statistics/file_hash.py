"""The SHA-256 of a file, worked out by the piece: of many gigabytes one sees how far it is, and may go on later."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Final

_READ_AT_ONCE: Final = 1 << 20


class FileHash:
    """Belongs to one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.share = 0.0
        """How much of the file has been read, 0 to 1."""
        self.hexadecimal: str | None = None
        """None before it is known."""
        self.problem = ""
        """Why it will never be known, where whoever works it out has given up."""
        self._hash = hashlib.sha256()
        self._done = 0
        """Bytes."""

    def step(self, seconds: float) -> bool:
        """Read on for about so long; whether there is more to be read. Raises OSError."""
        if self.hexadecimal is not None:
            return False
        until = time.monotonic() + seconds
        with self.path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(self._done)
            while data := file.read(_READ_AT_ONCE):
                self._hash.update(data)
                self._done += len(data)
                if self._done < size and time.monotonic() > until:
                    self.share = self._done / size
                    return True
        self.share, self.hexadecimal = 1.0, self._hash.hexdigest()
        return False

    def whole(self) -> str:
        """All of it, in hexadecimal. Raises OSError."""
        while self.step(1):
            pass
        assert self.hexadecimal is not None
        return self.hexadecimal
