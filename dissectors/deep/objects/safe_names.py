"""Names for files that strangers named: one part, nothing that hides, nothing that means something to a system."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST_BYTES: Final = 120
"""In UTF-8, its ending among them; room is left for a number."""
MOST_ENDING: Final = 16
_PARTS: Final = re.compile(r"[/\\]")
_REFUSED: Final = frozenset('<>:"|?*')
"""On Windows, besides the separators of paths."""
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", "clock$", "conin$", "conout$"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"
})  # fmt: skip
"""Devices of Windows, whatever their ending."""


def safe_name(name: str, fallback: str) -> str:
    """A file's name made of what a stranger called it; `fallback` where nothing of it can be used."""
    name = unicodedata.normalize("NFC", _PARTS.split(name)[-1])
    name = "".join("_" if char in _REFUSED or not _is_plain(char) else char for char in name)
    # Hidden files, options of commands, and endings that Windows takes away.
    name = name.lstrip(".-~ ").rstrip(". ")
    if not name.strip("_"):
        return fallback
    if name.partition(".")[0].rstrip(" ").lower() in _RESERVED:
        name = f"_{name}"
    return _shortened(name)


def numbered(name: str, number: int) -> str:
    """The name of the `number`-th file that wants to have this one: `page-2.html`."""
    stem, ending = _split(name)
    return name if number < 2 else f"{stem}-{number}{ending}"


def _is_plain(char: str) -> bool:
    """No control character, no mark that turns text round, no half of a character, no line's end."""
    return char == " " or unicodedata.category(char)[0] not in "CZ"


def _shortened(name: str) -> str:
    stem, ending = _split(name)
    room = MOST_BYTES - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + ending


def _split(name: str) -> tuple[str, str]:
    """What is before the ending, and the ending with its dot; empty where it is none."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending.encode()) > MOST_ENDING:
        return name, ""
    return stem, f".{ending}"
