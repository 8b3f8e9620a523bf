"""What the readers of pcap and pcapng have in common: a position in a growing file, batches out, one damage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from dissectors.capture_file.contents import Contents
from dissectors.capture_file.file_bytes import FileBytes
from dissectors.capture_file.frames import FrameBatch

WINDOW: Final = 1 << 20
"""Bytes read at a time: small enough for the processor's cache and for a time budget of a few milliseconds."""

LONGEST_FRAME: Final = 262_144
_LONGER_LINK_TYPES: Final = {231: 128 << 20, 249: 128 << 20, 279: 8 << 20}


def longest_frame(link_type: int) -> int:
    """Bytes that no sane captured length exceeds, as libpcap and Wireshark have it (D-Bus, USBPcap, EBHSCR differ)."""
    return _LONGER_LINK_TYPES.get(link_type, LONGEST_FRAME)


class Damage(Exception):
    """The file breaks its format's rules; `offset` is where the record or block begins."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class NotThisFormat(Exception):
    """The magic fits, but the file is of a kind that cannot be read; the text continues "FILE is ..."."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one look at the file gave."""

    batches: tuple[FrameBatch, ...]
    position: int
    """Everything before this byte is done with."""
    damage: Damage | None = None
    """Set if nothing can be read behind `position`, whatever is appended to the file."""


class Reader(Protocol):
    """Walks a file from where it stopped the last time."""

    format: str
    contents: Contents
    position: int
    """First byte that is not done with."""

    def advance(self, file: FileBytes, end: int, max_frames: int) -> Step:
        """Look at the next window of the file, of which `end` bytes may be read.

        Returns the frames that are complete, at most `max_frames`. A step that neither moves nor is damaged means that
        the file must grow first.
        """

    def unfinished(self) -> str:
        """What the file ends in the middle of, if bytes follow `position`: "a packet record's header"."""


def gather(
    buffer: bytes | memoryview, starts: npt.NDArray[np.int64], fields: str, byte_order: str
) -> npt.NDArray[np.void]:
    """The same 32-bit words at each of `starts`: a structured array with a field for each letter of `fields`.

    The words of the last start may reach beyond the buffer; they read as zero there.
    """
    words = np.dtype([(name, byte_order + "u4") for name in fields])
    places = max(len(buffer) - words.itemsize + 1, 0)
    inside = starts < places
    # Overlapping, unaligned; bytes without fields, which numpy gathers twenty times sooner.
    every_start: npt.NDArray[np.void] = np.ndarray((places,), f"V{words.itemsize}", buffer, strides=(1,))
    if inside.all():
        return every_start[starts].view(words)
    found = np.zeros(len(starts), words)
    found[inside] = every_start[starts[inside]].view(words)
    for index in np.flatnonzero(~inside).tolist():
        rest = bytes(buffer[int(starts[index]) :])
        found[index] = np.frombuffer(rest + bytes(words.itemsize - len(rest)), words)[0]
    return found
