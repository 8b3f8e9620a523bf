"""How soon a packet is painted, and whether keys are answered in a flood: the viewer live in a real pty.

`python -m tests.bench.live_screen` captures on loopback, so it wants the right to. Bounded: 10 s of flood.
"""

from __future__ import annotations

import contextlib
import re
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator

from tests.bench.live import Sender
from tests.tui.terminal import Pty

PACKETS = 60
PACKETS_A_SECOND = 10
FLOOD_RATE = 100_000
FLOOD_SECONDS = 10.0
FIRST_PORT = 20_001
COUNTERS = re.compile(rb"([\d,]+) captured .{1,20}?([\d,]+) displayed .{1,20}?([\d,]+) dropped")


@contextlib.contextmanager
def viewer(capture_filter: str, engine: str) -> Iterator[Pty]:
    """The viewer, capturing on loopback."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["-m", "tui", "-i", "lo", "-f", capture_filter, "--engine", engine]
        terminal = Pty(arguments, 120, 40, REMORA_CONFIG=f"{folder}/settings.toml", XDG_STATE_HOME=folder)
        try:
            terminal.wait_for(b"live")
            terminal.settle()
            yield terminal
        finally:
            terminal.kill()


def latencies(engine: str) -> list[float]:
    """Milliseconds from sending a datagram to its port's number reaching the terminal, one a packet."""
    found: list[float] = []
    ports = range(FIRST_PORT, FIRST_PORT + PACKETS)
    with (
        viewer(f"udp dst portrange {ports[0]}-{ports[-1]}", engine) as terminal,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        for port in ports:
            sent = time.perf_counter()
            sender.sendto(b"remora bench", ("127.0.0.1", port))
            terminal.wait_for(f" {port} Len".encode())
            found.append((time.perf_counter() - sent) * 1000)
            time.sleep(max(0.0, 1 / PACKETS_A_SECOND - (time.perf_counter() - sent)))
    return found


def in_a_flood(engine: str) -> tuple[int, list[float], str]:
    """Packets sent; milliseconds from a key to its effect while they came; the counters at the end."""
    sender = Sender()
    sent: list[int] = []
    flood = threading.Thread(target=lambda: sent.append(sender.flood(FLOOD_RATE, FLOOD_SECONDS)[0]))
    answers: list[float] = []
    with viewer(f"udp port {sender.address[1]}", engine) as terminal:
        flood.start()
        terminal.wait_for(b"Len=100")
        while flood.is_alive():
            for key, wanted in ((b"?", b"To the next pane"), (b"\x1b", b"displayed")):
                pressed = time.perf_counter()
                terminal.press(key)
                terminal.wait_for(wanted)
                answers.append((time.perf_counter() - pressed) * 1000)
                terminal.read(0.2)
        flood.join()
        terminal.settle()
        terminal.output = b""
        terminal.press(b"z")
        terminal.press(b"z")
        terminal.settle()
        plain = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", terminal.output)
        counters = COUNTERS.findall(plain)
    sender.close()
    numbers = [number.decode() for number in counters[-1]] if counters else ["?", "?", "?"]
    return sent[0], answers, "{} captured, {} displayed, {} dropped".format(*numbers)


def told(values: list[float]) -> str:
    """Median and 95th percentile."""
    ordered = sorted(values)
    return f"median {statistics.median(ordered):.0f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.0f} ms"


def main() -> None:
    for engine in ("libpcap", "af_packet"):
        print(f"{engine}: on the screen after {told(latencies(engine))} at {PACKETS_A_SECOND} packets/s")
    sent, answers, counters = in_a_flood("auto")
    print(f"flood: {sent:,} sent; {counters}; keys answered after {told(answers)}")


if __name__ == "__main__":
    main()
