"""One short question to a program of Wireshark's, for a thread: bounded in time and length; nothing is left of it."""

from __future__ import annotations

import contextlib
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.running import Running, end_session
from dissectors.privilege import CANNOT_BE_STARTED, unprivileged

MOST_SAID: Final = 1 << 20
"""Bytes of what it says on the side that are kept."""
NO_PACKETS: Final = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
"""A pcap file's header: what a tshark reads that is only asked about its parameters."""

_asked: Final[set[int]] = set()
"""Processes that are asked now, in whichever thread."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said."""

    status: int
    """Its exit status; negative for a signal."""
    printed: bytes
    said: str
    """On standard error."""


def ask(
    words: Sequence[str], environment: Mapping[str, str], *, given: bytes = b"", most: int, patience_seconds: float
) -> Answer:
    """Run a command line, give it a few bytes and read at most so many of what it prints.

    Raises TsharkFailed where it cannot be started or does not end in time.
    """
    try:
        process = Running(unprivileged(words), environment)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise TsharkFailed(f"{words[0]} cannot be started: {reason or error}") from error
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    patience = _Patience(process.pid, patience_seconds)
    said = _Drain(process.stderr)
    try:
        _asked.add(process.pid)
        with contextlib.suppress(BrokenPipeError), process.stdin as stdin:
            stdin.write(given)
        printed = process.stdout.read(most)
        if len(printed) == most:
            end_session(process.pid)
        said.join()
        status = process.wait()
    finally:
        patience.cancel()
        _asked.discard(process.pid)
        if process.returncode is None:
            end_session(process.pid)
            process.wait()
        said.join()
        process.stdout.close()
        process.stderr.close()
    if patience.is_over:
        raise TsharkFailed(f"{words[0]} did not answer within {patience_seconds:g} seconds")
    if status == CANNOT_BE_STARTED:
        raise TsharkFailed(f"{words[0]} cannot be started: {said.text.strip()}")
    return Answer(status, printed, said.text)


def give_up() -> None:
    """End all questions that are asked now: whoever waits is told soon that there is no answer."""
    for process in list(_asked):
        end_session(process)


class _Patience(threading.Timer):
    """Ends a session when it is over."""

    def __init__(self, process: int, seconds: float) -> None:
        super().__init__(seconds, self._end, (process,))
        self.daemon = True
        self.is_over = False
        self.start()

    def _end(self, process: int) -> None:
        self.is_over = True
        end_session(process)


class _Drain(threading.Thread):
    """Reads a pipe to its end, so that who writes into it never waits."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._kept = b""
        self.start()

    def run(self) -> None:
        self._kept = self._pipe.read(MOST_SAID)
        while self._pipe.read(MOST_SAID):
            pass

    @property
    def text(self) -> str:
        """The beginning of it."""
        return self._kept.decode("utf-8", "replace")
