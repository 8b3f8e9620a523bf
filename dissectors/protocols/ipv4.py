"""IPv4 (RFC 791): from machine to machine across networks. Options are read by `internet.ipv4_options`."""

from __future__ import annotations

from typing import Any

from dissectors.checksum import internet_checksum
from dissectors.checksum_verdict import UNVERIFIED, ChecksumVerdict, checksum_fields
from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, group, ipv4, meaning, reading, u8, u16
from dissectors.header import Header, choose
from dissectors.internet.fragment_fields import fragment_fields, whole_elsewhere
from dissectors.internet.ipv4_options import read_options
from dissectors.names.dscp import DSCP, ECN, traffic_class
from dissectors.names.ip_protocols import IP_PROTOCOLS, protocol_text
from dissectors.protocol import NOTHING, Layer, Protocol

SMALLEST = 20
"""Bytes of a header without options (RFC 791 §3.1: "the minimum value for a correct header is 5")."""


def _readable_bits(header: Any) -> int:
    """Behind a wrong version or length nothing stands where it should."""
    wrong_total = (header.sent_length > 0) & (header.sent_length < header.header_length)
    behind_total = choose(wrong_total, IPv4Header.identification.bit_offset, SMALLEST * 8)
    behind_length = choose(header.header_length < SMALLEST, IPv4Header.tos.bit_offset, behind_total)
    return choose(header.version != 4, IPv4Header.header_length.bit_offset, behind_length)


class IPv4Header(Header):
    """RFC 791 §3.1; the second byte by RFC 2474 §3 and RFC 3168 §5."""

    readable_bits = _readable_bits

    version = bits(4, "ip.version", "Version", explain="4 for IPv4, 6 for IPv6 (RFC 791 §3.1).")
    header_length = bits(
        4,
        "ip.hdr_len",
        "Header Length",
        scale=4,
        show=lambda size: f"{size} bytes ({size // 4})",
        explain="Sent in words of 4 bytes: 5 means 20 bytes, more means that options follow (RFC 791 §3.1).",
    )
    tos = u8(
        "ip.dsfield",
        "Differentiated Services Field",
        hex_digits=2,
        show=traffic_class,
        explain="How routers shall treat the packet when there is a queue, and whether they met one (RFC 2474 §3).",
        parts=(
            bits(
                6,
                "ip.dsfield.dscp",
                "Differentiated Services Codepoint",
                values=DSCP,
                explain="The class of service asked for; 0 is ordinary, best-effort traffic (RFC 2474 §3).",
            ),
            bits(
                2,
                "ip.dsfield.ecn",
                "Explicit Congestion Notification",
                values=ECN,
                explain="A router with a full queue can set both bits instead of dropping the packet (RFC 3168 §5).",
            ),
        ),
    )
    total_length = meaning(
        u16(
            "ip.len",
            "Total Length",
            explain="Bytes of header and payload together; what stands behind is padding of the link (RFC 791 §3.1).",
        ),
        # Without a length, as before segmentation offload, the link's is taken.
        lambda h: choose(h.sent_length == 0, h.available, h.sent_length),
    )
    sent_length = reading(u16("", ""), at=total_length)
    identification = u16(
        "ip.id",
        "Identification",
        hex_digits=4,
        show=lambda value: f"0x{value:04x} ({value})",
        explain="The same in all fragments of one packet, so that the receiver can put them together (RFC 791 §3.1, "
        "RFC 6864).",
    )
    flags = bits(
        3,
        "ip.flags",
        "Flags",
        hex_digits=2,
        show=lambda value: f"0x{value:x}" + _flag_names(value),
        explain="Three bits about fragmentation (RFC 791 §3.1).",
        parts=(
            flag("ip.flags.rb", "Reserved bit", explain="Must be zero (RFC 791 §3.1)."),
            flag(
                "ip.flags.df",
                "Don't fragment",
                explain="A router that would have to cut the packet drops it and says so by ICMP; that is how the "
                "path's largest packet size is found (RFC 791 §3.1, RFC 1191).",
            ),
            flag(
                "ip.flags.mf",
                "More fragments",
                explain="Set in all fragments of a packet but the last (RFC 791 §3.1).",
            ),
        ),
    )
    fragment_offset = bits(
        13,
        "ip.frag_offset",
        "Fragment Offset",
        show=lambda units: f"{units * 8}" + (f" ({units} units of 8 bytes)" if units else ""),
        explain="Where in the whole packet this fragment belongs, in units of 8 bytes. Only the first fragment, "
        "0, holds the transport header (RFC 791 §3.1).",
    )
    ttl = u8(
        "ip.ttl",
        "Time to Live",
        explain="Every router takes one away and drops the packet at zero, so that none can circle for ever "
        "(RFC 791 §3.2).",
    )
    protocol = u8(
        "ip.proto",
        "Protocol",
        values=IP_PROTOCOLS,
        show=protocol_text,
        explain="What the packet carries: 1 is ICMP, 6 TCP, 17 UDP (IANA Protocol Numbers).",
    )
    checksum = u16(
        "ip.checksum",
        "Header Checksum",
        hex_digits=4,
        explain="Guards the header alone, and changes at every router, because the time to live does (RFC 791 §3.1).",
    )
    source = ipv4(
        "ip.src",
        "Source Address",
        also=("ip.addr", "ip.src_host", "ip.host"),
        explain="The machine that sent the packet, or claims to: nothing proves it (RFC 791 §3.1).",
    )
    destination = ipv4(
        "ip.dst",
        "Destination Address",
        also=("ip.addr", "ip.dst_host", "ip.host"),
        explain="The machine for which the packet is meant; it stays the same at every hop (RFC 791 §3.1).",
    )


