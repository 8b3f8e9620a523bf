"""IPv6 (RFC 8200): the fixed header. Its extension headers are protocols of their own beside this module."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import bits, group, ipv6, u8, u16
from dissectors.header import Header, choose
from dissectors.internet.extension_header import NO_NEXT_HEADER, follow
from dissectors.internet.ipv6_addresses import conclude_addresses
from dissectors.names.dscp import DSCP, ECN, traffic_class
from dissectors.names.ip_protocols import IP_PROTOCOLS, protocol_text
from dissectors.protocol import Layer, Protocol

SIZE = 40
HOP_BY_HOP = 0
JUMBO_PAYLOAD = 0xC2


def _readable_bits(header: Any) -> int:
    """Behind a wrong version nothing stands where it should."""
    return choose(header.version != 6, IPv6Header.tclass.bit_offset, SIZE * 8)


class IPv6Header(Header):
    """RFC 8200 §3; the traffic class by RFC 2474 §3 and RFC 3168 §5."""

    readable_bits = _readable_bits

    version = bits(4, "ipv6.version", "Version", also=("ip.version",), explain="6 for IPv6 (RFC 8200 §3).")
    tclass = bits(
        8,
        "ipv6.tclass",
        "Traffic Class",
        hex_digits=8,
        show=traffic_class,
        explain="How routers shall treat the packet when there is a queue, and whether they met one (RFC 8200 §7).",
        parts=(
            bits(
                6,
                "ipv6.tclass.dscp",
                "Differentiated Services Codepoint",
                values=DSCP,
                explain="The class of service asked for; 0 is ordinary, best-effort traffic (RFC 2474 §3).",
            ),
            bits(
                2,
                "ipv6.tclass.ecn",
                "Explicit Congestion Notification",
                values=ECN,
                explain="A router with a full queue can set both bits instead of dropping the packet (RFC 3168 §5).",
            ),
        ),
    )
    flow = bits(
        20,
        "ipv6.flow",
        "Flow Label",
        hex_digits=6,
        show=lambda value: f"0x{value:05x}",
        explain="The same in all packets of one flow, so that routers can keep them on one path (RFC 6437 §2).",
    )
    payload_length = u16(
        "ipv6.plen",
        "Payload Length",
        explain="Bytes behind these 40, extension headers included. 0 means more than 65535, told by an option "
        "(RFC 8200 §3, RFC 2675).",
    )
    next_header = u8(
        "ipv6.nxt",
        "Next Header",
        values=IP_PROTOCOLS,
        show=protocol_text,
        explain="What follows: an extension header, or what is carried: 6 is TCP, 17 UDP, 58 ICMPv6 (RFC 8200 §3).",
    )
    hop_limit = u8(
        "ipv6.hlim",
        "Hop Limit",
        explain="Every router takes one away and drops the packet at zero, so that none can circle for ever "
        "(RFC 8200 §3).",
    )
    source = ipv6(
        "ipv6.src",
        "Source Address",
        also=("ipv6.addr", "ipv6.src_host", "ipv6.host"),
        explain="The machine that sent the packet, or claims to: nothing proves it (RFC 8200 §3).",
    )
    destination = ipv6(
        "ipv6.dst",
        "Destination Address",
        also=("ipv6.addr", "ipv6.dst_host", "ipv6.host"),
        explain="The machine for which the packet is meant; with a routing header, the next one on the route "
        "(RFC 8200 §3, §4.4).",
    )


BOGUS_LENGTH = group(
    "ipv6.plen_exceeds_framing",
    "IPv6 payload length does not match expected framing length",
    explain="The header promises more bytes than the link carried: a cut or broken packet.",
)
NO_JUMBO = group(
    "ipv6.opt.jumbo.missing",
    "Payload length 0, and no Jumbo Payload option",
    explain="Length 0 is for packets above 65535 bytes, whose real length an option tells (RFC 2675 §2).",
)


def _jumbo_length(header: IPv6Header) -> int:
    """The length in a Jumbo Payload option that opens the hop-by-hop header (RFC 2675 §2), else 0."""
    is_jumbo = (header.peek(SIZE + 2) == JUMBO_PAYLOAD) & (header.peek(SIZE + 3) == 4) & (header.peek(SIZE + 7) >= 0)
    length = (
        (header.peek(SIZE + 4) << 24)
        + (header.peek(SIZE + 5) << 16)
        + (header.peek(SIZE + 6) << 8)
        + header.peek(SIZE + 7)
    )
    return choose(is_jumbo, choose(length > 0xFFFF, length, 0), 0)


def _length(header: IPv6Header) -> int:
    """Payload length 0 is a jumbogram, nothing at all, or a packet as it looks before segmentation offload."""
    silent = (header.next_header == HOP_BY_HOP) | (header.next_header == NO_NEXT_HEADER)
    told = choose(header.next_header == HOP_BY_HOP, SIZE + _jumbo_length(header), SIZE)
    whole = choose(
        header.payload_length == 0,
        choose(silent, told, header.available),
        SIZE + header.payload_length,
    )
    return choose(header.version != 6, SIZE, whole)


def details(layer: Layer[IPv6Header], cursor: Cursor) -> None:
    header = layer.header
    if header.version != 6:
        raise cursor.malformed(f"IP version {header.version}, must be 6")
    _check_length(layer, cursor)
    conclude_addresses(cursor, header.source, header.destination, layer.start + IPv6Header.source.first_byte)


def _check_length(layer: Layer[IPv6Header], cursor: Cursor) -> None:
    header, start = layer.header, layer.start + IPv6Header.payload_length.first_byte
    below = layer.below.reported_stop if layer.below is not None else layer.reported_stop
    wanted = _length(header) - SIZE
    field = layer.field(IPv6Header.payload_length)
    if header.payload_length == 0 and header.next_header == HOP_BY_HOP:
        if wanted:
            field.shown = "0 (Jumbogram)"
        else:
            cursor.notice(NO_JUMBO, "warning", NO_JUMBO.label, start, start + 2)
    elif header.payload_length == 0 and header.next_header != NO_NEXT_HEADER:
        field.shown = f"{wanted} bytes (sent as 0, presumably because of segmentation offload)"
    if not layer.quoted and layer.start + SIZE + wanted > below:
        available = below - layer.start - SIZE
        message = f"IPv6 payload length {wanted} exceeds what the link carries ({available} bytes)"
        cursor.notice(BOGUS_LENGTH, "warning", message, start, start + 2)


def heading(layer: Layer[IPv6Header]) -> str:
    header = layer.header
    source, destination = IPv6Header.source.text(header.source), IPv6Header.destination.text(header.destination)
    return f"{IPV6.title}, Src: {source}, Dst: {destination}" if header.version == 6 else IPV6.title


def info(layer: Layer[IPv6Header]) -> str:
    header = layer.header
    if header.version != 6:
        return f"Bogus IPv6 version ({header.version}, must be 6)"
    if header.next_header == NO_NEXT_HEADER:
        return "IPv6 no next header"
    return f"{IP_PROTOCOLS.get(header.next_header, 'Unassigned')} ({header.next_header})"


IPV6 = Protocol(
    name="ipv6",
    title="Internet Protocol Version 6",
    short="IPv6",
    references=("RFC 8200", "RFC 2474", "RFC 3168", "RFC 6437"),
    limitations=("fragments of a packet that is itself in fragments are not put together",),
    explain="The internet layer with 128-bit addresses: carries a packet from machine to machine across networks, "
    "router by router, with no promise that it arrives.",
    header=IPv6Header,
    rides_on=(
        ("ethertype", 0x86DD),
        ("ip.version", 6),
        ("ip.proto", 41),
        ("ppp.protocol", 0x0057),
        ("pwach.channel_type", 0x0057),
    ),
    length=_length,
    next=lambda h: follow(h.next_header),
    source=IPv6Header.source,
    destination=IPv6Header.destination,
    details=details,
    heading=heading,
    info=info,
)

PROTOCOLS = (IPV6,)
