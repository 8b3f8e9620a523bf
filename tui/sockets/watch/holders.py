"""Who holds sockets, found soon: where a new connection's process most likely is, before anybody else is asked.

A process that began a moment ago has one of the numbers given last. `Owners` looks at all processes, which takes
milliseconds a thousand descriptors and so is done seldom.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator, Mapping, Set
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from tui.sockets.processes import (
    PROC,
    Owners,
    Process,
    command_line,
    holding,
    newest_pid,
    process_of_thread,
    read_process,
)
from tui.sockets.units import unit_of

NEWEST: Final = 100
"""Numbers below the latest that are looked at first."""
_UNSETTLED: Final = 8
_REMEMBERED: Final = 12
"""Processes that had sockets lately."""
_MOST_ANCESTORS: Final = 4
_MOST_RELATIVES: Final = 32
_MOST_THREADS: Final = 16
_MOST_KNOWN: Final = 512


class Known(NamedTuple):
    """A process, and what is told of it beside its name."""

    process: Process
    command: tuple[str, ...] = ()
    unit: str = ""


class Holders:
    """Looks into /proc. What ends meanwhile holds nothing."""

    def __init__(self, proc: Path = PROC, owners: Owners | None = None) -> None:
        self._proc = proc
        self._owners = owners or Owners(proc)
        self._newest = Newest(proc)
        self._lately: OrderedDict[int, None] = OrderedDict()
        self._known: OrderedDict[Process, Known] = OrderedDict()

    @property
    def hidden(self) -> frozenset[int]:
        """Users whose processes could not be looked into when all were looked at last."""
        return self._owners.hidden

    def soon(self, inodes: Iterable[int]) -> dict[int, Process]:
        """A holder of each socket that one was found for among the newest processes."""
        return self._first(self._newest.processes(), inodes)

    def lately(self, inodes: Iterable[int]) -> Generator[None, None, dict[int, Process]]:
        """A holder of each socket that one was found for among those that held others lately. Pauses in between."""
        found: dict[int, Process] = {}
        wanted = set(inodes) - {0}
        for pid in list(reversed(self._lately)):
            if not wanted:
                break
            more = self._first([pid], wanted)
            found.update(more)
            wanted -= more.keys()
            yield
        return found

    def relatives(self, found: Mapping[int, Process]) -> dict[int, tuple[Process, ...]]:
        """All holders among processes that were found to hold sockets, their parents and children."""
        pids = [pid for one in set(found.values()) for pid in (one.pid, one.parent, *self._children(one.pid))]
        return self._holders(pids, found)

    def nearby(self, found: Mapping[int, Process]) -> Generator[None, None, dict[int, tuple[Process, ...]]]:
        """All holders among all who descend from these processes, those they come from, and the newest processes.

        A socket comes to other processes by fork(2) mostly. Pauses after each process.
        """
        families = (self._family(process) for process in dict.fromkeys(found.values()))
        seen: set[int] = set()
        holders: dict[int, tuple[Process, ...]] = {}
        for pid in chain(chain.from_iterable(families), self._newest.processes()):
            if pid not in seen:
                seen.add(pid)
                for inode, held_by in self._holders([pid], found).items():
                    holders[inode] = (*holders.get(inode, ()), *held_by)
                yield
        return holders

    def all(self, inodes: Iterable[int]) -> Generator[None, None, dict[int, tuple[Process, ...]]]:
        """All holders that this user may see. Takes as long as the machine has open descriptors, and pauses."""
        owners = yield from self._owners.steps(set(inodes))
        holders = {inode: tuple(owner.process for owner in held) for inode, held in owners.items()}
        for held in holders.values():
            if len(held) == 1:
                self._remember(held[0].pid)
        return holders

    def of_thread(self, number: int) -> Process | None:
        """The process of a thread that is there now; None where it has ended."""
        pid = process_of_thread(str(self._proc), number)
        return None if pid is None else self.process(pid)

    def process(self, pid: int) -> Process | None:
        """A process that is there now; None where it has ended."""
        return read_process(pid, self._proc)

    def known(self, process: Process) -> Known:
        """What is told of a process; nothing of one that has ended meanwhile and was not asked about before."""
        if (known := self._known.get(process)) is not None:
            self._known.move_to_end(process)
            return known
        known = Known(process, command_line(process.pid, self._proc), unit_of(process.pid, self._proc))
        if (now := read_process(process.pid, self._proc)) is None or now.started != process.started:
            # What was read may be that of another process with the same number.
            return Known(process)
        self._known[process] = known
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return known

    def network_of(self, number: int) -> int | None:
        """Which network namespace a thread is in, as its inode; None where it has ended or may not be looked at."""
        try:
            return os.stat(f"{self._proc}/{number}/ns/net").st_ino
        except OSError:
            return None

    def _first(self, pids: Iterable[int], inodes: Iterable[int]) -> dict[int, Process]:
        wanted = set(inodes) - {0}
        found: dict[int, Process] = {}
        for process, held in self._among(pids, wanted):
            found.update((inode, process) for inode in held)
            wanted -= held
            self._remember(process.pid)
            if not wanted:
                break
        return found

    def _holders(self, pids: Iterable[int], inodes: Iterable[int]) -> dict[int, tuple[Process, ...]]:
        holders: dict[int, tuple[Process, ...]] = {}
        for process, held in self._among(pids, {inode for inode in inodes if inode}):
            for inode in held:
                holders[inode] = (*holders.get(inode, ()), process)
        return holders

    def _among(self, pids: Iterable[int], wanted: Set[int]) -> Iterator[tuple[Process, frozenset[int]]]:
        seen: set[int] = set()
        for pid in pids:
            if pid in seen:
                continue
            seen.add(pid)
            if (found := holding(pid, wanted, self._proc)) is not None:
                yield found

    def _family(self, process: Process) -> list[int]:
        """A process, those it came from, and those that came from it."""
        family, parent = [process.pid], process.parent
        while parent and len(family) < _MOST_ANCESTORS and (above := read_process(parent, self._proc)) is not None:
            family.append(parent)
            parent = above.parent
        waiting = [process.pid]
        while waiting and len(family) < _MOST_RELATIVES:
            children = self._children(waiting.pop())
            family += children
            waiting += children
        return family

    def _children(self, pid: int) -> list[int]:
        folder = f"{self._proc}/{pid}/task"
        found: list[int] = []
        try:
            for thread in os.listdir(folder)[:_MOST_THREADS]:
                with open(f"{folder}/{thread}/children", "rb") as file:
                    found += map(int, file.read(4096).split()[:_MOST_RELATIVES])
        except (OSError, ValueError):
            # It has ended, or the kernel does not tell (CONFIG_PROC_CHILDREN).
            pass
        return found

    def _remember(self, pid: int) -> None:
        self._lately[pid] = None
        self._lately.move_to_end(pid)
        if len(self._lately) > _REMEMBERED:
            self._lately.popitem(last=False)


class Newest:
    """The processes with the numbers given last. What a number was is remembered: none is given again soon."""

    def __init__(self, proc: Path = PROC) -> None:
        self._proc = str(proc)
        self._latest = 0
        self._known: dict[int, int | None] = {}
        """Numbers of threads with their processes; None for one that was not there."""

    def processes(self) -> Iterator[int]:
        """The newest first, each looked at when it is asked for: mostly the first one is who is searched for."""
        newest = newest_pid(self._proc)
        if newest < self._latest or len(self._known) > 4 * NEWEST:
            # They begin from the lowest again, or are too old to be asked for.
            self._known.clear()
        self._latest = newest
        told: set[int] = set()
        for number in range(newest, max(newest - NEWEST, 0), -1):
            pid = self._known[number] if number in self._known else self._look(number, newest)
            if pid is not None and pid not in told:
                told.add(pid)
                yield pid

    def _look(self, number: int, newest: int) -> int | None:
        pid = process_of_thread(self._proc, number)
        if number <= newest - _UNSETTLED:
            # One that was given a moment ago may not have been there yet.
            self._known[number] = pid
        return pid
