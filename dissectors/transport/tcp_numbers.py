"""TCP's numbers as other packets let them be read: relative to the connection's start, and the window as it is scaled.

`SegmentFacts` come with the frame; without them there are only the numbers as they were sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.fields import SIGNED, UNSIGNED, AnySpec, Field, FieldSpec
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
