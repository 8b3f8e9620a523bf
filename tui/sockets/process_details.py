"""All that is told about one process: what it was started as, by whom, when, and where it works.

Read from /proc through its opened folder, so that nothing of it is another process's.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from tui.sockets.processes import (
    PROC,
    Process,
    command_words,
    process_folder,
    process_in,
    read_in,
    read_process,
    words_behind,
)
from tui.sockets.units import unit_told

OTHER_USER: Final = "the process is another user's: root sees its program and folder"
_MOST_PARENTS: Final = 32
_USERS: Final = 4
"""Real, effective, saved, and of the file system (credentials(7))."""


class Ancestor(NamedTuple):
    """A process that started the one before."""

    pid: int
    name: str


@dataclass(frozen=True, slots=True)
class ProcessDetails:
    """One process, as it was when it was looked at. Text is what the program says of itself."""

    process: Process
    command: tuple[str, ...] = ()
    """The words it was started with; none for the kernel's own."""
    executable: str = ""
    """Path of its program, which may have been removed since: then " (deleted)" follows. Empty where it is hidden."""
    folder: str = ""
    """Its working directory; empty where it is hidden."""
    started_ns: int | None = None
    """Since 1970, to a hundredth of a second; None where the machine does not tell."""
    parents: tuple[Ancestor, ...] = ()
    """Who started it, then who started that one, and so on."""
    unit: str = ""
    """The systemd unit or container."""
    uids: tuple[int, ...] = ()
    """Real, effective, saved, and of the file system."""
    hidden: str = ""
    """Why something is not told, in a sentence; empty where everything is."""


def read_details(
    pid: int, started: int | None = None, proc: Path = PROC, clock: Callable[[], int] | None = None
) -> ProcessDetails | None:
    """A process as it is now; None where it has ended, or `started` says that it was another one.

    `clock` gives the moment at which the machine started, in nanoseconds since 1970.
    """
    with process_folder(f"{proc}/{pid}") as folder:
        process = None if folder is None else process_in(folder, pid)
        if folder is None or process is None or started not in (None, process.started):
            return None
        executable, folder_path = _link(folder, "exe"), _link(folder, "cwd")
        command, unit = command_words(_read(folder, "cmdline")), unit_told(_read(folder, "cgroup"))
        uids = _users(_read(folder, "status"))
        try:
            # What has ended meanwhile has no more to tell than this.
            read_in(folder, "stat")
        except OSError:
            return None
    return ProcessDetails(
        process,
        command,
        executable or "",
        folder_path or "",
        _started_ns(process.started, clock),
        _parents(process, proc),
        unit,
        uids,
        OTHER_USER if executable is None or folder_path is None else "",
    )


def _link(folder: int, name: str) -> str | None:
    """Where a link leads; "" where it leads nowhere (of the kernel's own processes), None where that is hidden."""
    try:
        return os.fsencode(os.readlink(name, dir_fd=folder)).decode("utf-8", "backslashreplace")
    except PermissionError:
        return None
    except OSError:
        return ""


def _read(folder: int, name: str) -> bytes:
    try:
        return read_in(folder, name)
    except OSError:
        return b""


def _users(status: bytes) -> tuple[int, ...]:
    with contextlib.suppress(ValueError):
        return tuple(int(word) for word in words_behind(status, b"Uid:")[:_USERS])
    return ()


def _parents(process: Process, proc: Path) -> tuple[Ancestor, ...]:
    """They may end while they are read, and their numbers be given to others: a parent is never younger."""
    found: list[Ancestor] = []
    seen = {process.pid}
    while process.parent > 0 and process.parent not in seen and len(found) < _MOST_PARENTS:
        seen.add(process.parent)
        above = read_process(process.parent, proc)
        if above is None or above.started > process.started:
            break
        found.append(Ancestor(above.pid, above.name))
        process = above
    return tuple(found)


def _started_ns(ticks: int, clock: Callable[[], int] | None) -> int | None:
    try:
        return (clock or _machine_started_ns)() + ticks * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return None


def _machine_started_ns() -> int:
    return time.time_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME)
