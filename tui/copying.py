"""What can be copied of packets, as text; for the clipboard and, where the terminal has none, for a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

BYTES_PER_LINE: Final = 12
FILE_NAME: Final = "copied.txt"


@dataclass(frozen=True, slots=True)
class Copy:
    """One way to copy, offered in the menu."""

    key: str
    label: str
    text: str


def hexadecimal(data: bytes) -> str:
    """Two digits a byte, with spaces."""
    return data.hex(" ")


def as_text(data: bytes) -> str:
    """UTF-8, with U+FFFD for what is none."""
    return data.decode("utf-8", "replace")


def c_array(data: bytes) -> str:
    """A C array, twelve bytes in a line."""
    lines = [
        "  " + ", ".join(f"0x{byte:02x}" for byte in data[start : start + BYTES_PER_LINE])
        for start in range(0, len(data), BYTES_PER_LINE)
    ]
    body = ",\n".join(lines)
    return f"unsigned char packet[{len(data)}] = {{\n{body}\n}};"


def python_bytes(data: bytes) -> str:
    """A Python expression with the same bytes."""
    return f"bytes.fromhex({data.hex(' ')!r})"


def ways_to_copy_bytes(data: bytes, what: str) -> list[Copy]:
    """The part of the menu for bytes, which `what` names; empty without any."""
    if not data:
        return []
    return [
        Copy("h", f"{what} in hexadecimal", hexadecimal(data)),
        Copy("t", f"{what} as text", as_text(data)),
        Copy("c", f"{what} as a C array", c_array(data)),
        Copy("p", f"{what} in Python", python_bytes(data)),
    ]


def ways_to_copy(data: bytes, what: str, line: str, value: str, row: str, expression: str) -> list[Copy]:
    """The menu of a packet: `data` are the bytes that `what` names; empty texts are left out."""
    ways = [
        Copy("f", "the field's line", line),
        Copy("v", "the field's value", value),
        Copy("d", "a display filter for it", expression),
        Copy("r", "the row of the list", row),
        *ways_to_copy_bytes(data, what),
    ]
    return [way for way in ways if way.text]


def write_copy(text: str, folder: Path | None = None) -> Path:
    """Put a copy into a file that only the user can read (in the state folder if None). Raises OSError."""
    if folder is None:
        from platformdirs import user_state_path

        folder = user_state_path("remora")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE_NAME
    path.touch(mode=0o600)
    path.write_text(text + "\n", encoding="utf-8", errors="replace")
    return path
