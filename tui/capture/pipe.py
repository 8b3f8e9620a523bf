"""A capture that comes through a pipe: standard input, a FIFO, `ssh host tcpdump -w - | remora -`.

A thread copies the bytes, pcap or pcapng, packed or not, into a growing file, which is read as any other.
"""

from __future__ import annotations

import contextlib
import os
import select
import stat
import threading
from collections.abc import Callable

from dissectors.capture_file.recognise import (
    HEAD_LENGTH,
    compression_of,
    may_become_a_capture,
    reader_for,
    what_it_seems_to_be,
)
from tui.capture import pcap_output

PIECE = 1 << 18
Ended = Callable[[str, str], None]
"""Called once from the thread: "end" or a code of failure, and a sentence."""


class PipeCopy:
    """Copies from `source` to `target`; both descriptors are closed at the end."""

    def __init__(self, source: int, target: int, ended: Ended) -> None:
        self._source = source
        self._target = target
        self._ended = ended
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="pipe", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Read no more; what was read is in the file."""
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"x")

    def join(self, timeout_seconds: float) -> None:
        self._thread.join(timeout_seconds)

    def _run(self) -> None:
        try:
            code, text = self._copy()
        except OSError as error:
            failure = pcap_output.output_error(error.errno)
            code, text = failure.code, failure.text
        for descriptor in (self._source, self._target, self._wake_read, self._wake_write):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self._ended(code, text)

    def _copy(self) -> tuple[str, str]:
        head = b""
        checked = False
        copied = 0
        while True:
            piece = self._next_piece()
            if piece is None:
                return "asked", ""
            if not piece:
                break
            copied += len(piece)
            if not checked:
                head += piece[: HEAD_LENGTH - len(head)]
                if not _may_be_a_capture(head):
                    return (
                        "not-a-capture",
                        f"what comes through the pipe is no capture: it seems to be {what_it_seems_to_be(head)}",
                    )
                checked = len(head) >= HEAD_LENGTH
            view = memoryview(piece)
            while view:
                view = view[os.write(self._target, view) :]
        if copied == 0:
            return "end", "the pipe ended without a byte: did the program that feeds it start?"
        return "end", "the pipe has ended"

    def _next_piece(self) -> bytes | None:
        """What the pipe has; b"" at its end, None if told to stop."""
        if stat.S_ISREG(os.fstat(self._source).st_mode) or not hasattr(select, "poll"):
            return os.read(self._source, PIECE)
        poll = select.poll()
        poll.register(self._source, select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if self._wake_read in ready:
                return None
            if self._source in ready:
                try:
                    return os.read(self._source, PIECE)
                except BlockingIOError:
                    continue


def _may_be_a_capture(head: bytes) -> bool:
    return compression_of(head) is not None or reader_for(head) is not None or may_become_a_capture(head)
