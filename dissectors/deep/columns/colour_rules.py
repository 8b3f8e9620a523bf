"""The user's own colouring rules of Wireshark (`colorfilters`), brought to where our tsharks look for them.

Nothing else of the user's configuration comes along: preferences would change what packets mean.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FILE_NAME: Final = "colorfilters"
_MOST_BYTES: Final = 1 << 20


def user_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where Wireshark keeps the user's configuration; None where nobody can tell. Looked for as Wireshark does."""
    named = environment.get("WIRESHARK_CONFIG_DIR")
    if named:
        return Path(named)
    if os.name == "nt":
        data = environment.get("APPDATA")
        return Path(data) / "Wireshark" if data else None
    home = environment.get("HOME")
    configuration = environment.get("XDG_CONFIG_HOME") or (f"{home}/.config" if home else "")
    if configuration and (Path(configuration) / "wireshark").is_dir():
        return Path(configuration) / "wireshark"
    old = Path(home) / ".wireshark" if home else None
    return old if old is not None and old.is_dir() else None


def bring_rules(folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Make `folder` hold a copy of the user's rules, or none where there are none: then Wireshark's own hold.

    A sentence where the user's rules cannot be used, empty if all is well. Never raises.
    """
    source = user_folder(environment)
    wanted, problem = None, ""
    if source is not None:
        try:
            wanted = _read(source / FILE_NAME)
        except OSError as error:
            problem = f"{source / FILE_NAME}: {error.strerror or error}: Wireshark's usual colours are shown"
    try:
        _put(folder / FILE_NAME, wanted)
    except OSError as error:
        problem = problem or f"{folder / FILE_NAME}: {error.strerror or error}: Wireshark's usual colours are shown"
    return problem


def _read(path: Path) -> bytes | None:
    """The rules; None where there is no file. Raises OSError."""
    try:
        # What is no file may never answer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    with open(descriptor, "rb") as file:
        told = os.fstat(descriptor)
        if not stat.S_ISREG(told.st_mode):
            raise OSError(0, "is no file")
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise OSError(0, f"has more than {_MOST_BYTES:,} bytes")
    return data


def _put(path: Path, data: bytes | None) -> None:
    """Another tshark may be reading it: it is replaced as a whole. Raises OSError."""
    if data is None:
        path.unlink(missing_ok=True)
        return
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=FILE_NAME)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
