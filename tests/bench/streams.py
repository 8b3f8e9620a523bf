"""How soon conversations are understood: `python -m tests.bench.streams`. Never part of the tests.

Makes its captures, and prints medians and whether what is wanted was reached.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.captures import as_installed, make
from tests.bench.long_stream import make_stream
from tests.bench.open import REMORA, RUNS, Wanted, keep_near, print_all, rival, run
from tests.bench.screen import SIZE
from tests.bench.talks import make_talks
from tests.tui.terminal import Pty

STREAM_MEGABYTES = 200
SECONDS_A_LOOK = 0.02
READ_BYTES = 1 << 16


PACKETS = 1_000_000
ANALYSIS_FIELDS = ("-T", "fields", "-e", "tcp.stream", "-e", "tcp.analysis.flags")


def main() -> None:
    for capture in (make_talks(PACKETS), make(PACKETS)):
        keep_near(capture)
        print(f"\n{capture.name}, medians of {RUNS} runs, must / aim")
        print_all(analysis(capture))
    capture = make_stream(STREAM_MEGABYTES)
    keep_near(capture)
    print(f"\nfollow {STREAM_MEGABYTES} MB, medians of {RUNS} runs, must / aim")
    print_all([*follow_command(capture), *follow_screen(capture)])


def analysis(capture: Path) -> list[Wanted]:
    """Conversations and all analysis fields, as a library and as a command, beside tshark's."""
    words = ("-r", str(capture), *ANALYSIS_FIELDS)
    tshark = rival("tshark", "-n", *words)
    if tshark is None:
        print("    tshark is not installed: no ratios")
        return []
    taken = [measure_analysed(capture) for _ in range(RUNS)]
    columns = statistics.median(one["columns"] for one in taken)
    command = run([*REMORA, "read", str(capture), *ANALYSIS_FIELDS])
    print(
        f"    tshark {tshark:.1f} s; analysed {statistics.median(one['analysed'] for one in taken):.2f} s, with all "
        f"columns {columns:.2f} s, verdicts on all {statistics.median(one['judged'] for one in taken):.2f} s more; "
        f"{int(max(one['memory'] for one in taken)) >> 20} MiB"
    )
    return [
        Wanted("all analysis fields: times faster than tshark", tshark / columns, "x", 15, 40),
        Wanted("remora read, two fields: times faster than tshark", tshark / command, "x", 15, 40),
    ]


def measure_analysed(capture: Path) -> dict[str, float]:
    """What one process took."""
    command = [sys.executable, "-m", "tests.bench.analysed", str(capture)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=os.environ | as_installed())
    found: dict[str, float] = json.loads(done.stdout)
    return found


def memory(pid: int) -> tuple[float, float]:
    """MiB of a process's own memory, and of the file that it has mapped and touched."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0.0, 0.0
    sizes = {line.partition(":")[0]: line.split()[1] for line in status.splitlines() if line.startswith("Rss")}
    return int(sizes.get("RssAnon", 0)) / 1024, int(sizes.get("RssFile", 0)) / 1024


def follow_command(capture: Path) -> list[Wanted]:
    """`remora follow` into a pipe: when its first bytes come, when its last, and what it takes meanwhile."""
    first, whole, own, mapped = [], [], 0.0, 0.0
    for _ in range(RUNS):
        started = time.perf_counter()
        command = [*REMORA, "follow", str(capture), "tcp:0", "--as", "raw"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | as_installed()) as process:
            assert process.stdout is not None
            size, looked = len(os.read(process.stdout.fileno(), READ_BYTES)), time.perf_counter()
            first.append(looked - started)
            while data := os.read(process.stdout.fileno(), READ_BYTES):
                size += len(data)
                if time.perf_counter() - looked > SECONDS_A_LOOK:
                    looked = time.perf_counter()
                    now = memory(process.pid)
                    own, mapped = max(own, now[0]), max(mapped, now[1])
        whole.append(time.perf_counter() - started)
        assert size >= STREAM_MEGABYTES * 1_000_000
    print(f"    remora follow --as raw: all after {statistics.median(whole):.2f} s; {mapped:.0f} MiB of files mapped")
    return [
        Wanted("remora follow: process start to first bytes", statistics.median(first), "s", 0.6, 0.3, less=True),
        Wanted("remora follow: memory beside the mapped file", own, "MiB", 100, 60, less=True),
    ]


def follow_screen(capture: Path) -> list[Wanted]:
    """`f` in the viewer: when the first line is painted, and what the process takes until all lines are known."""
    first, own, mapped, before = [], 0.0, 0.0, 0.0
    for _ in range(RUNS):
        terminal = Pty(["-m", "tui", str(capture)], SIZE[0], SIZE[1], **as_installed())
        try:
            terminal.wait_for(f"{capture_packets():,}".encode())
            terminal.settle()
            before = max(before, memory(terminal.pid)[0])
            terminal.press(b"f")
            started = time.perf_counter()
            terminal.wait_for(b"0000001")
            first.append(time.perf_counter() - started)
            deadline = time.monotonic() + 8
            while time.monotonic() < deadline:
                terminal.read(0.05)
                now = memory(terminal.pid)
                own, mapped = max(own, now[0]), max(mapped, now[1])
            terminal.press(b"q")
            terminal.end()
        except BaseException:
            terminal.kill()
            raise
    print(f"    the viewer: {before:.0f} MiB before following; {mapped:.0f} MiB of files mapped")
    return [
        Wanted("f: to the first lines", statistics.median(first), "s", 0.3, 0.1, less=True),
        Wanted("f: memory beside the mapped file", own, "MiB", 100, 60, less=True),
    ]


def capture_packets() -> int:
    """Packets of the long conversation."""
    return 3 * -(-STREAM_MEGABYTES * 1_000_000 // 2896)


if __name__ == "__main__":
    main()
