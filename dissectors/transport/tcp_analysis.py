"""TCP's fields that other packets decide: relative numbers, the scaled window, times, and the analysis.

`SegmentFacts` come with the frame; here they become lines of the tree. Without them there are only the numbers as
they were sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dissectors.cursor import Cursor
from dissectors.fields import (
    FRAME_NUMBER,
    RELATIVE_TIME,
    SIGNED,
    UNSIGNED,
    AnySpec,
    Field,
    FieldSpec,
    generated,
    group,
)
from dissectors.streams.marks import SENT_AGAIN, Mark
from dissectors.transport.segment_facts import SegmentFacts
from dissectors.transport.tcp_header import ACK, SYN, TCPHeader

if TYPE_CHECKING:
    from dissectors.protocol import Layer

MODULUS = 1 << 32
SEEN = ((1, "SYN"), (2, "SYN-ACK"), (4, "ACK"), (8, "data"), (16, "FIN"), (32, "RST"))


def seen(bits: int) -> str:
    """`SYN, SYN-ACK, ACK (7)`: what `tcp.completeness` says has been seen."""
    names = [name for bit, name in SEEN if bits & bit]
    return f"{', '.join(names) or 'nothing yet'} ({bits})"


def _number(name: str, label: str, explain: str = "", unit: str = "", *, hidden: bool = False) -> FieldSpec[int]:
    return FieldSpec(name, label, UNSIGNED, 32, unit=unit, explain=explain, hidden=hidden)


SEQUENCE = _number(
    "tcp.seq",
    "Sequence Number",
    "How far into the sender's stream this segment begins: counted from its SYN, so that the first byte is 1. "
    "The number itself, below, begins at random (RFC 9293 §3.4.1).",
    "(relative)",
)
ACKNOWLEDGMENT = _number(
    "tcp.ack",
    "Acknowledgment Number",
    "The next byte that the sender waits for, counted from the other side's SYN: everything before it has arrived "
    "(RFC 9293 §3.4).",
    "(relative)",
)
SEQUENCE_RAW = _number("tcp.seq_raw", "Sequence Number (raw)", TCPHeader.sequence.explain)
ACKNOWLEDGMENT_RAW = _number("tcp.ack_raw", "Acknowledgment Number (raw)", TCPHeader.acknowledgment.explain)
SEQUENCE_ALONE = _number("tcp.seq", "Sequence Number", hidden=True)
ACKNOWLEDGMENT_ALONE = _number("tcp.ack", "Acknowledgment Number", hidden=True)
ACKNOWLEDGMENT_QUOTED = _number("tcp.ack_raw", "Acknowledgment Number (raw)", hidden=True)
WINDOW: FieldSpec[int] = FieldSpec(
    "tcp.window_size",
    "Calculated Window",
    UNSIGNED,
    unit="bytes",
    explain="The window multiplied by its sender's window scale, where the handshake was captured (RFC 7323 §2.2).",
)
SCALE_FACTOR: FieldSpec[int] = FieldSpec(
    "tcp.window_size_scalefactor",
    "Window Scale Factor",
    SIGNED,
    show=lambda factor: {-1: "unknown: the handshake was not captured (-1)", -2: "not used (-2)"}.get(
        factor, str(factor)
    ),
    explain="What the window is multiplied by; both sides offer theirs in their SYN, or none is used (RFC 7323 §2.2).",
)
COMPLETENESS: FieldSpec[int] = FieldSpec(
    "tcp.completeness",
    "Seen of the connection before",
    UNSIGNED,
    show=seen,
    explain="Which parts of the connection the capture holds up to here: 31 is all of an ordinary one.",
)
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


def relative_sequence(header: TCPHeader, facts: SegmentFacts | None) -> int:
    """The sequence number, relative where that is known."""
    return header.sequence if facts is None else (header.sequence - facts.base) % MODULUS


def relative_acknowledgment(header: TCPHeader, facts: SegmentFacts | None) -> int:
    """The acknowledgment number, relative where that is known and the flag is set."""
    if facts is None or not header.flags & ACK:
        return header.acknowledgment
    return (header.acknowledgment - facts.other_base) % MODULUS


def scaled_window(header: TCPHeader, facts: SegmentFacts | None) -> int:
    """Bytes of the window, scaled where that is known; a SYN's never is."""
    if facts is None or header.flags & SYN or facts.scale < 0:
        return header.window
    return header.window << facts.scale


def put_numbers(layer: Layer[TCPHeader], facts: SegmentFacts | None, *, is_raw_known: bool) -> None:
    """Put numbers relative to the connection's start beside those that were sent; without facts there are only these.

    `is_raw_known` is false for a segment that ICMP quotes: Wireshark names its number as if it were relative.
    """
    header = layer.header
    sequence, acknowledgment = layer.field(TCPHeader.sequence), layer.field(TCPHeader.acknowledgment)
    if not is_raw_known:
        _put(layer, acknowledgment, (TCPHeader.acknowledgment, ACKNOWLEDGMENT_QUOTED), header.acknowledgment)
    elif facts is None:
        _put(layer, sequence, (SEQUENCE_RAW, SEQUENCE_ALONE), header.sequence)
        _put(layer, acknowledgment, (ACKNOWLEDGMENT_RAW, ACKNOWLEDGMENT_ALONE), header.acknowledgment)
    else:
        _put(layer, sequence, (SEQUENCE, SEQUENCE_RAW), relative_sequence(header, facts), header.sequence)
        relative = relative_acknowledgment(header, facts)
        _put(layer, acknowledgment, (ACKNOWLEDGMENT, ACKNOWLEDGMENT_RAW), relative, header.acknowledgment)
        seen_before = Field(COMPLETENESS, facts.completeness, layer.start, layer.start, generated=True)
        layer.put_behind(layer.field(TCPHeader.destination_port), seen_before)


def _put(
    layer: Layer[TCPHeader],
    field: Field,
    specs: tuple[AnySpec, AnySpec],
    value: int,
    second_value: int | None = None,
) -> None:
    """Put two fields into the place of one, about the same bytes."""
    second_value = value if second_value is None else second_value
    first = Field(specs[0], value, field.start, field.stop)
    first.children = field.children
    place = layer.fields.index(field)
    layer.fields[place : place + 1] = [first, Field(specs[1], second_value, field.start, field.stop)]


def put_window(layer: Layer[TCPHeader], facts: SegmentFacts) -> None:
    """Put the scaled window behind the one that was sent."""
    field = layer.field(TCPHeader.window)
    found = [Field(WINDOW, scaled_window(layer.header, facts), field.start, field.stop, generated=True)]
    if not layer.header.flags & SYN:
        factor = 1 << facts.scale if facts.scale >= 0 else facts.scale
        found.append(Field(SCALE_FACTOR, factor, field.start, field.stop, generated=True))
    layer.put_behind(field, *found)


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
