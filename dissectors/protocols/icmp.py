"""ICMP (RFC 792): errors and questions about IPv4 itself. A packet that an error quotes becomes further layers."""

from __future__ import annotations

from typing import Any

from dissectors.checksum_verdict import UNVERIFIED, ChecksumVerdict, checksum_fields
from dissectors.cursor import Cursor
from dissectors.fields import ABSOLUTE_TIME, RELATIVE_TIME, UNSIGNED, Field, generated, group, octets
from dissectors.header import Header, choose, greater
from dissectors.internet import ping_time
from dissectors.internet.icmp_advertisement import read_advertisement
from dissectors.internet.icmp_extensions import read_extensions
from dissectors.internet.icmp_header import (
    ADVERTISEMENT,
    ECHO,
    ECHO_REPLY,
    OLD_EXTENSIONS,
    SIZE,
    AddressMask,
    ExtendedReply,
    ExtendedRequest,
    ICMPHeader,
    Timestamps,
    has_length,
    has_payload,
    is_asked,
    is_extended_echo,
    is_quoting,
)
from dissectors.internet.ping_time import find_time
from dissectors.names.icmp_types import CODES, MEANINGS, TYPES
from dissectors.protocol import NOTHING, Layer, Protocol
from dissectors.verification import verify_message

CHECKSUM = checksum_fields("icmp", "icmp.checksum_bad")
QUOTED = ChecksumVerdict(UNVERIFIED, reason="in ICMP error packet")
MEANING = group("", "Meaning")
QUOTED_LENGTH = generated(
    UNSIGNED,
    "icmp.length.original_datagram",
    "Length of original datagram",
    unit="bytes",
    explain="How much of the packet that caused the error is quoted below (RFC 4884 §4).",
)
DATA_TIME = generated(
    ABSOLUTE_TIME,
    "icmp.data_time",
    "Timestamp from icmp data",
    explain="ping wrote here when it sent the request; when the answer brings it back, it knows how long it took.",
)
DATA_TIME_RELATIVE = generated(
    RELATIVE_TIME, "icmp.data_time_relative", "Timestamp from icmp data (relative)", unit="seconds"
)
REST = octets("", "Data")
BODIES: dict[int, type[Header]] = {13: Timestamps, 14: Timestamps, 17: AddressMask, 18: AddressMask}


def details(layer: Layer[ICMPHeader], cursor: Cursor) -> None:
    header = layer.header
    _name_code(layer)
    field = layer.field(ICMPHeader.checksum)
    CHECKSUM.tell(layer, layer.fields, field, QUOTED if layer.quoted else verify_message(layer, field.start))
    if has_length(header):
        words = layer.field(ICMPHeader.length)
        layer.put_behind(words, Field(QUOTED_LENGTH, header.second * 4, words.start, words.stop, generated=True))
    if header.type in (ECHO, ECHO_REPLY):
        _find_ping_time(layer, cursor)
    elif header.type in BODIES:
        cursor.header(BODIES[header.type])
    elif header.type == ADVERTISEMENT:
        read_advertisement(layer, cursor, header.first, header.second, header.code)
    elif is_extended_echo(header):
        kind = ExtendedRequest if header.type == 42 else ExtendedReply
        kind.read(cursor.data, layer.start + SIZE - 1, layer.stop, cursor.fields)
        if cursor.remaining:
            read_extensions(layer, cursor)
    if cursor.remaining > 0 and not has_payload(header):
        cursor.take(REST, cursor.remaining)


def _name_code(layer: Layer[ICMPHeader]) -> None:
    header = layer.header
    field = layer.field(ICMPHeader.code)
    name = CODES.get(header.type, {}).get(header.code)
    if name is not None:
        field.shown = f"{header.code} ({name})"
        meaning = MEANINGS.get((header.type, header.code))
        if meaning is not None:
            field.children.append(Field(MEANING, None, field.start, field.stop, heading=meaning))
    elif header.type in CODES:
        field.shown = f"{header.code} (Unknown code)"


def _find_ping_time(layer: Layer[ICMPHeader], cursor: Cursor) -> None:
    """Eight bytes are taken for a time, as Wireshark does; where it is one of sixteen, the text tells the whole."""
    start, now = layer.start + SIZE, layer.frame.time
    data = layer.frame.data[start : min(layer.stop, start + 16)]
    time = find_time(data, now) if now is not None else None
    if now is None or time is None:
        return
    stop = start + ping_time.SIZE
    written = cursor.add(DATA_TIME, time, start, stop)
    elapsed = cursor.add(DATA_TIME_RELATIVE, now - time, start, stop, generated=True)
    whole = find_time(data, now, 16)
    if whole is not None:
        written.shown = f"{DATA_TIME.text(whole)} (64-bit)"
        elapsed.shown = DATA_TIME_RELATIVE.text(now - whole)
    layer.payload_start = stop


def _quoted_length(h: Any) -> Any:
    """A quoted packet ends where its length says, else where old routers put extensions if it is short enough."""
    total = (h.peek(SIZE + 2) << 8) + h.peek(SIZE + 3)
    is_old = is_quoting(h) & (h.available > SIZE + OLD_EXTENSIONS) & (total <= OLD_EXTENSIONS)
    return choose(has_length(h), h.second * 4, choose(is_old, OLD_EXTENSIONS, greater(h.available - SIZE, 0)))


def trailer(layer: Layer[ICMPHeader], cursor: Cursor) -> None:
    """Extensions behind a quoted packet."""
    header = layer.header
    if not is_quoting(header):
        return
    start = layer.start + SIZE + _quoted_length(header)
    if start < layer.stop:
        cursor.position = max(start, cursor.position)
        read_extensions(layer, cursor)


def info(layer: Layer[ICMPHeader]) -> str:
    header = layer.header
    line = TYPES.get(header.type, "Unknown ICMP (obsolete or malformed?)")
    code = CODES.get(header.type, {}).get(header.code)
    if header.type in CODES:
        line += f" ({code or f'Unknown code: {header.code}'})"
    if is_asked(header):
        line += f" id=0x{header.identifier:04x}, seq={header.sequence}/{header.sequence_le}"
        below = layer.below
        if below is not None and below.protocol.name == "ip":
            line += f", ttl={below.header.ttl}"
    return line


ICMP = Protocol(
    name="icmp",
    title="Internet Control Message Protocol",
    short="ICMP",
    references=("RFC 792", "RFC 950", "RFC 1191", "RFC 1256", "RFC 4884", "RFC 4950", "RFC 5837", "RFC 8335"),
    limitations=("requests are not paired with their answers",),
    explain="How routers and machines tell a sender that its packet did not arrive, and how ping asks whether a "
    "machine is there (RFC 792).",
    header=ICMPHeader,
    rides_on=(("ip.proto", 1),),
    header_length=lambda h: choose(has_payload(h), SIZE, greater(h.available, SIZE)),
    payload_length=_quoted_length,
    next=lambda h: (("ip.version", choose(is_quoting(h), choose(h.peek(SIZE) >> 4 == 6, 6, 4), NOTHING)),),
    quotes=True,
    details=details,
    trailer=trailer,
    info=info,
)

PROTOCOLS = (ICMP,)
