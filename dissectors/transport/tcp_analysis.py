"""The nodes of TCP's tree that other packets decide: times, and the sequence analysis."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import FRAME_NUMBER, RELATIVE_TIME, UNSIGNED, AnySpec, generated, group
from dissectors.streams.tcp_analysis.marks import SENT_AGAIN, Mark
from dissectors.transport.segment_facts import SegmentFacts
from dissectors.transport.tcp_notices import notices_of

TIMES = group("", "Timestamps")
SINCE_FIRST = generated(RELATIVE_TIME, "tcp.time_relative", "Since first packet of this connection", unit="seconds")
SINCE_PREVIOUS = generated(RELATIVE_TIME, "tcp.time_delta", "Since previous packet of this connection", unit="seconds")
ANALYSIS = group(
    "tcp.analysis",
    "Sequence analysis",
    explain="What this segment tells when it is compared with those before it in its connection.",
)
FLAGS = group("tcp.analysis.flags", "Noticed")
ACKED_FRAME = generated(FRAME_NUMBER, "tcp.analysis.acks_frame", "Acknowledges the segment in frame")
ACK_RTT = generated(
    RELATIVE_TIME,
    "tcp.analysis.ack_rtt",
    "Acknowledged after",
    unit="seconds",
    explain="From the segment to its acknowledgment, as seen where it was captured: near the sender that is the "
    "round trip, near the receiver next to nothing.",
)
INITIAL_RTT = generated(
    RELATIVE_TIME,
    "tcp.analysis.initial_rtt",
    "Round trip of the handshake",
    unit="seconds",
    explain="From the SYN to the acknowledgment that ends the handshake: the path there and back, wherever on it the "
    "capture was made.",
)
IN_FLIGHT = generated(
    UNSIGNED,
    "tcp.analysis.bytes_in_flight",
    "Bytes in flight",
    explain="Sent and not yet acknowledged, this segment included: never more than the receiver's window "
    "(RFC 9293 §3.8.6).",
)
PUSHED = generated(
    UNSIGNED,
    "tcp.analysis.push_bytes_sent",
    "Bytes since the last PSH",
    explain="Mostly what the program has written at once, so far.",
)
DUPLICATE_NUMBER = generated(UNSIGNED, "tcp.analysis.duplicate_ack_num", "Duplicate number")
DUPLICATE_OF = generated(FRAME_NUMBER, "tcp.analysis.duplicate_ack_frame", "Repeats the acknowledgment in frame")
RTO = generated(RELATIVE_TIME, "tcp.analysis.rto", "Sent again after", unit="seconds")
RTO_FRAME = generated(FRAME_NUMBER, "tcp.analysis.rto_frame", "Counted from frame")


def tell_times(cursor: Cursor, facts: SegmentFacts) -> None:
    """Leave the times within the connection."""
    if facts.since_first is None or facts.since_previous is None:
        return
    with cursor.node(TIMES) as node:
        node.generated = True
        cursor.conclude(SINCE_FIRST, facts.since_first)
        cursor.conclude(SINCE_PREVIOUS, facts.since_previous)


def tell_analysis(cursor: Cursor, facts: SegmentFacts) -> None:
    """Leave what the comparison with other segments tells."""
    if not facts.has_analysis:
        return
    told: tuple[tuple[AnySpec, int | None], ...] = (
        (ACKED_FRAME, facts.acked_frame),
        (ACK_RTT, facts.ack_rtt),
        (INITIAL_RTT, facts.initial_rtt),
        (IN_FLIGHT, facts.in_flight),
        (PUSHED, facts.pushed),
    )
    with cursor.node(ANALYSIS) as node:
        node.generated = True
        for spec, value in told:
            if value is not None:
                cursor.conclude(spec, value)
        if facts.marks:
            _tell_marks(cursor, facts)
        if facts.duplicate is not None:
            cursor.conclude(DUPLICATE_NUMBER, facts.duplicate)
            cursor.conclude(DUPLICATE_OF, facts.duplicate_of or 0)


def _tell_marks(cursor: Cursor, facts: SegmentFacts) -> None:
    at = cursor.position
    with cursor.node(FLAGS, heading=", ".join(notice.spec.label for notice in notices_of(facts))) as node:
        node.generated = True
        for notice in notices_of(facts):
            if notice.mark & (SENT_AGAIN & ~Mark.RETRANSMISSION):
                # Wireshark counts every kind of sending again among the plain ones, too.
                cursor.add(_ALSO_SENT_AGAIN, None, at, at, generated=True)
            if notice.mark is Mark.DUPLICATE_ACK:
                # Wireshark has this field twice, once for the number and once for the notice.
                cursor.add(_ALSO_DUPLICATE, None, at, at, generated=True)
            cursor.notice(notice.spec, notice.severity, notice.spec.label, at, at)
        if facts.rto is not None:
            cursor.conclude(RTO, facts.rto)
        if facts.rto_frame is not None:
            cursor.conclude(RTO_FRAME, facts.rto_frame)


_ALSO_SENT_AGAIN = group("tcp.analysis.retransmission", "Sent again")
_ALSO_SENT_AGAIN.hidden = True
_ALSO_DUPLICATE = group("tcp.analysis.duplicate_ack", "Duplicate acknowledgment")
_ALSO_DUPLICATE.hidden = True
