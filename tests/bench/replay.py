"""Frames of a capture sent over a loopback interface of our own: `python -m tests.bench.replay FILE RATE SECONDS`.

Meant for a network namespace in which there is nothing else (`unshare --net`), so that no frame goes anywhere. Prints
how many were sent. Bounded: 60 s.
"""

from __future__ import annotations

import ctypes
import mmap
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from dissectors import open_capture

MOST_SECONDS = 60.0
BATCH = 64
NAMESPACE = ("unshare", "--net")
"""What a command is put behind to have a network of its own."""
HEADER = struct.Struct("=QIxxxxQQQQixxxxIxxxx")
"""struct mmsghdr of 64 bits: name and its length, vectors and how many, control and its length, flags; sent."""


def up() -> None:
    """Bring the namespace's loopback interface up."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def replay(path: Path, rate: int, seconds: float) -> int:
    """Send so many frames a second, from the first again when there are no more; how many were sent."""
    with open_capture(path) as capture:
        capture.refresh()
        frames = capture.frames
        offsets, lengths = (frames.column(name, 0, len(frames)) for name in ("offset", "captured_length"))
    handle = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    handle.bind(("lo", 0))
    libc = ctypes.CDLL(None, use_errno=True)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        base = np.frombuffer(data, np.uint8).ctypes.data
        vectors = np.stack([offsets.astype(np.uint64) + np.uint64(base), lengths.astype(np.uint64)], axis=1)
        vectors = np.ascontiguousarray(vectors)
        headers = bytearray(HEADER.size * len(vectors))
        for place in range(len(vectors)):
            HEADER.pack_into(headers, place * HEADER.size, 0, 0, vectors.ctypes.data + place * 16, 1, 0, 0, 0, 0)
        first = ctypes.addressof(ctypes.c_char.from_buffer(headers))
        print("ready", flush=True)
        begin = time.perf_counter()
        sent, end = 0, begin + min(seconds, MOST_SECONDS)
        while (now := time.perf_counter()) < end:
            due = int((now - begin) * rate) - sent
            if due <= 0:
                time.sleep(BATCH / rate / 2)
                continue
            place = sent % len(vectors)
            count = min(due, BATCH, len(vectors) - place)
            taken = libc.sendmmsg(handle.fileno(), ctypes.c_void_p(first + place * HEADER.size), count, 0)
            sent += max(taken, 0)
    handle.close()
    return sent


if __name__ == "__main__":
    print(replay(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