CHECKSUM = checksum_fields("ip", "ip.checksum_bad.expert", calculated=True, status_label="Header checksum status")
FRAGMENTS = fragment_fields("ip", "IPv4", whole_in="reassembled_in", has_bytes=True)
BOGUS_LENGTH = group(
    "ip.bogus_ip_length",
    "Bogus IP length",
    explain="The header promises more bytes than the link carried: a cut or broken packet.",
)
LOW_TTL = group(
    "ip.ttl.too_small",
    "Time To Live",
    explain="Few hops are left: the packet came from afar or goes in circles, or traceroute sent it so.",
)
GROUP_TTL = group(
    "ip.ttl.lncb",
    "Time To Live",
    explain="Packets to 224.0.0.0/24 stay on their link, so one hop is enough (RFC 5771 §4).",
)
LOW = 5
MULTICAST = 0xE
LINK_LOCAL_GROUPS = 0xE00000
"""224.0.0.0/24, which no router passes on (RFC 5771 §4)."""
GROUP_HOPS = {18: 255, 102: 255, 251: 255, 252: 0}
"""By the address's last byte, 0 for any: VRRP, GLBP, mDNS and LLMNR do not send one hop (RFC 5798, RFC 6762 §11)."""
ROUTING_PROTOCOLS = (89, 103)


def _flag_names(value: int) -> str:
    names = ("Reserved bit", "Don't fragment", "More fragments")
    return "".join(f", {name}" for bit, name in zip((4, 2, 1), names, strict=True) if value & bit)


def _length(header: IPv4Header) -> int:
    """A wrong header ends behind itself."""
    return choose((header.header_length < SMALLEST) | (header.version != 4), SMALLEST, header.total_length)


def details(layer: Layer[IPv4Header], cursor: Cursor) -> None:
    header = layer.header
    if header.version != 4:
        raise cursor.malformed(f"IP version {header.version}, must be 4")
    if header.header_length < SMALLEST:
        raise cursor.malformed(f"header length {header.header_length}, must be at least {SMALLEST}")
    _check_length(layer, cursor)
    CHECKSUM.tell(layer, layer.fields, layer.field(IPv4Header.checksum), _verdict(layer))
    _note_low_ttl(layer, cursor)
    if header.header_length > SMALLEST:
        read_options(layer, cursor)
    carried = FRAGMENTS.tell(layer, cursor)
    if carried is not None:
        layer.next = (("ip.proto", carried),)


