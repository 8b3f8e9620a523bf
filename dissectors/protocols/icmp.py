"""ICMP (RFC 792): errors and questions about IPv4 itself. A packet that an error quotes becomes further layers."""

from __future__ import annotations

from typing import Any

from dissectors.checksum import internet_checksum
from dissectors.cursor import Cursor
from dissectors.fields import (
    ABSOLUTE_TIME,
    RELATIVE_TIME,
    UNSIGNED,
    Field,
    bits,
    flag,
    generated,
    group,
    ipv4,
    octets,
    reading,
    u8,
    u16,
    u32,
    unused,
)
from dissectors.header import Header, choose, greater
from dissectors.internet.checksum_status import status_field, told
from dissectors.internet.icmp_advertisement import read_advertisement
from dissectors.internet.icmp_extensions import read_extensions
from dissectors.internet.ping_time import find_time
from dissectors.names.icmp_types import CODES, MEANINGS, TYPES
from dissectors.protocol import NOTHING, Layer, Protocol
from dissectors.transport.checksums import is_fragment

SIZE = 8
ECHO_REPLY, UNREACHABLE, QUENCH, REDIRECT, ECHO, ADVERTISEMENT, EXCEEDED, PROBLEM = 0, 3, 4, 5, 8, 9, 11, 12
FRAGMENTATION_NEEDED = 4
OLD_EXTENSIONS = 128
"""Where extensions begin behind a packet that is quoted without a length (RFC 4884 §5.5)."""


def _is_asked(h: Any) -> Any:
    """Echo, timestamp, information and address mask messages have an identifier and a number."""
    return (h.type == ECHO_REPLY) | (h.type == ECHO) | ((h.type >= 13) & (h.type <= 18))


def _is_extended_echo(h: Any) -> Any:
    return (h.type == 42) | (h.type == 43)


def _has_length(h: Any) -> Any:
    """RFC 4884 §4: the quoted packet's length, in words."""
    return ((h.type == UNREACHABLE) | (h.type == EXCEEDED) | (h.type == PROBLEM)) & (h.second > 0)


def _tells_mtu(h: Any) -> Any:
    return (h.type == UNREACHABLE) & (h.code == FRAGMENTATION_NEEDED)


def _is_quoting(h: Any) -> Any:
    return ((h.type >= UNREACHABLE) & (h.type <= REDIRECT)) | (h.type == EXCEEDED) | (h.type == PROBLEM)


