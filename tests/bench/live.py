"""How soon a packet is in the file and with the follower, and whether a flood is captured without loss.

`python -m tests.bench.live` sends UDP to itself over loopback and prints a table: every engine, and beside them
tcpdump and dumpcap where they are installed. Wants the right to capture. Bounded: 10 s of flood each.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import re
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tui.capture import engines
from tui.capture.client import BrokerClient
from tui.capture.follower import Batch, Follower
from tui.capture.session import LiveCapture

MARK = b"remora bench"
TOKEN = re.compile(re.escape(MARK) + rb"(.{8})", re.DOTALL)
MOST_SECONDS = 10.0
BATCH = 64
PAYLOAD_BYTES = 100
RIVALS = {
    "tcpdump -U": ["tcpdump", "-i", "lo", "-U", "-B", "65536", "-w", "{file}", "{filter}"],
    "dumpcap -w": ["dumpcap", "-q", "-B", "64", "-i", "lo", "-w", "{file}", "-f", "{filter}"],
}


@dataclass(frozen=True)
class Latency:
    """Milliseconds from the send to the moment when somebody could read the packet."""

    in_file: list[float]
    followed: list[float]


class Sender:
    """UDP to a socket of our own that never reads, so that nothing answers."""

    def __init__(self) -> None:
        self.sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.sink.bind(("127.0.0.1", 0))
        self.address: tuple[str, int] = self.sink.getsockname()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(self.address)

    def one(self) -> None:
        self.socket.send(MARK + struct.pack("<q", time.time_ns()))

    def flood(self, rate: int, seconds: float) -> tuple[int, float]:
        """Send `rate` packets a second from a process of its own; how many went out in how many seconds."""
        command = [sys.executable, "-m", "tests.bench.live", "--flood", str(self.address[1])]
        ran = subprocess.run(
            [*command, "--rate", str(rate), "--seconds", str(seconds)], capture_output=True, text=True, check=True
        )
        sent, took = ran.stdout.split()
        return int(sent), float(took)

    def close(self) -> None:
        self.socket.close()
        self.sink.close()


class _Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Header(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("vectors", ctypes.POINTER(_Vector)),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Message(ctypes.Structure):
    _fields_ = (("header", _Header), ("sent", ctypes.c_uint))


def flood(port: int, rate: int, seconds: float) -> None:
    """The sending process: sendmmsg in small batches, each at its time."""
    handle = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    handle.connect(("127.0.0.1", port))
    libc = ctypes.CDLL(None, use_errno=True)
    payload = ctypes.create_string_buffer(MARK + bytes(PAYLOAD_BYTES - len(MARK)), PAYLOAD_BYTES)
    vector = _Vector(ctypes.addressof(payload), PAYLOAD_BYTES)
    messages = (_Message * BATCH)()
    for message in messages:
        message.header.vectors, message.header.vector_count = ctypes.pointer(vector), 1
    begin = time.perf_counter()
    sent, end = 0, begin + min(seconds, MOST_SECONDS)
    while (now := time.perf_counter()) < end:
        due = int((now - begin) * rate) - sent
        if due <= 0:
            time.sleep(BATCH / rate / 2)
            continue
        taken = libc.sendmmsg(handle.fileno(), messages, min(due, BATCH), 0)
        sent += max(taken, 0)
    print(sent, time.perf_counter() - begin)


class FileWatch:
    """Notes when marked packets become readable in a file, looking every half millisecond."""

    def __init__(self, path: Callable[[], Path | None]) -> None:
        self._path = path
        self.milliseconds: list[float] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> list[float]:
        self._ending.set()
        self._thread.join()
        return self.milliseconds

    def _run(self) -> None:
        position, rest = 0, b""
        while not self._ending.wait(0.0005):
            path = self._path()
            if path is None or not path.exists():
                continue
            with path.open("rb") as file:
                file.seek(position)
                data = file.read()
            if not data:
                continue
            now = time.time_ns()
            position += len(data)
            rest += data
            for found in TOKEN.finditer(rest):
                self.milliseconds.append((now - struct.unpack("<q", found[1])[0]) / 1e6)
            rest = rest[-len(MARK) - 7 :] if not TOKEN.search(rest[-len(MARK) - 8 :]) else b""


@contextmanager
def running(broker: BrokerClient, engine: str, port: int, folder: Path) -> Iterator[LiveCapture]:
    """A capture of the benchmark's packets that has begun."""
    live = LiveCapture(broker, folder=folder)
    live.start(["lo"], capture_filter=f"udp dst port {port}", engine=engine)
    deadline = time.monotonic() + 10
    while live.state == "starting" and time.monotonic() < deadline:
        time.sleep(0.005)
    if live.state != "running":
        raise SystemExit(f"{engine}: {' '.join(live.errors) or 'does not start'}")
    try:
        yield live
    finally:
        live.discard()


