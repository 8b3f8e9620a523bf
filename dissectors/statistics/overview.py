"""A capture at a glance: when it began and ended, how much it holds, how fast, and what is missing.

Counted on and on from the columns of a capture's frames; out go frozen overviews.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.names.encapsulations import ENCAPSULATIONS, NAMES, UNKNOWN
from dissectors.statistics.frame_counts import FrameCounts

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.packets.table import Capture

Integers = NDArray[np.int64]
NANOSECONDS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Overview:
    """Of the rows that were meant."""

    packets: int
    bytes: int
    """On the wire."""
    captured_bytes: int
    cut: int
    """Packets of which the capture has only a part: the snap length, or a file that was cut."""
    first_time: int | None
    """The earliest, in nanoseconds since 1970; None where no packet has a time."""
    last_time: int | None
    backwards: int
    """Packets that have an earlier time than the one before."""
    dropped: int | None
    """What the capture lost itself; None where it does not tell."""
    link_types: tuple[tuple[str, int], ...]
    """With how many packets of each."""
    interfaces: tuple[InterfaceOverview, ...]

    @property
    def duration(self) -> int | None:
        """Nanoseconds from the earliest to the latest packet."""
        return None if self.first_time is None or self.last_time is None else self.last_time - self.first_time

    @property
    def packet_rate(self) -> float | None:
        """Packets a second; None where there is no duration."""
        return self.packets * NANOSECONDS / self.duration if self.duration else None

    @property
    def bit_rate(self) -> float | None:
        """Bits a second."""
        return self.bytes * 8 * NANOSECONDS / self.duration if self.duration else None

    @property
    def average_length(self) -> float | None:
        return self.bytes / self.packets if self.packets else None


@dataclass(frozen=True, slots=True)
class InterfaceOverview:
    """What the file says of an interface; text as it is in the file."""

    name: str
    description: str
    link_type: str
    packets: int
    snap_length: int
    """0 for no limit."""
    filter: str = ""
    """Only packets that match it were captured."""


class OverviewCounts(FrameCounts):
    """What an overview tells."""

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self._packets = self._bytes = self._captured_bytes = self._cut = self._backwards = 0
        self._times: tuple[int, int] | None = None
        """The earliest and the latest."""
        self._latest: Integers = np.zeros(0, np.int64)
        """The time of the packet that came last, which may be missing; none so far."""
        self._links: Counter[int] = Counter()
        self._interfaces: Counter[int] = Counter()

    def overview(self) -> Overview:
        """Of what has been counted so far."""
        capture = self.index.capture
        first, last = self._times or (None, None)
        return Overview(
            packets=self._packets,
            bytes=self._bytes,
            captured_bytes=self._captured_bytes,
            cut=self._cut,
            first_time=first,
            last_time=last,
            backwards=self._backwards,
            dropped=capture.dropped,
            link_types=tuple((link_type_name(number), found) for number, found in sorted(self._links.items())),
            interfaces=tuple(_interfaces(capture, self._interfaces)),
        )

    def _count(self, first: int, stop: int, chosen: Integers | None) -> None:
        original, captured, times, links, interfaces = (
            self._column(name, first, stop, chosen)
            for name in ("original_length", "captured_length", "time", "link_type", "interface")
        )
        self._packets += len(times)
        self._bytes += int(original.sum(dtype=np.int64))
        self._captured_bytes += int(captured.sum(dtype=np.int64))
        self._cut += int(np.count_nonzero(captured < original))
        known = times[times != NO_TIME]
        if len(known):
            before = self._times or (int(known[0]), int(known[0]))
            self._times = min(before[0], int(known.min())), max(before[1], int(known.max()))
        times = np.concatenate([self._latest, times])
        # A missing time is earlier than any other.
        self._backwards += int(np.count_nonzero((times[1:] < times[:-1]) & (times[1:] != NO_TIME)))
        self._latest = times[-1:].copy()
        self._links.update(_counted(links))
        self._interfaces.update(_counted(interfaces))


def link_type_name(number: int) -> str:
    """What a LINKTYPE_ number stands for."""
    own = ENCAPSULATIONS.get(number, UNKNOWN)
    return NAMES[own] if own != UNKNOWN and own in NAMES else f"link type {number}"


def _counted(numbers: NDArray[np.integer]) -> dict[int, int]:
    if (numbers == numbers[0]).all():
        return {int(numbers[0]): len(numbers)}
    found, counts = np.unique(numbers, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def _interfaces(capture: Capture, counts: Mapping[int, int]) -> Iterator[InterfaceOverview]:
    for one in capture.interfaces:
        yield InterfaceOverview(
            one.name or "",
            one.description or "",
            link_type_name(one.link_type),
            counts.get(one.index, 0),
            one.snap_length,
            one.filter or "",
        )
