"""The table of a tshark's fields, kept on disk: asked of the program once, half a second, and mapped from then on.

One file a program (path, version, time of change) in the user's cache folder: a line that describes it, then the lines
of `field_table`. A file that is not as its first line says is made anew; a folder that cannot be written is done
without.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zlib
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.asking import ask
from dissectors.deep.tshark.field_table import FieldTable, lines_of
from dissectors.deep.tshark.folders import cache_folder
from dissectors.deep.tshark.program import clean_environment

if TYPE_CHECKING:
    from dissectors.deep.tshark.program import Tshark

LAYOUT = 1
"""Of the file; another number is another file."""
ANSWER_SECONDS = 30.0
MOST_BYTES = 256 << 20
"""Of what tshark prints: more than ten times what version 4.0 does."""
LONGEST_HEAD = 1 << 20
MOST_FILES = 4
"""Tables of older programs beside the one in use."""

_loaded: dict[str, FieldTable] = {}


def load_field_table(tshark: Tshark, folder: Path | None = None) -> FieldTable:
    """All fields of a tshark; blocks, for a moment or half a second. `folder` is the user's cache folder if None.

    Raises TsharkFailed where the program does not tell them.
    """
    key = _key(tshark)
    known = _loaded.get(key)
    if known is None:
        path = (folder or cache_folder()) / f"fields-{key}.txt"
        known = _read(path, key)
        if known is None:
            lines, frame_numbers, count = lines_of(_ask(tshark))
            if not count:
                raise TsharkFailed(f"{tshark.path} -G fields printed no fields: another tshark may be needed")
            _write(path, key, lines, frame_numbers, count)
            known = FieldTable(lines, frame_numbers, count)
        _loaded[key] = known
    return known


def _key(tshark: Tshark) -> str:
    """What changes when the program does."""
    try:
        status = os.stat(tshark.path)
        of_file = (status.st_mtime_ns, status.st_size)
    except OSError:
        of_file = (0, 0)
    said = repr((LAYOUT, tshark.path, tshark.version, of_file))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def _read(path: Path, key: str) -> FieldTable | None:
    """The table in a file; None where there is none, or one that is damaged."""
    try:
        with path.open("rb") as file:
            head = json.loads(file.readline(LONGEST_HEAD))
            start = file.tell()
            mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
        with memoryview(mapped) as whole:
            is_sound = zlib.crc32(whole[start:]) == head["crc32"]
        if not is_sound or head["key"] != key:
            return None
        return FieldTable(mapped, frozenset(map(str, head["frame_numbers"])), int(head["count"]), start)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, key: str, lines: bytes, frame_numbers: frozenset[str], count: int) -> None:
    """Put a table where the next start finds it; without one that is half written, and without one if need be."""
    head = {"key": key, "count": count, "crc32": zlib.crc32(lines), "frame_numbers": sorted(frame_numbers)}
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".fields-", dir=path.parent)
        try:
            with open(handle, "wb") as file:
                file.write(json.dumps(head).encode() + b"\n")
                file.write(lines)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
        tables = sorted(path.parent.glob("fields-*.txt"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in tables[MOST_FILES:]:
            old.unlink()


def _ask(tshark: Tshark) -> bytes:
    """What `tshark -G fields` prints; what it says on the side, such as who it runs as, is left aside."""
    answer = ask([tshark.path, "-G", "fields"], clean_environment(), most=MOST_BYTES, patience_seconds=ANSWER_SECONDS)
    if answer.status != 0:
        ended = f"ended with {answer.status}" if answer.status > 0 else "was ended"
        raise TsharkFailed(f"{tshark.path} -G fields {ended}: its fields are not known")
    return answer.printed
