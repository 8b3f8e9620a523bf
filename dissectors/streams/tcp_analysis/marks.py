"""What sequence analysis may find of a TCP segment: a bit each, named as Wireshark's `tcp.analysis.*` fields are."""

from __future__ import annotations

from enum import IntFlag


class Mark(IntFlag):
    """Found by comparing a segment with those before it in its conversation; several may be true at once."""

    RETRANSMISSION = 1 << 0
    """Sent again, cause unknown: mostly no acknowledgment came in time."""
    FAST_RETRANSMISSION = 1 << 1
    """Sent again because duplicate acknowledgments asked for it (RFC 5681 §3.2)."""
    SPURIOUS_RETRANSMISSION = 1 << 2
    """Sent again though it had been acknowledged."""
    OUT_OF_ORDER = 1 << 3
    """Behind segments that were sent after it, but too soon to be sent again."""
    LOST_SEGMENT = 1 << 4
    """Something before it was not captured."""
    ACK_LOST_SEGMENT = 1 << 5
    """Acknowledges something that was not captured."""
    DUPLICATE_ACK = 1 << 6
    """Repeats the last acknowledgment and nothing else."""
    WINDOW_UPDATE = 1 << 7
    """Only the window is new."""
    WINDOW_FULL = 1 << 8
    """Fills the receiver's window: its sender must wait."""
    ZERO_WINDOW = 1 << 9
    """Its sender has no room for more."""
    ZERO_WINDOW_PROBE = 1 << 10
    """One byte sent into a closed window, to hear whether it is still closed (RFC 9293 §3.8.6.1)."""
    ZERO_WINDOW_PROBE_ACK = 1 << 11
    KEEP_ALIVE = 1 << 12
    """Repeats the last byte, or nothing, to hear whether the other side is still there (RFC 9293 §3.8.4)."""
    KEEP_ALIVE_ACK = 1 << 13
    REUSED_PORTS = 1 << 14
    """Begins a new conversation between endpoints that had one."""


SENT_AGAIN = Mark.RETRANSMISSION | Mark.FAST_RETRANSMISSION | Mark.SPURIOUS_RETRANSMISSION
