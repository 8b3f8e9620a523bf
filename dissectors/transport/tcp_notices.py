"""What sequence analysis notices of a segment, in words: for the Info column, and for a learner."""

from __future__ import annotations

from dataclasses import dataclass

from dissectors.fields import FieldSpec, group
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.transport.segment_facts import SegmentFacts


@dataclass(frozen=True, slots=True)
class Notice:
    """How a mark is told: in the list, and in the tree."""

    mark: Mark
    heading: str
    """In the Info column, as Wireshark's users know it."""
    severity: str
    spec: FieldSpec[None]


def _notice(mark: Mark, heading: str, severity: str, label: str, explain: str) -> Notice:
    return Notice(mark, heading, severity, group(f"tcp.analysis.{(mark.name or '').lower()}", label, explain=explain))


NOTICES = (
    _notice(
        Mark.RETRANSMISSION,
        "TCP Retransmission",
        "note",
        "Sent again",
        "No acknowledgment came in time, so the sender took the first one for lost (RFC 6298).",
    ),
    _notice(
        Mark.FAST_RETRANSMISSION,
        "TCP Fast Retransmission",
        "note",
        "Sent again at once",
        "Duplicate acknowledgments told the sender what was missing; it did not wait for its timer (RFC 5681 §3.2).",
    ),
    _notice(
        Mark.SPURIOUS_RETRANSMISSION,
        "TCP Spurious Retransmission",
        "note",
        "Sent again in vain",
        "It had been acknowledged already: the acknowledgment was lost or late, or the sender's timer too short.",
    ),
    _notice(
        Mark.OUT_OF_ORDER,
        "TCP Out-Of-Order",
        "warning",
        "Out of order",
        "Later bytes came before it, but so shortly before that it was overtaken rather than sent again.",
    ),
    _notice(
        Mark.LOST_SEGMENT,
        "TCP Previous segment not captured",
        "warning",
        "Something before it was not captured",
        "It does not begin where the last one ended: lost on its way here, or missed by the capture. If it is "
        "acknowledged all the same, the capture missed it.",
    ),
    _notice(
        Mark.ACK_LOST_SEGMENT,
        "TCP ACKed unseen segment",
        "warning",
        "Acknowledges what was not captured",
        "The receiver has bytes that this capture does not: the capture missed them, not the network.",
    ),
    _notice(
        Mark.DUPLICATE_ACK,
        "TCP Dup ACK",
        "note",
        "Duplicate acknowledgment",
        "Says again what is waited for, because something later arrived: three of them make the sender send it again "
        "(RFC 5681 §3.2).",
    ),
    _notice(
        Mark.WINDOW_UPDATE,
        "TCP Window Update",
        "note",
        "Window update",
        "Only tells that there is more room, or less: the program has read what had arrived.",
    ),
    _notice(
        Mark.WINDOW_FULL,
        "TCP Window Full",
        "warning",
        "Fills the window",
        "The receiver has room for no more; the sender waits until it tells of some (RFC 9293 §3.8.6).",
    ),
    _notice(
        Mark.ZERO_WINDOW,
        "TCP ZeroWindow",
        "warning",
        "No room",
        "Its sender's buffer is full: the program there does not read, or not fast enough (RFC 9293 §3.8.6).",
    ),
    _notice(
        Mark.ZERO_WINDOW_PROBE,
        "TCP ZeroWindowProbe",
        "note",
        "Asks whether there is room again",
        "One byte into a closed window: an update may have been lost (RFC 9293 §3.8.6.1).",
    ),
    _notice(
        Mark.ZERO_WINDOW_PROBE_ACK,
        "TCP ZeroWindowProbeAck",
        "note",
        "Answers that there is no room yet",
        "The other side lives, and does not read (RFC 9293 §3.8.6.1).",
    ),
    _notice(
        Mark.KEEP_ALIVE,
        "TCP Keep-Alive",
        "note",
        "Keep-alive",
        "Asks whether the other side is still there, by sending again a byte that was acknowledged (RFC 9293 §3.8.4).",
    ),
    _notice(
        Mark.KEEP_ALIVE_ACK,
        "TCP Keep-Alive ACK",
        "note",
        "Answers a keep-alive",
        "The other side is still there (RFC 9293 §3.8.4).",
    ),
    _notice(
        Mark.REUSED_PORTS,
        "TCP Port numbers reused",
        "note",
        "Ports used again",
        "The same addresses and ports had another connection before in this capture.",
    ),
)


def notices_of(facts: SegmentFacts) -> list[Notice]:
    """What was noticed of a segment."""
    return [notice for notice in NOTICES if facts.marks & notice.mark]


def headings(facts: SegmentFacts | None) -> str:
    """`[TCP Dup ACK 7#2] `, what stands before the segment's own text in the list; empty for most."""
    if facts is None or not facts.marks:
        return ""
    repeated = f" {facts.duplicate_of}#{facts.duplicate}"
    return "".join(
        f"[{notice.heading}{repeated if notice.mark is Mark.DUPLICATE_ACK else ''}] " for notice in notices_of(facts)
    )
