"""Linux's tracefs: where it is, and an instance in it that is ours alone and does not outlive us.

Documentation/trace/ftrace.rst, "Instances". Where tracefs is not mounted, it is opened without mounting it anywhere.
Needs root.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tui.sockets.processes import PROC, read_process
from tui.sockets.watch import instance_guard

MOUNTED: Final = ("/sys/kernel/tracing", "/sys/kernel/debug/tracing")
_INSTANCES: Final = "instances"
_PREFIX: Final = "remora"
_NAME: Final = re.compile(_PREFIX + r"-(\d+)-(\d+)-\d+")
"""With the pid and the start of the process that made it."""
_FSOPEN, _FSCONFIG, _FSMOUNT = 430, 431, 432
"""System calls by their numbers, which are the same on all architectures that Python runs on."""
_CLOEXEC, _CREATE = 1, 6
_READ_BYTES: Final = 1 << 16
_LARGEST_FILE: Final = 1 << 26


class NoTrace(OSError):
    """Nothing can be traced here; its text says why."""

    def __str__(self) -> str:
        return str(self.strerror)


def open_tracefs() -> int:
    """The descriptor of its folder. Raises NoTrace."""
    for path in MOUNTED:
        with contextlib.suppress(OSError):
            folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.stat(_INSTANCES, dir_fd=folder)
            except OSError:
                os.close(folder)
                continue
            return folder
    try:
        return _open_unmounted()
    except OSError as error:
        if error.errno == errno.EPERM:
            raise NoTrace(errno.EPERM, "only root may trace connections") from error
        raise NoTrace(error.errno, f"tracefs cannot be opened: {error.strerror}") from error


class Instance:
    """A folder of trace files of our own. It ends with `close`, or with this process."""

    def __init__(self, tracefs: int, proc: Path = PROC) -> None:
        """The descriptor is this object's from now on. Raises OSError."""
        self.tracefs = tracefs
        self._guard: subprocess.Popen[bytes] | None = None
        self._folder = -1
        try:
            self._instances = os.open(_INSTANCES, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=tracefs)
        except BaseException:
            os.close(tracefs)
            raise
        try:
            remove_stale(self._instances, proc)
            self.name = self._make(proc)
            self._folder = os.open(self.name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=self._instances)
            self._guard = self._start_guard()
        except BaseException:
            self.close()
            raise

    def open(self, path: str, flags: int) -> int:
        """A descriptor of one of its files. Raises OSError."""
        return os.open(path, flags | os.O_CLOEXEC, dir_fd=self._folder)

    def write(self, path: str, text: str) -> None:
        """Raises OSError."""
        descriptor = self.open(path, os.O_WRONLY)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)

    def read(self, path: str) -> bytes:
        """The whole of one of its files. Raises OSError."""
        return read_at(self._folder, path)

    def names(self, path: str) -> list[str]:
        """What is in one of its folders. Raises OSError."""
        descriptor = self.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return sorted(os.listdir(descriptor))
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Every descriptor opened in it must have been closed before."""
        if self._folder >= 0:
            os.close(self._folder)
            self._folder = -1
            # Where it cannot be removed now, the guard tries again.
            with contextlib.suppress(OSError):
                os.rmdir(self.name, dir_fd=self._instances)
        if self._guard is not None:
            guard, self._guard = self._guard, None
            assert guard.stdin is not None
            guard.stdin.close()
            guard.wait()
        if self._instances >= 0:
            os.close(self._instances)
            os.close(self.tracefs)
            self._instances = -1

    def _make(self, proc: Path) -> str:
        own = read_process(os.getpid(), proc)
        started = own.started if own is not None else 0
        for number in range(1000):
            name = f"{_PREFIX}-{os.getpid()}-{started}-{number}"
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=self._instances)
                return name
        raise NoTrace(errno.EEXIST, "there are too many traces already")

    def _start_guard(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", str(instance_guard.__file__), str(self._instances), self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(self._instances,),
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )


def remove_stale(instances: int, proc: Path = PROC) -> None:
    """Remove instances of ours whose process is gone."""
    for name in _names(instances):
        match = _NAME.fullmatch(name)
        if match is not None:
            maker = read_process(int(match[1]), proc)
            if maker is None or maker.started != int(match[2]):
                with contextlib.suppress(OSError):
                    os.rmdir(name, dir_fd=instances)


def read_at(folder: int, path: str) -> bytes:
    """The whole of a file, below a folder's descriptor. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        found = bytearray()
        while len(found) < _LARGEST_FILE and (data := os.read(descriptor, _READ_BYTES)):
            found += data
        return bytes(found)
    finally:
        os.close(descriptor)


def _names(folder: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        yield from os.listdir(folder)


def _open_unmounted() -> int:
    """fsopen(2), since Linux 5.2: a file system that is nowhere in the tree. Raises OSError."""
    if not sys.platform.startswith("linux"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long

    def call(number: int, *arguments: object) -> int:
        result = int(library.syscall(ctypes.c_long(number), *arguments))
        if result < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        return result

    none = ctypes.c_void_p(None)
    context = call(_FSOPEN, b"tracefs", ctypes.c_uint(_CLOEXEC))
    try:
        call(_FSCONFIG, ctypes.c_int(context), ctypes.c_uint(_CREATE), none, none, ctypes.c_int(0))
        mounted = call(_FSMOUNT, ctypes.c_int(context), ctypes.c_uint(_CLOEXEC), ctypes.c_uint(0))
    finally:
        os.close(context)
    try:
        return os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=mounted)
    finally:
        os.close(mounted)
