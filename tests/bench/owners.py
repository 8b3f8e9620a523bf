"""What a refresh costs with 5,000 TCP sockets, whose owners a watcher tells: `python -m tests.bench.owners`.

Ten processes hold them. Medians in milliseconds: by the clock, of this process's processor time, and of the watcher's,
which is another process.
"""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.sockets import holders
from tui.sockets.entry import PROTOCOLS
from tui.sockets.kept_owners import KeptOwners
from tui.sockets.processes import Owners
from tui.sockets.snapshot import open_source
from tui.sockets.watch.client import WatchClient

ROUNDS = 15
VISIBLE = 50


def main() -> None:
    """Print one line for each way."""
    with holders(), open_source() as plain:
        began = time.perf_counter()
        with WatchClient.open(None) as client:
            opened = time.perf_counter() - began
            client.wait_ready()
            print(f"a watcher is opened in {opened * 1000:.1f} ms and ready after {1000 * since(began):.0f} ms")
            kept = KeptOwners(client)
            watcher = watcher_of(os.getpid())
            with open_source(owners=kept) as source:
                sockets = [entry.socket for entry in source.take(["tcp"], with_details=False).sockets]
                inodes = [one.inode for one in sockets]
                assert client.owners(inodes) == Owners().of(inodes)
                print(f"{len(sockets):,} TCP sockets; load {os.getloadavg()[0]:.1f}")

                def all_again() -> None:
                    kept.forget()
                    source.take(["tcp"], with_details=False)

                ways: dict[str, Callable[[], object]] = {
                    "owners of all, looked up here": lambda: Owners().of(inodes),
                    "owners of all, told by the watcher": lambda: client.owners(inodes),
                    "owners of one, told by the watcher": lambda: client.owners(inodes[:1]),
                    "a snapshot, owners looked up here": lambda: plain.take(["tcp"], with_details=False),
                    "a snapshot, owners kept": lambda: source.take(["tcp"], with_details=False),
                    "a snapshot of all kinds, owners kept": lambda: source.take(PROTOCOLS, with_details=False),
                    "a snapshot, owners told anew": all_again,
                    f"TCP_INFO of {VISIBLE}": lambda: source.details(sockets[:VISIBLE]),
                    "details of a process": lambda: client.process(os.getpid()),
                }
                for name, way in ways.items():
                    print(f"{name:<40} {measured(way, watcher)}")


def measured(way: Callable[[], object], watcher: int) -> str:
    """The medians of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        clock, processor, other = time.perf_counter(), processor_seconds(), seconds_of(watcher)
        way()
        taken.append((since(clock), processor_seconds() - processor, seconds_of(watcher) - other))
    clock, processor, other = (statistics.median(column) * 1000 for column in zip(*taken, strict=True))
    return f"{clock:7.1f} ms by the clock {processor:7.1f} ms here {other:7.1f} ms in the watcher"


def since(began: float) -> float:
    return time.perf_counter() - began


def processor_seconds() -> float:
    """Of this process."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def watcher_of(process: int) -> int:
    """The one that this process has started."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
            if parent == process and b"watcher" in (place / "cmdline").read_bytes():
                return int(place.name)
        except (OSError, ValueError, IndexError):
            continue
    raise LookupError("there is no watcher")


def seconds_of(process: int) -> float:
    """Of the processor (/proc/PID/schedstat), to the nanosecond."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


if __name__ == "__main__":
    main()
