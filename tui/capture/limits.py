"""When a capture ends by itself (tshark's -c and -a) and when it goes on in another file (-b).

Text from the command line comes in, frozen values go to the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

KILOBYTE = 1000
"""As in Wireshark's -a and -b: filesize:1 is 1000 bytes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The capture stops at whatever comes first; None is no limit."""

    packets: int | None = None
    duration_seconds: float | None = None
    size_bytes: int | None = None
    files: int | None = None
    """Files of a ring that are written before the capture stops."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The capture goes on in a new file at whatever comes first; None is no limit."""

    packets: int | None = None
    duration_seconds: float | None = None
    size_bytes: int | None = None
    keep_files: int | None = None
    """Older files than this many are deleted; None or 0 keeps all."""
    interval_seconds: int | None = None
    """New file when the clock passes a multiple of this."""

    @property
    def rotates(self) -> bool:
        """False as long as nothing says when the next file is due."""
        return any((self.packets, self.duration_seconds, self.size_bytes, self.interval_seconds))


def parse_stop(conditions: Sequence[str], packets: int | None = None) -> Limits:
    """Read what -a was given: duration:SECONDS, filesize:KB, packets:N, files:N. Raises ValueError."""
    limits = Limits(packets=packets)
    for condition in conditions:
        name, value = _split(condition, "-a", ("duration", "filesize", "packets", "files"))
        if name == "duration":
            limits = replace(limits, duration_seconds=value)
        elif name == "filesize":
            limits = replace(limits, size_bytes=_whole(value, condition) * KILOBYTE)
        elif name == "packets":
            count = _whole(value, condition)
            limits = replace(limits, packets=count if limits.packets is None else min(count, limits.packets))
        else:
            limits = replace(limits, files=_whole(value, condition))
    return limits


def parse_ring(conditions: Sequence[str]) -> Ring | None:
    """Read what -b was given: duration:, filesize:, packets:, files:, interval:; None for none. Raises ValueError."""
    if not conditions:
        return None
    ring = Ring()
    for condition in conditions:
        name, value = _split(condition, "-b", ("duration", "filesize", "packets", "files", "interval"))
        if name == "duration":
            ring = replace(ring, duration_seconds=value)
        elif name == "filesize":
            ring = replace(ring, size_bytes=_whole(value, condition) * KILOBYTE)
        elif name == "packets":
            ring = replace(ring, packets=_whole(value, condition))
        elif name == "files":
            ring = replace(ring, keep_files=_whole(value, condition))
        else:
            ring = replace(ring, interval_seconds=_whole(value, condition))
    if not ring.rotates:
        raise ValueError("-b files:N needs one of duration:, filesize:, packets: or interval: beside it")
    return ring


def _split(condition: str, option: str, names: tuple[str, ...]) -> tuple[str, float]:
    name, colon, text = condition.partition(":")
    if name not in names or not colon:
        raise ValueError(f"{option} {condition}: one of {', '.join(f'{n}:NUMBER' for n in names)} is wanted")
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e12:
        raise ValueError(f"{option} {condition}: {text or 'nothing'} is not a number above 0")
    return name, value


def _whole(value: float, condition: str) -> int:
    if value != int(value):
        raise ValueError(f"{condition}: a whole number is wanted")
    return int(value)
