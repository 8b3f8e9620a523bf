"""UDP (RFC 768): two ports, a length, a checksum, and nothing promised."""

from __future__ import annotations

from dissectors.addresses import network_addresses
from dissectors.checksum_verdict import ILLEGAL, NOT_PRESENT, UNVERIFIED, ChecksumVerdict
from dissectors.cursor import Cursor
from dissectors.fields import Field, group, u16
from dissectors.header import Header, choose
from dissectors.protocol import Layer, Protocol
from dissectors.transport import udp_fields
from dissectors.transport.ports import next_by_port
from dissectors.transport.udp_fields import CHECKSUM, PAYLOAD, STREAM
from dissectors.verification import is_fragment, verify_segment

PROTOCOL_NUMBER = 17
LARGEST_LENGTH = 0xFFFF
TRACEROUTE_PORTS = range(33434, 33524)
"""Where traceroute begins (33434) and the thirty hops of three probes that it takes at most."""


class UDPHeader(Header):
    """RFC 768, "Format"."""

    source_port = udp_fields.source_port()
    destination_port = udp_fields.destination_port()
    length = u16(
        "udp.length",
        "Length",
        unit="bytes",
        explain="Bytes of this header, always 8, and the payload; so 8 is the least. 0 stands for a datagram above "
        "65,535 bytes in an IPv6 jumbogram (RFC 768, RFC 2675 §4).",
    )
    checksum = udp_fields.checksum(
        "Over header, payload, addresses and length; a damaged datagram is dropped without a word. 0 means that the "
        "sender made none: allowed over IPv4, over IPv6 only to tunnels that agreed on it (RFC 768, RFC 8200 §8.1, "
        "RFC 6935). A captured datagram that this machine is about to send often has none yet, because its network "
        "card computes it."
    )


BAD_LENGTH = group(
    "udp.length.bad",
    "Impossible length",
    explain="The length does not fit the 8 bytes of the header, or what IP carried (RFC 768).",
)
ZERO_LENGTH = group(
    "udp.length.bad_zero",
    "Length 0 without need",
    explain="0 stands for a datagram above 65,535 bytes, which this one is not (RFC 2675 §4).",
)
TRACEROUTE = group(
    "udp.possible_traceroute",
    "Possible traceroute",
    explain="Traceroute sends datagrams to ports where nobody listens, with few hops to live, and sees who complains.",
)


def details(layer: Layer[UDPHeader], cursor: Cursor) -> None:
    header = layer.header
    if header.destination_port in TRACEROUTE_PORTS:
        _mark_traceroute(layer, cursor, layer.field(UDPHeader.destination_port))
    _check_length(layer, cursor, layer.field(UDPHeader.length))
    CHECKSUM.tell(layer, layer.fields, layer.field(UDPHeader.checksum), _verdict(layer))
    if cursor.remaining > 0:
        cursor.add(PAYLOAD, cursor.peek(cursor.remaining), cursor.position, cursor.stop)


def _mark_traceroute(layer: Layer[UDPHeader], cursor: Cursor, field: Field) -> None:
    """Old traceroutes send to ports that count up from 33434, three for each hop."""
    hop, attempt = divmod(layer.header.destination_port - TRACEROUTE_PORTS.start, 3)
    cursor.remark(field, TRACEROUTE, "note", f"Possibly traceroute: hop {hop + 1}, attempt {attempt + 1}")


def _check_length(layer: Layer[UDPHeader], cursor: Cursor, field: Field) -> None:
    length, there = layer.header.length, layer.header.available
    if length == 0:
        addresses = network_addresses(layer)
        if addresses is not None and len(addresses[0]) == 4:
            cursor.remark(field, BAD_LENGTH, "warning", "Length 0: the header alone has 8 bytes")
        elif there <= LARGEST_LENGTH:
            cursor.remark(field, ZERO_LENGTH, "warning", "Length 0 is for datagrams above 65,535 bytes (RFC 2675 §4)")
    elif length < UDPHeader.size:
        cursor.remark(field, BAD_LENGTH, "error", f"Length {length}: the header alone has 8 bytes")
        raise cursor.malformed(f"length {length} is below 8")
    elif length > there and not layer.quoted and not is_fragment(layer):
        message = f"Length {length}, but the packet has only {there} bytes for it"
        cursor.remark(field, BAD_LENGTH, "warning", message)


def _verdict(layer: Layer[UDPHeader]) -> ChecksumVerdict:
    if layer.header.checksum == 0:
        addresses = network_addresses(layer)
        if addresses is not None and len(addresses[0]) == 16:
            return ChecksumVerdict(ILLEGAL, reason="IPv6 has no checksum of its own to make up for it (RFC 8200 §8.1)")
        return ChecksumVerdict(NOT_PRESENT, reason="IPv4 allows that")
    if layer.header.length > layer.header.available:
        return ChecksumVerdict(UNVERIFIED, reason="not all of the datagram is here")
    return verify_segment(layer, PROTOCOL_NUMBER, layer.start + UDPHeader.checksum.first_byte, zero_means_none=True)


def heading(layer: Layer[UDPHeader]) -> str:
    header = layer.header
    return f"User Datagram Protocol, Src Port: {header.source_port}, Dst Port: {header.destination_port}"


def info(layer: Layer[UDPHeader]) -> str:
    header = layer.header
    parts = [f"{header.source_port} → {header.destination_port}"]
    if layer.has_warning(UDPHeader.length):
        parts.append(f"[bad length {header.length}]")
    parts.append(f"Len={(header.length or header.available) - UDPHeader.size}")
    if layer.has_warning(UDPHeader.checksum):
        parts.append("[bad checksum]")
    return " ".join(parts)


UDP = Protocol(
    name="udp",
    title="User Datagram Protocol",
    short="UDP",
    references=("RFC 768", "RFC 8200 §8.1", "RFC 6935"),
    explain="Carries single messages between two programs: without a connection, without acknowledgments, perhaps "
    "lost, doubled or out of order (RFC 768).",
    header=UDPHeader,
    rides_on=(("ip.proto", PROTOCOL_NUMBER),),
    length=lambda h: choose(h.length == 0, h.available, h.length),
    next=next_by_port("udp.port"),
    stream=STREAM,
    details=details,
    heading=heading,
    info=info,
)

PROTOCOLS = (UDP,)
