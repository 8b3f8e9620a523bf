"""Many packets without options as Enhanced Packet Blocks at once, for a tshark that is fed a whole capture.

Draft-ietf-opsawg-pcapng section 4.3, little-endian; times are nanoseconds.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import blocks
from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME, NO_TIME, Frames

Integers = NDArray[np.int64]

_WORDS: Final = 7
"""Type, length, interface, two halves of the time, captured and original length."""
_HEAD_BYTES: Final = _WORDS * 4
_PADDING: Final = (b"", b"\0", b"\0\0", b"\0\0\0")
_LOW: Final = np.uint64(0xFFFF_FFFF)


def are_plain(frames: Frames, first: int, stop: int) -> bool:
    """Whether all rows from `first` to before `stop` have no options, and times that the columns hold exactly."""
    times = frames.column("time", first, stop)
    exact = (times > EARLIEST_TIME) & (times < LATEST_TIME) | (times == NO_TIME)
    return not frames.column("options_length", first, stop).any() and bool(exact.all())


def packet_blocks(frames: Frames, data: NDArray[np.uint8], first: int, stop: int, interfaces: Integers) -> bytes:
    """The blocks of those rows; `data` are the bytes that offsets count in, `interfaces` the number of each row's."""
    captured = frames.column("captured_length", first, stop).astype(np.int64)
    padding = -captured % 4
    lengths = captured + padding + _HEAD_BYTES + 4
    times = frames.column("time", first, stop)
    ticks = np.where(times == NO_TIME, 0, times).view(np.uint64)
    heads = np.empty((stop - first, _WORDS), "<u4")
    heads[:, 0] = blocks.ENHANCED_PACKET
    heads[:, 1] = lengths
    heads[:, 2] = interfaces
    heads[:, 3] = ticks >> np.uint64(32)
    heads[:, 4] = ticks & _LOW
    heads[:, 5] = captured
    heads[:, 6] = frames.column("original_length", first, stop)
    head_bytes, tail_bytes = heads.tobytes(), lengths.astype("<u4").tobytes()
    everything = data.data
    starts = frames.column("offset", first, stop)
    pieces: list[bytes | memoryview] = []
    for place, (start, end, pad) in enumerate(
        zip(starts.tolist(), (starts + captured).tolist(), padding.tolist(), strict=True)
    ):
        pieces += (
            head_bytes[place * _HEAD_BYTES : (place + 1) * _HEAD_BYTES],
            everything[start:end],
            _PADDING[pad],
            tail_bytes[place * 4 : place * 4 + 4],
        )
    return b"".join(pieces)