def latency(broker: BrokerClient, engine: str, folder: Path, packets: int) -> Latency:
    """Ten packets a second through an engine."""
    sender, followed = Sender(), []
    with running(broker, engine, sender.address[1], folder) as live:

        def deliver(batch: Batch) -> None:
            now = time.time_ns()
            for row in live.capture.append(batch.frames):
                found = TOKEN.search(live.capture.data(row))
                if found:
                    followed.append((now - struct.unpack("<q", found[1])[0]) / 1e6)

        follower = Follower(live.capture, deliver)
        follower.start()
        watch = FileWatch(lambda: live.files[0])
        for _ in range(packets):
            sender.one()
            time.sleep(random.uniform(0.06, 0.14))
        time.sleep(0.5)
        follower.stop()
        in_file = watch.end()
    sender.close()
    return Latency(in_file, followed)


def burst(broker: BrokerClient, engine: str, folder: Path, rate: int, seconds: float) -> str:
    """A flood through an engine: what was sent, what is in the file and in the list, what the kernel dropped."""
    sender = Sender()
    with running(broker, engine, sender.address[1], folder) as live:
        follower = Follower(live.capture, lambda batch: live.capture.append(batch.frames))
        follower.start()
        sent, took = sender.flood(rate, seconds)
        live.stop()
        live.wait_stopped(20)
        follower.stop(60)
        counts = live.statistics()
        return row(engine, sent, took, counts.captured, len(live.capture.frames), counts.dropped)


def row(name: str, sent: int, took: float, captured: int, listed: int | None, dropped: int | None) -> str:
    lost = sent - captured - (dropped or 0)
    in_list = "-" if listed is None else f"{listed:,}"
    return (
        f"{name:12} {sent:>10,} {sent / took:>10,.0f} {captured:>10,} {in_list:>10} "
        f"{'?' if dropped is None else f'{dropped:,}':>8} {lost:>10,}"
    )


@contextmanager
def rival(name: str, port: int, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Another program capturing the same packets into a file."""
    path = folder / f"{name.split()[0]}.pcap"
    path.unlink(missing_ok=True)
    command = [part.format(file=path, filter=f"udp dst port {port}") for part in RIVALS[name]]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while not path.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.5)
    try:
        yield process, path
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def rival_latency(name: str, folder: Path, packets: int) -> list[float]:
    sender = Sender()
    with rival(name, sender.address[1], folder) as (_, path):
        watch = FileWatch(lambda: path)
        for _ in range(packets):
            sender.one()
            time.sleep(random.uniform(0.06, 0.14))
        time.sleep(1.2)
        found = watch.end()
    sender.close()
    return found


def rival_burst(name: str, folder: Path, rate: int, seconds: float) -> str:
    sender = Sender()
    with rival(name, sender.address[1], folder) as (process, path):
        sent, took = sender.flood(rate, seconds)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    sender.close()
    words = errors.decode(errors="replace")
    dropped = re.search(r"(\d+) packets dropped by kernel", words) or re.search(
        r"dropped on interface.*?/(\d+) ", words
    )
    captured = path.read_bytes().count(MARK)
    return row(name, sent, took, captured, None, int(dropped[1]) if dropped else None)


def told(values: list[float]) -> str:
    if not values:
        return f"{'nothing arrived':>23}"
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered):>7.1f} {p95:>7.1f} {ordered[-1]:>7.1f}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flood", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--rate", type=int, default=100_000, help="packets a second of the flood")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of the flood, at most 10")
    parser.add_argument("--packets", type=int, default=40, help="packets of the latency test, ten a second")
    parser.add_argument("--engine", action="append", choices=engines.ENGINES)
    parser.add_argument("--no-rivals", action="store_true")
    options = parser.parse_args()
    if options.flood is not None:
        flood(options.flood, options.rate, options.seconds)
        return
    machine = engines.this_machine()
    chosen = [e for e in options.engine or engines.ENGINES if engines.impossible(e, machine) is None]
    rivals = [] if options.no_rivals else [name for name in RIVALS if shutil.which(name.split()[0])]
    broker = BrokerClient.spawn()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as place:
        folder = Path(place)
        folder.chmod(0o777)
        print("milliseconds from send to readable, 10 packets/s")
        print(f"{'':12} {'in the file':>23}  {'with the follower':>23}")
        print(f"{'':12} {'median':>7} {'p95':>7} {'max':>7}  {'median':>7} {'p95':>7} {'max':>7}")
        for engine in chosen:
            measured = latency(broker, engine, folder, options.packets)
            print(f"{engine:12} {told(measured.in_file)}  {told(measured.followed)}", flush=True)
        for name in rivals:
            print(f"{name:12} {told(rival_latency(name, folder, options.packets))}", flush=True)
        print(f"\n{options.rate:,} packets/s asked for, {min(options.seconds, MOST_SECONDS):g} s")
        print(
            f"{'':12} {'sent':>10} {'packets/s':>10} {'in file':>10} {'in list':>10} {'dropped':>8} {'unexplained':>11}"
        )
        for engine in chosen:
            print(burst(broker, engine, folder, options.rate, options.seconds), flush=True)
        for name in rivals:
            print(rival_burst(name, folder, options.rate, options.seconds), flush=True)
    broker.close()


if __name__ == "__main__":
    main()
