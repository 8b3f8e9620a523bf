"""What other packets tell about a TCP segment: carried by its frame into the dissection.

Made from the analysis of conversations (`dissectors.streams`), drawn by `tcp_analysis`. Times are nanoseconds; None
where there is nothing to say.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """One segment's place in its conversation."""

    base: int
    """What the relative sequence number counts from."""
    other_base: int
    """What the relative acknowledgment number counts from."""
    scale: int
    """The shift of the window; -1 where the handshake was not captured, -2 where scaling is not used."""
    marks: int
    """Bits of `dissectors.streams.tcp_analysis.marks.Mark`."""
    completeness: int
    """What had been seen of the conversation before: SYN 1, SYN-ACK 2, ACK 4, data 8, FIN 16, RST 32."""
    since_first: int | None
    since_previous: int | None
    initial_rtt: int | None
    duplicate: int | None
    """The number of this duplicate acknowledgment."""
    duplicate_of: int | None
    """The frame that it repeats."""
    acked_frame: int | None
    ack_rtt: int | None
    in_flight: int | None
    """Bytes."""
    pushed: int | None
    """Bytes."""
    rto: int | None
    rto_frame: int | None

    @property
    def has_analysis(self) -> bool:
        """Whether there is more to tell than numbers and times."""
        return bool(self.marks) or self.acked_frame is not None or self.in_flight is not None
