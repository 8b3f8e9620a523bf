"""GRE (RFC 2784, RFC 2890, RFC 1701) and the enhanced GRE of PPTP (RFC 2637)."""

from __future__ import annotations

import numpy as np

from dissectors.checksum_verdict import UNVERIFIED, ChecksumVerdict, checksum_fields
from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, bits, flag, group, octets, reading, u8, u16, u32, unused
from dissectors.header import Header, choose, greater
from dissectors.names.ethertypes import ARP, ETHERTYPES, IPV4, IPV6
from dissectors.protocol import NOTHING, Layer, Protocol
from dissectors.protocols.ethernet import first_word
from dissectors.verification import verify_message

PPP, CDMA2000, CDMA2000_3GPP2, WCCP = 0x880B, 0x8881, 0x88D2, 0x883E
PROTOCOLS_CARRIED = ETHERTYPES | {
    0x0000: "Possible GRE keepalive packet",
    0x00FE: "OSI",
    IPV4: "IP",
    0x2000: "CDP (Cisco)",
    0x2001: "NHRP",
    0x22EB: "ERSPAN III",
    0x6400: "MikroTik EoIP",
    WCCP: "WCCP",
    CDMA2000: "CDMA2000 A10 Unstructured byte stream",
    CDMA2000_3GPP2: "CDMA2000 A10 3GPP2 Packet",
    0x8909: "CiscoMetaData",
}
CHECKSUM, ROUTING, KEY, SEQUENCE, ACKNOWLEDGMENT, VERSION = 0x8000, 0x4000, 0x2000, 0x1000, 0x80, 7
MOST_ROUTE_ENTRIES = 8
NO_YES = ("No", "Yes")


def is_enhanced(header: GREHeader) -> bool:
    """The layout of RFC 2637, with an acknowledgment bit; works on columns too."""
    protocol = header.protocol
    return ((protocol == PPP) & (header.flags & VERSION == 1)) | (protocol == CDMA2000) | (protocol == CDMA2000_3GPP2)


def is_plain(header: GREHeader) -> bool:
    return is_enhanced(header) == 0


def flag_parts() -> tuple[FieldSpec[int], ...]:
    """RFC 1701's bits, of which later RFCs use fewer."""
    first, rest = unused(1), unused(4)
    return (
        flag("gre.flags.checksum", "Checksum", values=NO_YES, explain="A checksum follows (RFC 2784 §2.1)."),
        flag("gre.flags.routing", "Routing", values=NO_YES, explain="A source route follows (RFC 1701)."),
        flag(
            "gre.flags.key", "Key", values=NO_YES, explain="A key follows, which tells tunnels apart (RFC 2890 §2.1)."
        ),
        flag("gre.flags.sequence_number", "Sequence number", values=NO_YES, explain="One follows (RFC 2890 §2.2)."),
        flag("gre.flags.strict_source_route", "Strict source route", values=NO_YES),
        bits(3, "gre.flags.recursion_control", "Recursion control"),
        first,
        rest,
        reading(flag("gre.flags.ack", "Acknowledgment", values=NO_YES), first, is_enhanced),
        reading(bits(4, "gre.flags.reserved", "Reserved flags"), rest, is_enhanced),
        reading(bits(5, "gre.flags.reserved", "Reserved flags"), first, is_plain),
        bits(3, "gre.flags.version", "Version", values={0: "GRE", 1: "Enhanced GRE"}),
    )


class GREHeader(Header):
    """RFC 2784 §2: what the optional fields are, and what is carried."""

    flags = u16("gre.flags_and_version", "Flags and version", hex_digits=4, parts=flag_parts())
    protocol = u16(
        "gre.proto",
        "Protocol type",
        values=PROTOCOLS_CARRIED,
        hex_digits=4,
        explain="What the tunnel carries, mostly an ethertype (RFC 2784 §2.4).",
    )


CHECKSUM_FIELD = u16(
    "gre.checksum", "Checksum", hex_digits=4, explain="Over the GRE header and all that it carries (RFC 2784 §2.5)."
)
CHECKSUM_FIELDS = checksum_fields("gre", "gre.checksum.incorrect")
NO_CHECKSUM = ChecksumVerdict(UNVERIFIED, reason="the flags say that these bytes are none")
OFFSET = u16("gre.offset", "Offset", explain="Where the next entry of the source route begins (RFC 1701).")
KEY_FIELD = u32(
    "gre.key", "Key", hex_digits=8, explain="Tells apart tunnels between the same two ends (RFC 2890 §2.1)."
)
PAYLOAD_LENGTH = u16("gre.key.payload_length", "Payload length", unit="bytes")
CALL_ID = u16(
    "gre.key.call_id", "Call id", explain="Which of the peer's PPTP sessions this belongs to (RFC 2637 §4.1)."
)
SEQUENCE_NUMBER = u32("gre.sequence_number", "Sequence number", explain="Counts the packets (RFC 2890 §2.2).")
ACK_NUMBER = u32("gre.ack_number", "Acknowledgment number", explain="The highest received (RFC 2637 §4.1).")
ROUTE = group("gre.routing", "Source route entry")
ADDRESS_FAMILY = u16("gre.routing.address_family", "Address family")
ROUTE_OFFSET = u8("gre.routing.sre_offset", "Offset")
ROUTE_LENGTH = u8("gre.routing.src_length", "Length")
ROUTE_INFORMATION = octets("gre.routing.information", "Routing information")
REDIRECT = group("gre.wccp.redirect_header", "WCCP redirect header")


