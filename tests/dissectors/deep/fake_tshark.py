"""Programs that are not tshark and are taken for it: they say a version, and then do what a broken one does."""

from __future__ import annotations

from pathlib import Path

VERSION = "TShark (Wireshark) 4.0.17 (Git v4.0.17 packaged as 4.0.17-0)"

SWALLOWS = "exec cat >/dev/null"
"""Reads all that it is given, prints nothing and ends well."""
HANGS = "exec sleep 1000"
"""Reads nothing, prints nothing, never ends."""
HANGS_IN_A_CHILD = "sleep 1000; exit 0"
"""The same, but it is the shell's child that holds the pipes."""
DIES_AT_ONCE = "echo 'tshark: it is broken' >&2; exit 1"
PRINTS_GARBAGE = "cat >/dev/null; head -c 300000 /dev/urandom"
FLOODS_ERRORS = "yes 'a warning that nobody asked for' | head -c 20000000 >&2; exec cat >/dev/null"
FLOODS_ERRORS_WITHOUT_LINES = "head -c 20000000 /dev/zero | tr '\\0' '\\377' >&2; exec cat >/dev/null"
KILLED = "kill -9 $$"


def fake_tshark(folder: Path, what: str = SWALLOWS, version: str = VERSION, name: str = "tshark") -> str:
    """Write one; `what` is what its shell does when it is not asked for its version. Its path."""
    path = folder / name
    said = "\n".join(f"echo '{line}'" for line in version.splitlines())
    path.write_text(
        f'#!/bin/sh\nexport FAKE_TSHARK="{folder}"\ncase "$1" in -v | --version)\n{said}\nexit 0;;\nesac\n{what}\n'
    )
    path.chmod(0o755)
    return str(path)


def printing(folder: Path, text: bytes) -> str:
    """What a shell does to swallow its input while it prints some bytes."""
    path = folder / "answer"
    path.write_bytes(text)
    return f"cat '{path}'; exec cat >/dev/null"
