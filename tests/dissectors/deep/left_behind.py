"""What a piece of work leaves behind: processes, descriptors, tasks, temporary files."""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest


def processes_of(name: str) -> list[int]:
    """Processes, of whichever parent, that were started with a word that holds this."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(name in word for word in (*process.cmdline(), process.environ().get("FAKE_TSHARK", ""))):
                found.append(process.pid)
    return found


def nothing_runs(name: str) -> bool:
    """Whether there are no such processes; those that a killed one started end a moment after it."""
    return any(not processes_of(name) or time.sleep(0.01) for _ in range(200))


def descriptors() -> dict[str, str]:
    """Descriptors of this process, with what they are open on."""
    found = {}
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            found[number] = os.readlink(f"/proc/self/fd/{number}")
    return found


def opened_since(before: dict[str, str]) -> dict[str, str]:
    """Descriptors that are open beside those; what other tests left may be closed meanwhile, when it is collected."""
    return {number: what for number, what in descriptors().items() if before.get(number) != what}


@asynccontextmanager
async def nothing_left_behind(folder: Path) -> AsyncIterator[None]:
    """Fails where the work inside leaves a process, a descriptor, a task, or a file in the folder for temporary ones.

    Children are found by `folder`, in which the programs must lie or which they must have been told.
    """
    temporary = folder / "for temporary files"
    temporary.mkdir()
    tasks, opened = asyncio.all_tasks(), descriptors()
    children = {child.pid for child in psutil.Process().children(recursive=True)}
    with pytest.MonkeyPatch.context() as patch:
        # Other tests use the machine's own at the same time.
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", None)
        yield
    # A callback that closes a descriptor may still wait for its turn.
    for _ in range(200):
        await asyncio.sleep(0.01)
        gc.collect()
        if not opened_since(opened):
            break
    assert asyncio.all_tasks() == tasks
    left = [child for child in psutil.Process().children(recursive=True) if child.pid not in children]
    assert not left
    assert nothing_runs(str(folder))
    assert not opened_since(opened)
    assert not list(temporary.iterdir())
