"""Whose are short connections? `python -m tests.bench.attribution` asks in several ways and counts what is right.

Clients of several kinds connect to a server over loopback, each from a process of its own, while another process
observes: with the kernel's trace, by looking up what packets begin, and by looking at all sockets again and again.
Each answer is compared with the process that the client really was. Wants root; ends with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dissectors.processes.attribution import HOW_WORDS, Attribution, End
from tui.sockets.processes import Owners
from tui.sockets.sock_diag import SockDiag
from tui.sockets.watch.client import WatchClient
from tui.sockets.watch.lookout import Lookout

COUNT = 500
MODES = ("traced", "watcher", "look-up", "poll 0.1 s", "poll 1 s")
"""`watcher` is the traced way through the process and the client that remora has."""
AFTER_SECONDS = 2.0
"""How long answers are waited for."""
SAME_NS = 1_000_000
TEXT = b"who is it?\n"
RESET = struct.pack("ii", 1, 0)
BETTER = tuple(HOW_WORDS)


@dataclass(frozen=True)
class Client:
    """One conversation, as the process that had it tells."""

    pid: int
    local: End
    begun_ns: int


@dataclass
class Tally:
    """What was told of one kind of ends."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    unknown: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """What was said of the unknown ones."""


# Clients ----------------------------------------------------------------------------------------------------


def report(pipe: int, local: tuple[str, int], begun_ns: int) -> None:
    os.write(pipe, json.dumps([os.getpid(), local[0], local[1], begun_ns]).encode() + b"\n")


def connect_from(pipe: int, server: End, *, hold: float = 0.0, port: int = 0, forks: bool = False) -> None:
    """Connect, send a line, wait and close."""
    family = socket.AF_INET6 if ":" in server.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as one:
        if port:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            one.bind((server.address, port))
        begun = time.time_ns()
        one.connect(tuple(server))
        one.send(TEXT)
        if forks and not os.fork():
            time.sleep(hold)
            os._exit(0)
        if hold:
            time.sleep(hold)
        local = one.getsockname()[:2]
    report(pipe, local, begun)


def ask_from(pipe: int, server: End) -> None:
    """A question over UDP, and its answer."""
    family = socket.AF_INET6 if ":" in server.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as one:
        begun = time.time_ns()
        one.connect(tuple(server))
        one.settimeout(1)
        one.send(TEXT)
        with contextlib.suppress(TimeoutError):
            one.recv(100)
        local = one.getsockname()[:2]
    report(pipe, local, begun)


def forked(call: Callable[[int, int], None], count: int) -> Iterator[Client]:
    """A process for each, one after the other; `call` gets its number and where to report."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as reports:
        for number in range(count):
            child = os.fork()
            if not child:
                with contextlib.suppress(OSError):
                    call(number, writing)
                os._exit(0)
            os.waitpid(child, 0)
        os.close(writing)
        for line in reports:
            pid, address, port, begun_ns = json.loads(line)
            yield Client(pid, End(address, port), begun_ns)


def at_once(server: End, count: int) -> Iterator[Client]:
    return forked(lambda _, pipe: connect_from(pipe, server), count)


def held(server: End, count: int) -> Iterator[Client]:
    return forked(lambda _, pipe: connect_from(pipe, server, hold=0.001), count)


def from_one_port(server: End, count: int) -> Iterator[Client]:
    with socket.socket() as one:
        one.bind((server.address, 0))
        port = one.getsockname()[1]
    return forked(lambda _, pipe: connect_from(pipe, server, port=port, hold=0.001), count)


def shared(server: End, count: int) -> Iterator[Client]:
    return forked(lambda _, pipe: connect_from(pipe, server, hold=0.02, forks=True), count)


def queries(server: End, count: int) -> Iterator[Client]:
    return forked(lambda _, pipe: ask_from(pipe, server), count)


def shells(server: End, count: int) -> Iterator[Client]:
    """bash, which connects by itself; its port is seen by the server."""
    script = f"exec 3<>/dev/tcp/{server.address}/{server.port}; echo $$ >&3"
    for _ in range(count):
        subprocess.run(["bash", "-c", script], check=False)
    return iter(())


# The server -------------------------------------------------------------------------------------------------


@contextmanager
def serving(kind: str, address: str) -> Iterator[tuple[int, End, Callable[[], list[Client]]]]:
    """A process that answers; its pid and where it is, and who told it who they are."""
    reading, writing = os.pipe()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as one:
        one.bind((address, 0))
        if kind == "tcp":
            one.listen(512)
        end = End(address, one.getsockname()[1])
        child = os.fork()
        if not child:
            os.close(reading)
            (answer_all if kind == "udp" else accept_all)(one, writing)
            os._exit(0)
        os.close(writing)
    with os.fdopen(reading) as reports:

        def told() -> list[Client]:
            os.kill(child, signal.SIGTERM)
            lines = (json.loads(line) for line in reports)
            return [Client(pid, End(address, port), begun) for pid, address, port, begun in lines]

        try:
            yield child, end, told
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def answer_all(one: socket.socket, _: int) -> None:
    while True:
        data, sender = one.recvfrom(100)
        one.sendto(data, sender)