class ICMPHeader(Header):
    """RFC 792; what the second four bytes are depends on the type."""

    type = u8(
        "icmp.type",
        "Type",
        show=lambda value: f"{value} ({TYPES.get(value, 'Unknown ICMP (obsolete or malformed?)')})",
        explain="What the message is about: 8 and 0 are ping and its answer, 3 an unreachable destination, 11 a "
        "packet that passed too many routers (RFC 792).",
    )
    code = u8("icmp.code", "Code", explain="Which case of the type this is (RFC 792).")
    checksum = u16(
        "icmp.checksum", "Checksum", hex_digits=4, explain="Over the whole ICMP message, without any address (RFC 792)."
    )
    first = unused(8)
    second = unused(8)
    third = unused(8)
    fourth = unused(8)
    identifier = reading(
        u16(
            "icmp.ident",
            "Identifier (BE)",
            show=lambda value: f"{value} (0x{value:04x})",
            explain="Tells one ping from another on the same machine; answers repeat it (RFC 792).",
        ),
        first,
        lambda h: _is_asked(h) | _is_extended_echo(h),
    )
    identifier_le = reading(
        u16(
            "icmp.ident_le",
            "Identifier (LE)",
            show=lambda value: f"{value} (0x{value:04x})",
            little_endian=True,
            explain="The identifier in the other byte order, in which some systems write it.",
        ),
        first,
        lambda h: _is_asked(h) | _is_extended_echo(h),
    )
    sequence = reading(
        u16(
            "icmp.seq",
            "Sequence Number (BE)",
            show=lambda value: f"{value} (0x{value:04x})",
            explain="Counts the requests of one ping; the answer repeats it (RFC 792).",
        ),
        third,
        _is_asked,
    )
    sequence_le = reading(
        u16(
            "icmp.seq_le",
            "Sequence Number (LE)",
            show=lambda value: f"{value} (0x{value:04x})",
            little_endian=True,
            explain="The number in the other byte order, in which some systems write it.",
        ),
        third,
        _is_asked,
    )
    unused_before_length = reading(
        octets("icmp.unused", "Unused", length=1),
        first,
        lambda h: _has_length(h) & (h.type != PROBLEM),
    )
    unused_before_mtu = reading(
        octets("icmp.unused", "Unused", length=2), first, lambda h: _tells_mtu(h) & (h.second == 0)
    )
    unused_whole = reading(
        octets("icmp.unused", "Unused", length=4),
        first,
        lambda h: (
            (h.second == 0) & ((h.type == EXCEEDED) | ((h.type == UNREACHABLE) & (h.code != FRAGMENTATION_NEEDED)))
        ),
    )
    pointer = reading(
        u8("icmp.pointer", "Pointer", explain="Which byte of the quoted header is wrong (RFC 792)."),
        first,
        lambda h: h.type == PROBLEM,
    )
    length = reading(
        u8(
            "icmp.length",
            "Length",
            show=lambda words: f"{words} ({words * 4} bytes)",
            explain="How much of the packet is quoted, in words of 4 bytes; extensions follow behind (RFC 4884 §4).",
        ),
        second,
        _has_length,
    )
    unused_behind_pointer = reading(
        octets("icmp.unused", "Unused", length=3), second, lambda h: (h.type == PROBLEM) & (h.second == 0)
    )
    mtu = reading(
        u16(
            "icmp.mtu",
            "MTU of next hop",
            explain="The largest packet that the router can pass on; the sender makes its packets smaller "
            "(RFC 1191 §4).",
        ),
        third,
        _tells_mtu,
    )
    unused_behind_length = reading(
        octets("icmp.unused", "Unused", length=2),
        third,
        lambda h: _has_length(h) & ((h.type != UNREACHABLE) | (h.code != FRAGMENTATION_NEEDED)),
    )
    gateway = reading(
        ipv4(
            "icmp.redir_gw",
            "Gateway Address",
            explain="The router that the sender should use for this destination (RFC 792, Redirect).",
        ),
        first,
        lambda h: h.type == REDIRECT,
    )
    addresses = reading(u8("icmp.num_addrs", "Number of addresses"), first, lambda h: h.type == ADVERTISEMENT)
    entry_size = reading(u8("icmp.addr_entry_size", "Address entry size"), second, lambda h: h.type == ADVERTISEMENT)
    lifetime = reading(u16("icmp.lifetime", "Lifetime", unit="seconds"), third, lambda h: h.type == ADVERTISEMENT)
    echo_sequence = reading(u8("icmp.ext.echo.seq", "Sequence Number"), third, _is_extended_echo)


class ExtendedRequest(Header):
    """RFC 8335 §2: the last of the first eight bytes."""

    reserved = bits(7, "icmp.ext.echo.req.res", "Reserved", hex_digits=2)
    local = flag("icmp.ext.echo.req.local", "Local bit")


class ExtendedReply(Header):
    """RFC 8335 §3: the last of the first eight bytes."""

    state = bits(
        3,
        "icmp.ext.echo.rsp.state",
        "State",
        values={0: "Reserved", 1: "Incomplete", 2: "Reachable", 3: "Stale", 4: "Delay", 5: "Probe", 6: "Failed"},
    )
    reserved = bits(2, "icmp.ext.echo.rsp.res", "Reserved", hex_digits=2)
    active = flag("icmp.ext.echo.rsp.active", "Active bit")
    ipv4 = flag("icmp.ext.echo.rsp.ipv4", "IPv4 bit")
    ipv6 = flag("icmp.ext.echo.rsp.ipv6", "IPv6 bit")


def _clock(milliseconds: int) -> str:
    """RFC 792: with the highest bit set it is not the time since midnight UTC."""
    if milliseconds >> 31 or milliseconds >= 86_400_000:
        return f"{milliseconds} (not the time since midnight UTC)"
    seconds, rest = divmod(milliseconds, 1000)
    return f"{milliseconds} ({seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d} UTC)"


class Timestamps(Header):
    """RFC 792, "Timestamp or Timestamp Reply Message"."""

    originate = u32("icmp.originate_timestamp", "Originate Timestamp", show=_clock)
    receive = u32("icmp.receive_timestamp", "Receive Timestamp", show=_clock)
    transmit = u32("icmp.transmit_timestamp", "Transmit Timestamp", show=_clock)


