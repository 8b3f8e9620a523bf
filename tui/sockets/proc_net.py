"""Raw sockets from /proc/net/raw and raw6, for kernels whose sock_diag does not list them (CONFIG_INET_RAW_DIAG).

The files stay open: they tell of the network namespace in which they were opened.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from tui.sockets.entry import STATES, Endpoint, Socket

NET: Final = Path("/proc/thread-self/net")
_FILES: Final = ("raw", "raw6")
_MOST_BYTES: Final = 1 << 24
_WORDS: Final = 10
"""Of a line, as far as the inode."""


class RawSockets:
    """The raw sockets of the namespace it was made in; none where the system does not tell."""

    def __init__(self, net: Path = NET) -> None:
        self._files: list[BinaryIO] = []
        for name in _FILES:
            with contextlib.suppress(OSError):
                self._files.append((net / name).open("rb"))

    def close(self) -> None:
        for file in self._files:
            file.close()

    def read(self, namespace: str = "") -> list[Socket]:
        """Those that are there now."""
        found: list[Socket] = []
        for file in self._files:
            with contextlib.suppress(OSError):
                file.seek(os.SEEK_SET)
                found += raw_sockets(file.read(_MOST_BYTES).decode("ascii", "replace"), namespace)
        return found


def raw_sockets(text: str, namespace: str = "") -> Iterator[Socket]:
    """Out of such a file, whose first line is titles; what is no such line is left out."""
    for line in text.splitlines()[1:]:
        words = line.split()
        if len(words) < _WORDS:
            continue
        # struct.error: an address that is too short or too long.
        with contextlib.suppress(ValueError, IndexError, struct.error):
            send_queue, _, receive_queue = words[4].partition(":")
            local, protocol = _address(words[1])
            remote, _ = _address(words[2])
            yield Socket(
                protocol="raw",
                family="ipv6" if ":" in local else "ipv4",
                state=STATES[int(words[3], 16)],
                local=Endpoint(local, 0),
                remote=None if remote in ("0.0.0.0", "::") else Endpoint(remote, 0),
                receive_queue=int(receive_queue, 16),
                send_queue=int(send_queue, 16),
                uid=int(words[7]),
                inode=int(words[9]),
                raw_protocol=protocol,
                namespace=namespace,
            )


def _address(word: str) -> tuple[str, int]:
    """`0100007F:0001`: each four bytes in the machine's own order, and a number. Raises ValueError, struct.error."""
    address, _, number = word.partition(":")
    if len(address) not in (8, 32):
        raise ValueError(f"{address} is no address")
    count = len(address) // 8
    data = struct.pack(f"={count}I", *(int(address[place : place + 8], 16) for place in range(0, len(address), 8)))
    return socket.inet_ntop(socket.AF_INET if count == 1 else socket.AF_INET6, data), int(number, 16)