def accept_all(listener: socket.socket, pipe: int) -> None:
    """What a shell tells of itself is its pid."""
    while True:
        one, peer = listener.accept()
        with one, contextlib.suppress(OSError):
            data = one.recv(100)
            if data.strip().isdigit():
                # When it began is not known, and each has a port of its own.
                row = [int(data), peer[0], peer[1], 0]
                os.write(pipe, json.dumps(row).encode() + b"\n")
            one.recv(100)


# Observers: processes of their own --------------------------------------------------------------------------


def observe(mode: str) -> None:
    """Find out until the end of standard input and a while longer, and print it then: nobody reads it before."""
    found: list[Attribution] = []
    if mode.startswith("poll"):
        poll_sockets(float(mode.split()[1]), found)
    elif mode == "watcher":
        ask_watcher(found)
    else:
        look_out(found, may_trace=mode == "traced")
    for one in found:
        say({"row": [one.protocol, *one.local, *one.remote, one.time_ns, one.how, one.pid, one.unknown]})
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    say({"seconds": sum(one.ru_utime + one.ru_stime for one in usage)})


def look_out(found: list[Attribution], *, may_trace: bool) -> None:
    lookout = Lookout(may_trace=may_trace)
    lookout.watch()
    if may_trace and not lookout.is_traced:
        sys.exit("; ".join(lookout.cannot))
    waiting = select.poll()
    for descriptor in (0, *lookout.descriptors):
        waiting.register(descriptor, select.POLLIN)
    say({"ready": True})
    until = float("inf")
    while time.monotonic() < until:
        due = lookout.due()
        for descriptor, _ in waiting.poll(200 if due is None else min(200, int(due * 1000) + 1)):
            if descriptor == 0:
                waiting.unregister(0)
                until = time.monotonic() + AFTER_SECONDS
        found += lookout.serve()
    lookout.close()


def ask_watcher(found: list[Attribution]) -> None:
    with WatchClient.open(None) as client:
        client.watch(found.extend)
        client.wait_ready()
        time.sleep(0.3)
        say({"ready": True})
        sys.stdin.read()
        time.sleep(AFTER_SECONDS)


def poll_sockets(seconds: float, told: list[Attribution]) -> None:
    """The way of those who look again and again."""
    owners = Owners()
    say({"ready": True})
    until = float("inf")
    with SockDiag() as kernel:
        while time.monotonic() < until:
            if select.select([0], [], [], seconds)[0]:
                until = 0
            sockets = kernel.all(["tcp", "udp"], with_details=False)
            found = owners.of([one.inode for one in sockets])
            for one in sockets:
                for owner in found.get(one.inode, ())[:1]:
                    if one.local is not None and one.remote is not None:
                        ends = End(*one.local.on_the_wire), End(*one.remote.on_the_wire)
                        protocol = "udp" if one.protocol == "udp" else "tcp"
                        told.append(Attribution(protocol, *ends, time.time_ns(), "exact", owner.process.pid))


def say(message: dict[str, object]) -> None:
    print(json.dumps(message), flush=True)


@contextmanager
def observing(mode: str) -> Iterator[Callable[[], tuple[list[Attribution], float]]]:
    """An observer at work; calling it ends it and gives what it found, and its seconds of processor time."""
    command = [sys.executable, "-m", "tests.bench.attribution", "--observe", mode]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        stdin, stdout = child.stdin, child.stdout
        if not stdout.readline():
            raise SystemExit(f"the observer for {mode} does not begin")

        def told() -> tuple[list[Attribution], float]:
            stdin.close()
            found, seconds = [], 0.0
            for line in stdout:
                message = json.loads(line)
                seconds = message.get("seconds", seconds)
                if row := message.get("row"):
                    protocol, address, port, peer, peer_port, time_ns, how, pid, unknown = row
                    ends = End(address, port), End(peer, peer_port)
                    found.append(Attribution(protocol, *ends, time_ns, how, pid, unknown=unknown))
            return found, seconds

        try:
            yield told
        finally:
            stdin.close()
            child.wait()


# Counting ---------------------------------------------------------------------------------------------------


def best(found: list[Attribution]) -> int | None:
    """The pid of one end: the better way wins, and of two that differ and are as good none."""
    for how in BETTER:
        pids = {one.pid for one in found if one.how == how and one.pid is not None}
        if pids:
            return pids.pop() if len(pids) == 1 else None
    return None


