"""Whose a socket is: from its inode to the processes that hold it, by /proc.

A process and its start time together are never another's: a pid alone may be used again. So each process is looked at
through its opened folder, which stays that process's and fails once it has ended. What this user may not look into is
not known, which is told apart from what nobody holds.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Generator, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from tui.sockets.capabilities import may_see_all_processes

PROC: Final = Path("/proc")
_SOCKET: Final = "socket:["
_MOST_COMMAND: Final = 32_768
_MOST_STATUS: Final = 16_384


@dataclass(frozen=True, slots=True)
class Process:
    """One process, as it was when it was looked at. Text is what the program says of itself."""

    pid: int
    started: int
    """Ticks since the machine started (field 22 of /proc/PID/stat): with the pid, one process for ever."""
    name: str
    """Its short name, at most 15 bytes."""
    uid: int
    """Of the effective user."""
    parent: int = 0


class Owner(NamedTuple):
    """A process that holds a socket."""

    process: Process
    descriptor: int
    """The lowest, where it has several for it; -1 where that is not told."""


class Owners:
    """Who holds which socket: looked up anew each time."""

    def __init__(self, proc: Path = PROC) -> None:
        self._proc = str(proc)
        self.hidden: frozenset[int] = frozenset()
        """Users whose processes could not be looked into at the last look at all."""

    @property
    def is_privileged(self) -> bool:
        """Whether the processes of all users may be looked into."""
        return may_see_all_processes()

    def of(self, inodes: Collection[int]) -> Mapping[int, tuple[Owner, ...]]:
        """The owners of sockets by their inodes; one that nobody holds, or nobody we may see, is not there."""
        steps = self.steps(inodes)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                found: Mapping[int, tuple[Owner, ...]] = end.value
                return found

    def steps(self, inodes: Collection[int]) -> Generator[None, None, Mapping[int, tuple[Owner, ...]]]:
        """What `of` gives, with a pause after each process: for those who have other things to do."""
        wanted = set(inodes) - {0}
        hidden: set[int] = set()
        found: dict[int, tuple[Owner, ...]] = {}
        for pid in sorted(self._pids()):
            if (looked := self._look(pid, hidden)) is not None:
                process, held = looked
                for inode in wanted & held.keys():
                    found[inode] = (*found.get(inode, ()), Owner(process, held[inode]))
            yield
        self.hidden = frozenset(hidden)
        return found

    def _pids(self) -> list[int]:
        try:
            return [int(name) for name in os.listdir(self._proc) if name.isdecimal() and name.isascii()]
        except OSError:
            return []

    def _look(self, pid: int, hidden: set[int]) -> tuple[Process, dict[int, int]] | None:
        """A process and its sockets' inodes with their descriptors; None for neither. It may end at any moment."""
        with process_folder(f"{self._proc}/{pid}") as folder:
            if folder is None:
                return None
            try:
                sockets = _sockets_of(folder)
            except PermissionError:
                hidden.add(os.fstat(folder).st_uid)
                return None
            except OSError:
                return None
            process = process_in(folder, pid) if sockets else None
            return None if process is None else (process, sockets)


def holding(pid: int, inodes: Set[int], proc: Path = PROC) -> tuple[Process, frozenset[int]] | None:
    """A process, and which of these sockets it holds now; None where it holds none, has ended or may not be seen."""
    with process_folder(f"{proc}/{pid}") as folder, contextlib.suppress(OSError):
        if folder is not None and (held := inodes & _sockets_of(folder).keys()):
            process = process_in(folder, pid)
            return None if process is None else (process, frozenset(held))
    return None


def read_process(pid: int, proc: Path = PROC) -> Process | None:
    """A process as it is now; None where it has ended."""
    with process_folder(f"{proc}/{pid}") as folder:
        return None if folder is None else process_in(folder, pid)


def command_line(pid: int, proc: Path = PROC) -> tuple[str, ...]:
    """The words it was started with; none where that may not be seen, or there are none."""
    try:
        with open(proc / str(pid) / "cmdline", "rb") as file:
            data = file.read(_MOST_COMMAND)
    except OSError:
        return ()
    return command_words(data)


def command_words(data: bytes) -> tuple[str, ...]:
    """Of /proc/PID/cmdline; none where it is empty, as it is of the kernel's own processes."""
    return tuple(word.decode("utf-8", "backslashreplace") for word in data.rstrip(b"\0").split(b"\0")) if data else ()


@contextlib.contextmanager
def process_folder(path: str) -> Iterator[int | None]:
    """A process's folder, opened; None where it has ended."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def process_in(folder: int, pid: int) -> Process | None:
    try:
        stat, status = read_in(folder, "stat"), read_in(folder, "status")
    except OSError:
        return None
    # The name is in parentheses and may hold any of them.
    opening, closing = stat.find(b"("), stat.rfind(b")")
    rest = stat[closing + 1 :].split()
    if opening < 0 or closing < opening or len(rest) < 20:
        return None
    name = stat[opening + 1 : closing].decode("utf-8", "backslashreplace")
    with contextlib.suppress(ValueError, OSError):
        return Process(pid, int(rest[19]), name, _effective_user(status, folder), int(rest[1]))
    return None


def _effective_user(status: bytes, folder: int) -> int:
    """The second of four numbers: the folder's own user is root for a process that may not be traced."""
    users = words_behind(status, b"Uid:")
    return int(users[1]) if len(users) > 1 else os.fstat(folder).st_uid


def process_of_thread(proc: str, number: int) -> int | None:
    """The process that a thread's number belongs to; a process's own is that of its first thread. None for neither."""
    with process_folder(f"{proc}/{number}") as folder, contextlib.suppress(OSError, ValueError):
        if folder is not None:
            group = words_behind(read_in(folder, "status"), b"Tgid:")
            return int(group[0]) if group else number
    return None


def words_behind(status: bytes, title: bytes) -> list[bytes]:
    """Of /proc/PID/status, in which names have no line feeds."""
    for line in status.splitlines():
        if line.startswith(title):
            return line.split()[1:]
    return []


def read_in(folder: int, name: str) -> bytes:
    descriptor = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        return os.read(descriptor, _MOST_STATUS)
    finally:
        os.close(descriptor)


def _sockets_of(folder: int) -> dict[int, int]:
    """The inodes of a process's sockets with their descriptors. Raises OSError."""
    found: dict[int, int] = {}
    descriptors = os.open("fd", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
    readlink, start = os.readlink, len(_SOCKET)
    try:
        for name in os.listdir(descriptors):
            try:
                target = readlink(name, dir_fd=descriptors)
                if target[:start] == _SOCKET:
                    inode, number = int(target[start:-1]), int(name)
                    if inode not in found or number < found[inode]:
                        found[inode] = number
            except (OSError, ValueError):
                # It has been closed since.
                continue
    finally:
        os.close(descriptors)
    return found


def newest_pid(proc: str) -> int:
    """The pid that was given last (the last word of /proc/loadavg); 0 where that is not told."""
    try:
        with open(f"{proc}/loadavg", "rb") as file:
            return int(file.read(256).split()[-1])
    except (OSError, ValueError, IndexError):
        return 0
