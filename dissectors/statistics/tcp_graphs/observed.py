"""The segments of one TCP conversation with what the analysis tells of them: what all of its graphs are made of.

Read by `observer`. Sequence numbers are relative as in `tcp.seq`, and do not wrap around.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from dissectors.transport.tcp_header import FIN, SYN

Integers = NDArray[np.int64]
Side = Literal[0, 1]
SIDES: Final[tuple[Side, Side]] = (0, 1)
"""Who began the conversation, and who was spoken to."""
NOT_KNOWN: Final = -1
"""In place of a round trip, a row or a count of bytes that a segment does not tell."""
NO_ACK: Final = -(1 << 62)
"""In place of the acknowledgment of a segment without ACK flag."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """What SACK options tell, one entry a block, in the order of segments."""

    places: Integers
    """The segment's place among those observed."""
    lefts: Integers
    """Relative sequence numbers of the other side."""
    rights: Integers


@dataclass(frozen=True, slots=True)
class Observed:
    """The segments of one conversation in the order of rows, one entry each; those without a time are left out."""

    rows: Integers
    """Of the capture, from 0."""
    times: Integers
    """Nanoseconds since the conversation's first segment; may go backward, as clocks do."""
    sides: NDArray[np.uint8]
    """Who sent it, as in SIDES."""
    starts: Integers
    """Relative sequence number of the first byte; beyond 2**32 in long conversations, negative behind the first."""
    lengths: Integers
    """Bytes of payload."""
    acks: Integers
    """Relative sequence number of the other side that is expected next; NO_ACK without ACK flag."""
    windows: Integers
    """Bytes, scaled as far as the handshake was captured."""
    flags: Integers
    marks: NDArray[np.uint16]
    """`tcp_analysis.marks.Mark`s."""
    ack_rtts: Integers
    """Nanoseconds; NOT_KNOWN where the segment acknowledges nothing new."""
    acked_rows: Integers
    """The row of the packet that it acknowledges, or NOT_KNOWN."""
    in_flight: Integers
    """Bytes, or NOT_KNOWN."""
    blocks: Blocks
    origin: int | None
    """The first segment's time, nanoseconds since 1970; None where no segment has one."""
    without_time: int
    """Segments that are left out."""
    initial_rtt: int | None
    """Nanoseconds from SYN to the first acknowledgment behind it."""
    scale_is_known: bool
    """False where windows are as they were sent because no SYN was captured that tells how to scale them."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ends(self) -> Integers:
        """Relative sequence numbers behind the segments; SYN and FIN take one each (RFC 9293 §3.4)."""
        return self.starts + self.lengths + (self.flags & SYN > 0) + (self.flags & FIN > 0)