class AddressMask(Header):
    """RFC 950, appendix I."""

    mask = ipv4("icmp.address_mask", "Address Mask")


CHECKSUM_STATUS = status_field("icmp.checksum.status")
BAD_CHECKSUM = group("icmp.checksum_bad", "Bad checksum")
QUOTED_LENGTH = generated(UNSIGNED, "icmp.length.original_datagram", "Length of original datagram", unit="bytes")
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
    _verify(layer)
    if _has_length(header):
        place = next(i for i, found in enumerate(layer.fields) if found.spec is ICMPHeader.length)
        found = layer.fields[place]
        told_length = Field(QUOTED_LENGTH, header.second * 4, found.start, found.stop, generated=True)
        layer.fields.insert(place + 1, told_length)
    if header.type in (ECHO, ECHO_REPLY):
        _find_ping_time(layer, cursor)
    elif header.type in BODIES:
        cursor.header(BODIES[header.type])
    elif header.type == ADVERTISEMENT:
        read_advertisement(layer, cursor, header.first, header.second, header.code)
    elif _is_extended_echo(header):
        kind = ExtendedRequest if header.type == 42 else ExtendedReply
        kind.read(cursor.data, layer.start + SIZE - 1, layer.stop, cursor.fields)
        if cursor.remaining:
            read_extensions(layer, cursor)
    if cursor.remaining > 0 and not _has_payload(header):
        cursor.take(REST, cursor.remaining)


def _name_code(layer: Layer[ICMPHeader]) -> None:
    header = layer.header
    field = layer.fields[1]
    name = CODES.get(header.type, {}).get(header.code)
    if name is not None:
        meaning = MEANINGS.get((header.type, header.code))
        field.shown = f"{header.code} ({name})" + (f" - {meaning}" if meaning else "")
    elif header.type in CODES:
        field.shown = f"{header.code} (Unknown code)"


def _verify(layer: Layer[ICMPHeader]) -> None:
    field, data = layer.fields[2], layer.frame.data
    expected, reason = None, ""
    if layer.quoted:
        reason = "in ICMP error packet"
    elif is_fragment(layer):
        reason = "fragmented datagram"
    elif layer.stop < layer.reported_stop:
        reason = "the capture cut the frame"
    else:
        expected = internet_checksum(data[layer.start : layer.start + 2] + data[layer.start + 4 : layer.stop])
    status = told(layer, field, CHECKSUM_STATUS, BAD_CHECKSUM, expected, reason=reason)
    layer.fields.insert(3, status)


def _find_ping_time(layer: Layer[ICMPHeader], cursor: Cursor) -> None:
    """The data that stays begins behind the time."""
    start, stop = layer.start + SIZE, layer.stop
    if layer.frame.time is None:
        return
    found = find_time(layer.frame.data[start : min(stop, start + 16)], layer.frame.time)
    if found is None:
        return
    time, size = found
    cursor.add(DATA_TIME, time, start, start + size)
    cursor.add(DATA_TIME_RELATIVE, layer.frame.time - time, start, start + size, generated=True)
    layer.payload_start = start + size


def _has_payload(h: Any) -> Any:
    return _is_quoting(h) | (h.type == ECHO) | (h.type == ECHO_REPLY)


def _quoted_length(h: Any) -> Any:
    """A quoted packet ends where its length says, else where old routers put extensions if it is short enough."""
    total = (h.peek(SIZE + 2) << 8) + h.peek(SIZE + 3)
    is_old = _is_quoting(h) & (h.available > SIZE + OLD_EXTENSIONS) & (total <= OLD_EXTENSIONS)
    return choose(_has_length(h), h.second * 4, choose(is_old, OLD_EXTENSIONS, greater(h.available - SIZE, 0)))


def trailer(layer: Layer[ICMPHeader], cursor: Cursor) -> None:
    """Extensions behind a quoted packet."""
    header = layer.header
    if not _is_quoting(header):
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
    if _is_asked(header):
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
    header_length=lambda h: choose(_has_payload(h), SIZE, greater(h.available, SIZE)),
    payload_length=_quoted_length,
    next=lambda h: (("ip.version", choose(_is_quoting(h), choose(h.peek(SIZE) >> 4 == 6, 6, 4), NOTHING)),),
    quotes=True,
    details=details,
    trailer=trailer,
    info=info,
)

PROTOCOLS = (ICMP,)
