"""Time to list 5,000 sockets with their processes, beside `ss`, and to watch them: `python -m tests.bench.sockets`.

Ten processes hold 250 connections to themselves each, over loopback. Medians in milliseconds: by the clock, and of the
processor, which other programs on the machine change less. The screen is measured in a real terminal, with as many
sockets and with four times as many; `python -m tests.bench.sockets screen` measures nothing else.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from tests.bench.sockets_screen import KEYS, told, watch
from tui.printing.sockets import Layout, paths_of, text_lines
from tui.sockets.entry import PROTOCOLS
from tui.sockets.snapshot import Source, open_source

PROCESSES, CONNECTIONS = 10, 250
MORE = 4
"""Times as many, which must not stall the screen."""
ROUNDS = 15
HOLD = """
import socket, struct, sys
listener = socket.create_server(("127.0.0.1", 0), backlog=512)
held = []
for _ in range(int(sys.argv[1])):
    held.append(socket.create_connection(listener.getsockname()))
    held.append(listener.accept()[0])
for one in held:
    # Closed by a reset, so that nothing waits out its time in the next run.
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
print("ready", flush=True)
sys.stdin.read()
"""


def main() -> None:
    """Print one line for each way."""
    if "screen" not in sys.argv[1:]:
        list_them()
    for connections in (CONNECTIONS, CONNECTIONS * MORE):
        with holders(connections):
            sockets = PROCESSES * connections * 2
            print(f"the screen with {sockets:,} sockets; load {os.getloadavg()[0]:.1f}")
            for name, keys in KEYS.items():
                watched = watch(sockets, keys)
                print(f"  {name:<18} {watched.second:6.1f} ms of the processor a second")
                print(f"    cursor down {told(watched.down)}; page down {told(watched.page)}", flush=True)


def list_them() -> None:
    """Take snapshots, and run ss."""
    with holders(CONNECTIONS):
        ways: dict[str, Callable[[], object]] = {}
        program = shutil.which("ss")
        if program is not None:
            ways["ss -Htanp > /dev/null"] = lambda: run(program, "-Htanp")
            ways["ss -OHtaneimop > /dev/null"] = lambda: run(program, "-OHtaneimop")
        with open_source() as source:
            ways["in the program: TCP, processes"] = lambda: source.take(["tcp"], with_details=False)
            ways["in the program: all kinds, processes"] = lambda: source.take(PROTOCOLS, with_details=False)
            ways["in the program: TCP, processes, TCP_INFO"] = lambda: source.take(["tcp"], with_details=True)
            ways["in the program: TCP alone"] = lambda: source.take(["tcp"], with_details=False, with_owners=False)
            ways["in the program, printed"] = lambda: printed(source)
            ways["remora sockets -tanp > /dev/null"] = lambda: run(sys.executable, "-m", "tui", "sockets", "-tanp")
            count = len(source.take(["tcp"], with_details=False).sockets)
            print(f"{count:,} TCP sockets in {PROCESSES} processes; load {os.getloadavg()[0]:.1f}")
            taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
            # In turns, so that what else the machine does falls on all of them.
            for _ in range(ROUNDS):
                for name, way in ways.items():
                    clock, processor = time.perf_counter(), processor_seconds()
                    way()
                    taken[name].append((time.perf_counter() - clock, processor_seconds() - processor))
    for name, times in taken.items():
        clock, processor = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
        print(f"{name:<44} {clock:7.1f} ms by the clock {processor:7.1f} ms of the processor")


def processor_seconds() -> float:
    """Of this process and of those it waited for."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def printed(source: Source) -> int:
    """Lines of the table."""
    sockets = source.take(["tcp"], with_details=False).sockets
    return sum(1 for _ in text_lines(sockets, paths_of(sockets), Layout(None, numeric=True)))


def run(*command: str) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


@contextmanager
def holders(connections: int) -> Iterator[None]:
    """The processes, as long as it lasts."""
    with ExitStack() as stack:
        for _ in range(PROCESSES):
            command = [sys.executable, "-c", HOLD, str(connections)]
            child = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
        yield


if __name__ == "__main__":
    main()
