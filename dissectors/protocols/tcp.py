"""TCP (RFC 9293): a stream of bytes, in order and without loss, in segments that are numbered and acknowledged."""

from __future__ import annotations

from typing import Any

from dissectors.byte_source import ByteSource
from dissectors.cursor import Cursor
from dissectors.fields import Field
from dissectors.header import choose, greater
from dissectors.protocol import UNLIMITED, Layer, Protocol
from dissectors.transport.ports import next_by_port
from dissectors.transport.tcp_analysis import tell_analysis, tell_times
from dissectors.transport.tcp_header import (
    ACK,
    ACK_WITHOUT_FLAG,
    BOGUS_LENGTH,
    CHECKSUM,
    CONNECTION_EVENTS,
    FIN,
    FLAGS_TEXT,
    LARGER_THAN_WIRE,
    NEXT_SEQUENCE,
    NO_SEGMENT_SIZE,
    PAYLOAD,
    RESET_CAUSE,
    RST,
    SEGMENT_LENGTH,
    SHORT,
    STREAM,
    SYN,
    URG,
    URGENT_WITHOUT_FLAG,
    TCPHeader,
    flag_letters,
    flag_names,
)
from dissectors.transport.tcp_notices import headings
from dissectors.transport.tcp_numbers import (
    put_numbers,
    put_window,
    relative_acknowledgment,
    relative_sequence,
    scaled_window,
)
from dissectors.transport.tcp_option_kinds import option_kind
from dissectors.transport.tcp_options import OPTIONS, read_options
from dissectors.verification import is_fragment, verify_segment

PROTOCOL_NUMBER = 6
LARGEST_ETHERNET_PACKET = 1500
"""Bytes of an IP packet on Ethernet without jumbo frames (RFC 894)."""


def header_length(h: TCPHeader) -> int:
    """A reset carries no stream, so all of it is header here; an impossible length leaves nothing to go on with."""
    length = greater(h.header_length, choose(h.flags & RST > 0, h.available, 0))
    return choose(h.header_length < TCPHeader.size, UNLIMITED, length)


def details(layer: Layer[TCPHeader], cursor: Cursor) -> None:
    header = layer.header
    length = _segment_length(layer)
    _number(layer, cursor, length)
    _mark_flags(layer)
    if header.header_length < TCPHeader.size:
        start = layer.field(TCPHeader.header_length).start
        message = f"A header of {header.header_length} bytes is impossible: 20 is the least (RFC 9293 §3.1)"
        cursor.notice(BOGUS_LENGTH, "error", message, start, start + 1)
        raise cursor.malformed(f"header length {header.header_length} is below 20")
    checksum = layer.field(TCPHeader.checksum)
    CHECKSUM.tell(layer, layer.fields, checksum, verify_segment(layer, PROTOCOL_NUMBER, checksum.start))
    _read_rest(layer, cursor, length)


def _segment_length(layer: Layer[TCPHeader]) -> int | None:
    """Bytes of payload on the wire; None where they cannot be known: in quotes, fragments and broken headers."""
    length = layer.header.available - layer.header.header_length
    return None if layer.quoted or length < 0 or is_fragment(layer) else length


def _number(layer: Layer[TCPHeader], cursor: Cursor, length: int | None) -> None:
    """Put lengths and numbers that follow from the header beside those it holds."""
    header, start = layer.header, layer.start
    facts = layer.frame.facts_at(start)
    sequence, acknowledgment = layer.field(TCPHeader.sequence), layer.field(TCPHeader.acknowledgment)
    behind_sequence: list[Field] = []
    if length is not None:
        segment_length = Field(SEGMENT_LENGTH, length, start, start, generated=True)
        layer.put_behind(layer.field(TCPHeader.destination_port), segment_length)
        if header.header_length >= TCPHeader.size:
            end = relative_sequence(header, facts) + length + (header.flags & (SYN | FIN) > 0)
            behind_sequence.append(Field(NEXT_SEQUENCE, end & 0xFFFFFFFF, start, start, generated=True))
    layer.put_behind(sequence, *behind_sequence)
    if header.acknowledgment and not header.flags & ACK:
        cursor.remark(acknowledgment, ACK_WITHOUT_FLAG, "note", "An acknowledgment number without the ACK flag")
    if header.urgent_pointer and not header.flags & URG:
        urgent_pointer = layer.field(TCPHeader.urgent_pointer)
        cursor.remark(urgent_pointer, URGENT_WITHOUT_FLAG, "note", "An urgent pointer without the URG flag")
    put_numbers(layer, facts, is_raw_known=not _is_quoted_by_icmp(layer))
    if facts is not None and header.header_length >= TCPHeader.size:
        put_window(layer, facts)


