"""TLS key logs (draft-ietf-tls-keylogfile): the text in which browsers and libraries write down their secrets.

Read anew whenever the file has changed; goes to tshark in a decryption-secrets block, never as a file.
"""

from __future__ import annotations

import os
import re
import stat
from functools import lru_cache
from pathlib import Path

from dissectors.errors import RemoraError

MOST_BYTES = 64 << 20
"""A third of a million connections."""
_KEPT_LOGS = 8
_WHOLE_SECRETS = (64, 96)
"""Digits of a secret made by SHA-256, and of one made by SHA-384 or of TLS 1.2."""

_LINE = re.compile(
    rb"^(?:[A-Z][A-Z0-9_]* [0-9A-Fa-f]{4,1024} [0-9A-Fa-f]{4,8192}"
    rb"|RSA (?:Session-ID:[0-9A-Fa-f]{2,64} Master-Key:[0-9A-Fa-f]{96}|[0-9A-Fa-f]{16} [0-9A-Fa-f]{96}))(?=\r?$)",
    re.MULTILINE,
)
_WORDS = re.compile(rb"^[ \t]*[^#\s]", re.MULTILINE)
"""A line that is no comment."""


class KeyLogError(RemoraError):
    """A file that gives no keys; the sentence names it."""


def read_key_log(path: Path) -> bytes:
    """The secrets in a key log, one a line; empty where it has none yet. Raises KeyLogError."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise KeyLogError(f"{path}: not a file, so no TLS key log can be read from it")
        return _read(path, found.st_mtime_ns, found.st_size, found.st_ino)
    except OSError as error:
        raise KeyLogError(f"{path}: the TLS key log cannot be read: {error.strerror or error}") from error


def key_log_state(path: Path) -> tuple[int, int] | None:
    """When it changed last, and its size; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=_KEPT_LOGS)
def _read(path: Path, changed: int, size: int, inode: int) -> bytes:
    """Kept as long as the file looks as it did."""
    # Not waiting for a writer, should a pipe have taken the file's place.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise KeyLogError(f"{path}: more than {MOST_BYTES >> 20} MB, too much for a TLS key log; keep the latest lines")
    whole, newline, last = text.rpartition(b"\n")
    if len(last.rpartition(b" ")[2]) not in _WHOLE_SECRETS:
        # Its writer is not done with it.
        text = whole + newline
    secrets = b"".join(line[0] + b"\n" for line in _LINE.finditer(text))
    if not secrets and _WORDS.search(text):
        raise KeyLogError(f"{path}: no TLS key log: no line of it is a label, a client random and a secret in hex")
    return secrets