def _check_length(layer: Layer[IPv4Header], cursor: Cursor) -> None:
    header, start = layer.header, layer.start + IPv4Header.total_length.first_byte
    field = layer.field(IPv4Header.total_length)
    below = layer.below.reported_stop if layer.below is not None else layer.reported_stop
    if header.sent_length == 0:
        field.shown = f"{header.available} bytes (sent as 0, presumably because of segmentation offload)"
    elif header.total_length < header.header_length:
        raise cursor.malformed(f"total length {header.total_length}, less than the header's {header.header_length}")
    elif not layer.quoted and layer.start + header.total_length > below:
        message = f"IPv4 total length {header.total_length} exceeds what the link carries ({below - layer.start} bytes)"
        cursor.notice(BOGUS_LENGTH, "warning", message, start, start + 2)


def _verdict(layer: Layer[IPv4Header]) -> ChecksumVerdict:
    header = layer.header
    octets = layer.frame.data[layer.start : min(layer.start + header.header_length, layer.stop)]
    if len(octets) < header.header_length:
        return ChecksumVerdict(UNVERIFIED, reason="the capture cut the header")
    first, last = IPv4Header.checksum.first_byte, IPv4Header.checksum.last_byte
    expected = internet_checksum(octets[:first] + octets[last:])
    return ChecksumVerdict.comparing(header.checksum, expected, left_to_the_card=(0,))


def _note_low_ttl(layer: Layer[IPv4Header], cursor: Cursor) -> None:
    """Few hops left are a sign of a loop or of traceroute; what stays on its link has the hops it needs."""
    header, start = layer.header, layer.start + IPv4Header.ttl.first_byte
    if header.destination >> 8 == LINK_LOCAL_GROUPS:
        wanted = GROUP_HOPS.get(header.destination & 255, 1)
        if wanted and header.ttl != wanted:
            message = f'"Time To Live" != {wanted} for a packet sent to the Local Network Control Block'
            cursor.notice(GROUP_TTL, "note", message, start, start + 1)
    elif header.ttl < LOW and header.destination >> 28 != MULTICAST and header.protocol not in ROUTING_PROTOCOLS:
        cursor.notice(LOW_TTL, "note", f'"Time To Live" only {header.ttl}', start, start + 1)


def heading(layer: Layer[IPv4Header]) -> str:
    header = layer.header
    if header.version != 4 or header.header_length < SMALLEST:
        return IPV4.title
    source, destination = IPv4Header.source.text(header.source), IPv4Header.destination.text(header.destination)
    return f"{IPV4.title}, Src: {source}, Dst: {destination}"


def info(layer: Layer[IPv4Header]) -> str:
    """Of a packet whose payload stays undecoded: the fragment, or the protocol that nobody knows."""
    header = layer.header
    if header.version != 4:
        return f"Bogus IP version ({header.version}, must be 4)"
    if header.header_length < SMALLEST:
        return f"Bogus IP header length ({header.header_length}, must be at least {SMALLEST})"
    if layer.carries is None and (header.fragment_offset or header.flags & 1):
        name = IP_PROTOCOLS.get(header.protocol, "Unassigned")
        return (
            f"Fragmented IP protocol (proto={name} {header.protocol}, off={header.fragment_offset * 8}, "
            f"ID={header.identification:04x}){whole_elsewhere(layer)}"
        )
    return protocol_text(header.protocol)


IPV4 = Protocol(
    name="ip",
    title="Internet Protocol Version 4",
    short="IPv4",
    references=("RFC 791", "RFC 2474", "RFC 3168", "RFC 6864"),
    limitations=("fragments of a packet that is itself in fragments are not put together",),
    explain="The internet layer: carries a packet from machine to machine across networks, router by router, with "
    "no promise that it arrives.",
    header=IPv4Header,
    rides_on=(
        ("ethertype", 0x0800),
        ("ip.version", 4),
        ("ip.proto", 4),
        ("ip.proto", 94),
        ("ppp.protocol", 0x0021),
        ("pwach.channel_type", 0x0021),
    ),
    header_length=lambda h: h.header_length,
    length=_length,
    next=lambda h: (("ip.proto", choose(h.fragment_offset > 0, NOTHING, h.protocol)),),
    source=IPv4Header.source,
    destination=IPv4Header.destination,
    details=details,
    heading=heading,
    info=info,
)

PROTOCOLS = (IPV4,)
