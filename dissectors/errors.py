"""What can be wrong with bytes, files and filters; every class says what was wanted, what was found, where."""

from __future__ import annotations


class RemoraError(Exception):
    """A mistake of the outside world, told in one sentence."""


class DissectionError(RemoraError):
    """A layer cannot be decoded further; `offset` counts bytes from the frame's start."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Truncated(DissectionError):
    """The frame ends before the field does."""

    def __init__(self, wanted: int, found: int, offset: int) -> None:
        super().__init__(f"{wanted} bytes wanted at byte {offset}, {max(found, 0)} left", offset)
        self.wanted = wanted
        self.found = found


class Malformed(DissectionError):
    """The bytes are there and break the protocol's rules."""


class CaptureFileError(RemoraError):
    """A file is no capture, or cannot be read or written; the message names the file."""


class WorkerLost(RemoraError):
    """A process that dissected packets was ended from outside before it answered."""