def tally(clients: list[Client], server: End, server_pid: int, found: list[Attribution]) -> tuple[Tally, Tally]:
    """Of the connecting and of the serving ends."""
    begun = defaultdict(list)
    for client in sorted(clients, key=lambda one: one.begun_ns):
        begun[client.local].append(client)
    told: dict[tuple[Client, bool], list[Attribution]] = defaultdict(list)
    for one in found:
        for is_client, local, remote in ((True, one.local, one.remote), (False, one.remote, one.local)):
            if remote == server:
                before = [client for client in begun[local] if client.begun_ns <= one.time_ns + SAME_NS]
                if before:
                    told[before[-1], is_client].append(one)
    tallies = Tally(), Tally()
    for client in clients:
        for counted, is_client, right in ((tallies[0], True, client.pid), (tallies[1], False, server_pid)):
            pid = best(told[client, is_client])
            if pid == right:
                counted.right += 1
            elif pid is None:
                counted.unknown += 1
                counted.reasons[next((one.unknown for one in told[client, is_client]), "nothing was told")] += 1
            else:
                counted.wrong.append(f"{client}: {told[client, is_client]}")
    return tallies


KINDS: dict[str, tuple[str, str, Callable[[End, int], Iterator[Client]], dict[str, int]]] = {
    "TCP, close at once": ("tcp", "127.0.0.1", at_once, {"traced": COUNT, "watcher": COUNT}),
    "TCP, hold 1 ms": ("tcp", "127.0.0.1", held, {"traced": COUNT, "watcher": COUNT, "look-up": 495}),
    "TCP over IPv6, hold 1 ms": ("tcp", "::1", held, {"traced": COUNT, "watcher": COUNT, "look-up": 495}),
    "TCP from one port, hold 1 ms": ("tcp", "127.0.0.1", from_one_port, {}),
    "TCP, forks after connecting": ("tcp", "127.0.0.1", shared, {}),
    "UDP, query and answer": ("udp", "127.0.0.1", queries, {"traced": 450, "watcher": 450, "look-up": 450}),
    "bash /dev/tcp": ("tcp", "127.0.0.1", shells, {"traced": COUNT, "watcher": COUNT}),
}
"""What is served, where, by which clients, and how many must be right of `COUNT`."""


def measure(name: str, mode: str, count: int) -> bool:
    """Print one line; whether the bar was reached and nothing was wrong."""
    kind, address, begin, bars = KINDS[name]
    # The server first: what it inherits it keeps open.
    with serving(kind, address) as (server_pid, server, reported), observing(mode) as observed:
        started = time.monotonic()
        clients = list(begin(server, count))
        taken = time.monotonic() - started
        found, seconds = observed()
        if begin is shells:
            clients = reported()
    connecting, answering = tally(clients, server, server_pid, found)
    bar = bars.get(mode)
    wrong = [*connecting.wrong, *answering.wrong]
    is_good = not wrong and (bar is None or connecting.right * COUNT >= bar * count)
    print(
        f"{name:<29} {mode:<11} {connecting.right:>5} {len(connecting.wrong):>5} {connecting.unknown:>7}"
        f"   {answering.right:>5} {len(answering.wrong):>5} {answering.unknown:>7}"
        f"   {seconds * 1000 / max(count, 1):>8.2f} {count / taken:>7.0f}   {'' if is_good else 'MISSED'}"
        f"{f'(at least {bar})' if bar else ''}",
        flush=True,
    )
    for who, counted in (("connecting", connecting), ("serving", answering)):
        for reason, times in counted.reasons.most_common(3) if not mode.startswith("poll") else ():
            print(f"   {who}: {times} times {reason}")
    for line in wrong[:3]:
        print("   wrong:", line)
    return is_good


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--observe", choices=MODES, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=COUNT, help="conversations of each kind")
    parser.add_argument("--modes", nargs="*", choices=MODES, default=MODES)
    parser.add_argument("--kinds", nargs="*", choices=list(KINDS), default=list(KINDS))
    given = parser.parse_args()
    if given.observe:
        observe(given.observe)
        return 0
    if os.geteuid():
        print("this needs root: packets are heard and connections are traced")
        return 2
    print(f"{given.count} conversations of each kind; load {os.getloadavg()[0]:.1f}")
    print(f"{'':<41} {'connecting ends':>19}   {'serving ends':>19}   {'CPU ms':>8} {'per':>7}")
    print(f"{'clients':<29} {'way':<11} {'right':>5} {'wrong':>5} {'unknown':>7}"
          f"   {'right':>5} {'wrong':>5} {'unknown':>7}   {'each':>8} {'second':>7}")  # fmt: skip
    results = [
        measure(name, mode, given.count)
        for name in given.kinds
        if name != "bash /dev/tcp" or shutil.which("bash")
        for mode in given.modes
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
