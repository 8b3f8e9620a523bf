"""The systemd unit or the container that a process or a socket belongs to, by its cgroup.

A socket tells the number of its cgroup, which is the inode of a folder below /sys/fs/cgroup; a process tells the
path. Folders are made and removed at any time, so numbers that are not known are looked for again.
"""

from __future__ import annotations

import os
import re
from collections import deque
from functools import lru_cache
from pathlib import Path
from typing import Final

from tui.sockets.processes import PROC

CGROUPS: Final = Path("/sys/fs/cgroup")
ROOT: Final = 1
"""The number of the uppermost cgroup, which is no unit."""
MOST_FOLDERS: Final = 20_000
"""That are walked through: each user may make as many as they like."""
_MOST_LINES: Final = 32_768
_CONTAINER: Final = re.compile(r"(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]{52}(?![0-9a-f])")
"""An identity of docker, containerd, cri-o and podman, of which they show the first twelve digits."""
_UNITS: Final = (".service", ".scope", ".socket", ".mount", ".slice")
_UNNAMED: Final = ("user.slice", "system.slice", "-.slice", "init.scope")
"""Folders in which everything of a kind lies."""


class Units:
    """Units by the numbers of cgroups."""

    def __init__(self, cgroups: Path = CGROUPS) -> None:
        self._cgroups = cgroups
        self._paths: dict[int, str] = {}
        self._unknown: set[int] = set()

    def of(self, cgroup: int | None) -> str:
        """The unit or container of a cgroup's number; empty for none, or where it is gone."""
        if cgroup is None or cgroup <= ROOT or cgroup in self._unknown:
            return ""
        if cgroup not in self._paths:
            self._walk()
            if cgroup not in self._paths:
                self._unknown.add(cgroup)
                return ""
        return unit_in(self._paths[cgroup])

    def forget(self) -> None:
        """Numbers that were not found are looked for again: folders have come and gone."""
        self._unknown.clear()

    def _walk(self) -> None:
        self._paths.clear()
        waiting = deque([""])
        root = str(self._cgroups)
        while waiting and len(self._paths) < MOST_FOLDERS:
            path = waiting.popleft()
            try:
                with os.scandir(root + path) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            below = f"{path}/{entry.name}"
                            self._paths[entry.inode()] = below
                            waiting.append(below)
            except OSError:
                # It has been removed since, or is not for us.
                continue


def unit_of(pid: int, proc: Path = PROC) -> str:
    """The unit or container that a process's cgroup names; empty for neither, or where that may not be seen."""
    try:
        with open(proc / str(pid) / "cgroup", "rb") as file:
            return unit_told(file.read(_MOST_LINES))
    except OSError:
        return ""


def unit_told(data: bytes) -> str:
    """The unit or container in /proc/PID/cgroup, where the line of cgroup v2 begins with 0:: (cgroups(7))."""
    lines = data.decode("utf-8", "backslashreplace").splitlines()
    return unit_in(next((line.split(":", 2)[2] for line in lines if line.startswith("0::")), ""))


@lru_cache(maxsize=4096)
def unit_in(path: str) -> str:
    """The innermost part of a cgroup's path that names a container or a unit; empty where none does."""
    for part in reversed(path.split("/")):
        if container := _CONTAINER.search(part):
            return f"container {container[1]}"
        if part.endswith(_UNITS) and part not in _UNNAMED:
            return part
    return ""