class RedirectHeader(Header):
    """WCCP version 2: why a router sent the packet to a cache."""

    reserved = unused(5)
    valid = flag("gre.wccp.redirect_header_valid", "Header", values=("Valid", "To be ignored"))
    alternative = flag("gre.wccp.alternative_bucket_used", "Bucket used", values=("Primary", "Alternative"))
    dynamic = flag("gre.wccp.dynamic_service", "Service kind", values=("Well known", "Dynamic"))
    service = u8("gre.wccp.service_id", "Service id")
    alternative_bucket = u8("gre.wccp.alternative_bucket", "Alternative bucket")
    primary_bucket = u8("gre.wccp.primary_bucket", "Primary bucket")


def has(header: GREHeader, mask: int) -> int:
    """1 where one of the bits is set, else 0; works on columns too."""
    return choose(header.flags & mask > 0, 1, 0)


def is_acknowledged(header: GREHeader) -> bool:
    return is_enhanced(header) & (header.flags & ACKNOWLEDGMENT > 0)


def fixed_length(header: GREHeader) -> int:
    """Bytes before the source route."""
    words = 1 + has(header, CHECKSUM | ROUTING) + has(header, KEY) + has(header, SEQUENCE)
    return (words + choose(is_acknowledged(header), 1, 0)) * 4


def route_end(header: GREHeader) -> int:
    """Offset behind the source route, whose last entry is empty (RFC 1701)."""
    end = fixed_length(header)
    open_entry = header.flags & ROUTING > 0
    for _ in range(MOST_ROUTE_ENTRIES):
        if not np.any(open_entry):
            break
        family, length = first_word(header, end), header.peek(end + 3)
        end = end + choose(open_entry, 4 + greater(length, 0), 0)
        open_entry = open_entry & (length >= 0) & ((family > 0) | (length > 0))
    return end


def header_length(header: GREHeader) -> int:
    end = route_end(header)
    # Version 2 of WCCP puts four bytes before the packet without saying so: version 1 has an IPv4 header there.
    is_wccp2 = (header.protocol == WCCP) & (header.peek(end) // 16 != 4)
    return end + choose(is_wccp2, 4, 0)


def following(header: GREHeader) -> tuple[tuple[str, int], ...]:
    protocol = header.protocol
    known = (protocol == IPV4) | (protocol == IPV6) | (protocol == ARP)
    return (
        ("gre.proto", protocol),
        ("ethertype", choose(known, protocol, choose(protocol == WCCP, IPV4, NOTHING))),
    )


def details(layer: Layer[GREHeader], cursor: Cursor) -> None:
    header = layer.header
    if has(header, CHECKSUM | ROUTING):
        cursor.take(CHECKSUM_FIELD)
        field = cursor.fields[-1]
        verdict = verify_message(layer, field.start) if has(header, CHECKSUM) else NO_CHECKSUM
        CHECKSUM_FIELDS.tell(layer, cursor.fields, field, verdict)
        cursor.take(OFFSET)
    if has(header, KEY):
        if is_enhanced(header) and header.protocol != CDMA2000:
            cursor.take(PAYLOAD_LENGTH)
            cursor.take(CALL_ID)
        else:
            cursor.take(KEY_FIELD)
    if has(header, SEQUENCE):
        cursor.take(SEQUENCE_NUMBER)
    if is_acknowledged(header):
        cursor.take(ACK_NUMBER)
    route_stop = layer.start + route_end(header)
    while cursor.position < route_stop:
        with cursor.node(ROUTE):
            cursor.take(ADDRESS_FAMILY)
            cursor.take(ROUTE_OFFSET)
            length = cursor.take(ROUTE_LENGTH)
            if length:
                cursor.take(ROUTE_INFORMATION, length)
    if cursor.remaining:
        with cursor.node(REDIRECT):
            cursor.header(RedirectHeader)


GRE = Protocol(
    name="gre",
    title="Generic Routing Encapsulation",
    short="GRE",
    references=("RFC 2784", "RFC 2890", "RFC 1701", "RFC 2637"),
    limitations=("ERSPAN, 3GPP2 attributes and vendors' own payloads are not decoded",),
    explain="Carries packets of any protocol through a tunnel across an IP network.",
    header=GREHeader,
    rides_on=(("ip.proto", 47),),
    header_length=header_length,
    next=following,
    details=details,
    heading=lambda layer: f"Generic Routing Encapsulation ({carried(layer)})",
    info=lambda layer: f"Encapsulated {carried(layer)}",
)


def carried(layer: Layer[GREHeader]) -> str:
    """Name of the payload's protocol."""
    return PROTOCOLS_CARRIED.get(layer.header.protocol, f"0x{layer.header.protocol:04X} (unknown)")


PROTOCOLS = (GRE,)