def _is_quoted_by_icmp(layer: Layer[TCPHeader]) -> bool:
    """Wireshark leaves the raw number out where ICMP quotes the segment, but not where ICMPv6 does."""
    below: Layer[Any] | None = layer.below
    while layer.quoted and below is not None:
        if below.protocol.quotes:
            return below.protocol.name == "icmp"
        below = below.below
    return False


def _mark_flags(layer: Layer[TCPHeader]) -> None:
    flags, field = layer.header.flags, layer.field(TCPHeader.flags)
    children = field.children
    children.append(Field(FLAGS_TEXT, flag_letters(flags), field.start, field.stop, generated=True))
    for mask, value, spec in CONNECTION_EVENTS:
        if flags & mask == value:
            children.append(Field(spec, None, field.start, field.stop))


def _read_rest(layer: Layer[TCPHeader], cursor: Cursor, length: int | None) -> None:
    """Options, and what is behind the header."""
    header, start = layer.header, layer.start
    header_stop = start + header.header_length
    if header_stop > layer.reported_stop:
        message = "The header is longer than the segment: a scanner, an attack, or a cut packet"
        cursor.notice(SHORT, "warning", message, start, layer.stop)
    facts = layer.frame.facts_at(start)
    if facts is not None:
        tell_times(cursor, facts)
    outer, cursor.stop = cursor.stop, min(header_stop, layer.stop)
    options = read_options(cursor, layer, header_stop, option_kind)
    cursor.stop = outer
    if options is not None and header.flags & SYN and not any(o.name == "tcp.options.mss" for o in options.children):
        message = (
            "A SYN without maximum segment size: 536 bytes are assumed over IPv4, 1220 over IPv6 (RFC 9293 §3.7.1)"
        )
        cursor.remark(options, NO_SEGMENT_SIZE, "note", message)
    if facts is not None:
        tell_analysis(cursor, facts)
    if header_stop >= layer.stop:
        return
    cursor.position = header_stop
    if header.flags & RST:
        cursor.take(RESET_CAUSE, layer.stop - header_stop)
        return
    cursor.add(PAYLOAD, layer.frame.data[header_stop : layer.stop], header_stop, layer.stop)
    joined = layer.frame.joined
    if joined is not None and joined.start == start:
        layer.carries = ByteSource("Reassembled TCP", joined.data)
    if length is not None and layer.below is not None:
        packet = layer.reported_stop - layer.below.start
        if packet > LARGEST_ETHERNET_PACKET:
            shown = f"an IP packet of {packet} bytes, above {LARGEST_ETHERNET_PACKET}"
            cursor.conclude(LARGER_THAN_WIRE, packet, shown=shown)


def heading(layer: Layer[TCPHeader]) -> str:
    header, facts = layer.header, layer.frame.facts_at(layer.start)
    line = f"Transmission Control Protocol, Src Port: {header.source_port}, Dst Port: {header.destination_port}"
    line += f", Seq: {relative_sequence(header, facts)}"
    if header.flags & ACK and header.header_length >= TCPHeader.size:
        line += f", Ack: {relative_acknowledgment(header, facts)}"
    length = _segment_length(layer)
    return line if length is None or header.header_length < TCPHeader.size else f"{line}, Len: {length}"


def info(layer: Layer[TCPHeader]) -> str:
    """`54321 → 1234 [SYN] Seq=0 Win=65535 Len=0 MSS=65495`, numbers as they are sent where no others are known."""
    header, facts = layer.header, layer.frame.facts_at(layer.start)
    line = f"{header.source_port} → {header.destination_port} [{flag_names(header.flags)}]"
    parts = [f"{line} Seq={relative_sequence(header, facts)}"]
    if header.flags & ACK:
        parts.append(f"Ack={relative_acknowledgment(header, facts)}")
    parts.append(f"Win={scaled_window(header, facts)}")
    if header.flags & URG:
        parts.append(f"Urg={header.urgent_pointer}")
    length = _segment_length(layer)
    if length is not None:
        parts.append(f"Len={length}")
    parts += [field.shown for field in layer.fields if field.spec is OPTIONS and field.shown]
    if layer.has_warning(TCPHeader.checksum):
        parts.append("[bad checksum]")
    return " ".join(parts)


TCP = Protocol(
    name="tcp",
    title="Transmission Control Protocol",
    short="TCP",
    references=("RFC 9293", "RFC 7323", "RFC 2018", "RFC 3168", "RFC 8684"),
    limitations=("Riverbed's options are shown as bytes",),
    explain="Carries two streams of bytes, one each way, between two programs: numbered, acknowledged, sent again when "
    "lost, and no faster than receiver and network can take (RFC 9293).",
    header=TCPHeader,
    rides_on=(("ip.proto", PROTOCOL_NUMBER),),
    header_length=header_length,
    next=next_by_port("tcp.port"),
    stream=STREAM,
    details=details,
    heading=heading,
    info=info,
    remark=lambda layer: headings(layer.frame.facts_at(layer.start)),
)

PROTOCOLS = (TCP,)
