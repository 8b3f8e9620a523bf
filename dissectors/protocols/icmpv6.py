"""ICMPv6 (RFC 4443): errors, ping, neighbors, routers and multicast groups of IPv6.

A packet that an error quotes becomes further layers; other messages are read by `internet.icmpv6_messages`.
"""

from __future__ import annotations

from typing import Any

from dissectors.checksum_verdict import UNVERIFIED, ChecksumVerdict, checksum_fields
from dissectors.cursor import Cursor
from dissectors.fields import Field, group, ipv6, octets, reading, u8, u16, u32, unused
from dissectors.header import Header, choose, greater
from dissectors.internet.icmp_extensions import read_extensions
from dissectors.internet.icmp_header import probe_reply, probe_request
from dissectors.internet.icmpv6_messages import MESSAGES
from dissectors.internet.neighbor_options import REDIRECTED, read_options, read_redirected_head
from dissectors.names.icmpv6_types import CODES, MEANINGS, TYPES
from dissectors.protocol import NOTHING, Layer, Protocol
from dissectors.verification import verify_segment

SIZE = 8
UNREACHABLE, TOO_BIG, EXCEEDED, PROBLEM = 1, 2, 3, 4
ECHO, ECHO_REPLY, REDIRECT, PROBE, PROBE_REPLY = 128, 129, 137, 160, 161
NUMBER = 58
"""ICMPv6's own, which the pseudo header holds (RFC 4443 §2.3)."""


def _is_error(h: Any) -> Any:
    return (h.type >= UNREACHABLE) & (h.type <= PROBLEM)


def _is_echo(h: Any) -> Any:
    return (h.type == ECHO) | (h.type == ECHO_REPLY)


def _is_probe(h: Any) -> Any:
    return (h.type == PROBE) | (h.type == PROBE_REPLY)


def _may_have_length(h: Any) -> Any:
    return (h.type == UNREACHABLE) | (h.type == EXCEEDED)


class ICMPv6Header(Header):
    """RFC 4443 §2.1; what the second four bytes are depends on the type."""

    type = u8(
        "icmpv6.type",
        "Type",
        values=TYPES,
        explain="What the message is about: below 128 an error, else a question or an answer; 135 and 136 do what ARP "
        "does for IPv4 (RFC 4443 §2.1).",
    )
    code = u8("icmpv6.code", "Code", explain="Which case of the type this is (RFC 4443 §2.1).")
    checksum = u16(
        "icmpv6.checksum",
        "Checksum",
        hex_digits=4,
        explain="Over the message and the addresses of the IPv6 header (RFC 4443 §2.3).",
    )
    first = unused(8)
    second = unused(8)
    third = unused(16)
    identifier = reading(
        u16(
            "icmpv6.echo.identifier",
            "Identifier",
            hex_digits=4,
            explain="Tells one ping from another on the same machine; answers repeat it (RFC 4443 §4.1).",
        ),
        first,
        lambda h: _is_echo(h) | _is_probe(h),
    )
    sequence = reading(
        u16(
            "icmpv6.echo.sequence_number",
            "Sequence",
            explain="Counts the requests of one ping; the answer repeats it (RFC 4443 §4.1).",
        ),
        third,
        _is_echo,
    )
    probe_sequence = reading(
        u8(
            "icmpv6.ext.echo.seq",
            "Sequence number",
            explain="Counts the requests; the answer repeats it (RFC 8335 §2).",
        ),
        third,
        _is_probe,
    )
    length = reading(
        u8("icmpv6.length", "Length of original datagram", show=lambda units: f"{units} ({units * 8} bytes)"),
        first,
        lambda h: _may_have_length(h) & (h.first > 0),
    )
    reserved_behind = reading(
        octets("icmpv6.reserved", "Reserved", length=3), second, lambda h: _may_have_length(h) & (h.first > 0)
    )
    reserved = reading(
        octets("icmpv6.reserved", "Reserved", length=4),
        first,
        lambda h: (_may_have_length(h) & (h.first == 0)) | (h.type == REDIRECT),
    )
    mtu = reading(
        u32(
            "icmpv6.mtu",
            "MTU",
            explain="The largest packet that the next link carries; the sender makes its packets smaller "
            "(RFC 4443 §3.2).",
        ),
        first,
        lambda h: h.type == TOO_BIG,
    )
    pointer = reading(
        u32("icmpv6.pointer", "Pointer", explain="Which byte of the quoted packet is wrong (RFC 4443 §3.4)."),
        first,
        lambda h: h.type == PROBLEM,
    )


class ProbeRequest(Header):
    """RFC 8335 §2: the last of the first eight bytes."""

    reserved, local = probe_request("icmpv6")


class ProbeReply(Header):
    """RFC 8335 §3: the last of the first eight bytes."""

    state, reserved, active, ipv4, ipv6 = probe_reply("icmpv6")


class Redirect(Header):
    """RFC 4861 §4.5, behind the reserved bytes."""

    target = ipv6(
        "icmpv6.nd.rd.target_address",
        "Target Address",
        explain="The better next hop: another router, or the destination itself (RFC 4861 §4.5).",
    )
    destination = ipv6(
        "icmpv6.rd.na.destination_address",
        "Destination Address",
        explain="For packets to this address the target is the better way (RFC 4861 §4.5).",
    )


REDIRECT_OPTIONS = SIZE + Redirect.size
LINK_OPTION = 8
CHECKSUM = checksum_fields("icmpv6", "icmpv6.checksum_bad.expert")
QUOTED = ChecksumVerdict(UNVERIFIED, reason="in ICMP error packet")
MEANING = group("", "Meaning")
DATA = octets("icmpv6.data", "Data")


def _redirected(h: Any) -> Any:
    """Where a redirect has the option with the packet: first, or behind the link-layer address; 0 for nowhere."""
    behind = (h.peek(REDIRECT_OPTIONS) <= 2) & (h.peek(REDIRECT_OPTIONS + 1) == 1)
    second = REDIRECT_OPTIONS + LINK_OPTION
    place = choose(
        h.peek(REDIRECT_OPTIONS) == REDIRECTED,
        REDIRECT_OPTIONS,
        choose(behind & (h.peek(second) == REDIRECTED), second, 0),
    )
    return choose(h.type == REDIRECT, choose(_units(h, place) > 0, place, 0), 0)


def _units(h: Any, place: Any) -> Any:
    """The length of the option at one of the two places, in units of 8 bytes."""
    return choose(place == REDIRECT_OPTIONS, h.peek(REDIRECT_OPTIONS + 1), h.peek(REDIRECT_OPTIONS + LINK_OPTION + 1))


def _header_length(h: Any) -> Any:
    place = _redirected(h)
    whole = greater(h.available, SIZE)
    return choose(_is_error(h) | _is_echo(h), SIZE, choose(place > 0, place + SIZE, whole))


def _payload_length(h: Any) -> Any:
    """A quoted packet ends where its length says (RFC 4884 §4.4), or with its option; else with the message."""
    place = _redirected(h)
    told = choose(_may_have_length(h) & (h.first > 0), h.first * 8, h.available)
    return choose(place > 0, (_units(h, place) - 1) * 8, told)


def _quoted_version(h: Any) -> Any:
    place = _redirected(h)
    behind = choose(
        place == REDIRECT_OPTIONS, h.peek(REDIRECT_OPTIONS + SIZE), h.peek(REDIRECT_OPTIONS + LINK_OPTION + SIZE)
    )
    octet = choose(place > 0, behind, h.peek(SIZE))
    return choose((_is_error(h) | (place > 0)) & (octet >> 4 == 6), 6, NOTHING)


def details(layer: Layer[ICMPv6Header], cursor: Cursor) -> None:
    header = layer.header
    _name_code(layer)
    field = layer.field(ICMPv6Header.checksum)
    CHECKSUM.tell(layer, layer.fields, field, QUOTED if layer.quoted else verify_segment(layer, NUMBER, field.start))
    if header.type in MESSAGES:
        cursor.position = layer.start + ICMPv6Header.first.first_byte
        MESSAGES[header.type](layer, cursor)
    elif header.type == REDIRECT:
        _read_redirect(layer, cursor)
    elif _is_probe(header):
        kind = ProbeRequest if header.type == PROBE else ProbeReply
        kind.read(cursor.data, layer.start + SIZE - 1, layer.stop, cursor.fields)
        if cursor.remaining:
            read_extensions(layer, cursor)
    elif not (_is_error(header) | _is_echo(header)):
        cursor.position = layer.start + ICMPv6Header.first.first_byte
        cursor.take(DATA, cursor.remaining)


def _read_redirect(layer: Layer[ICMPv6Header], cursor: Cursor) -> None:
    """Options up to the head of the one that holds a packet, or all of them."""
    cursor.header(Redirect)
    place = _redirected(layer.header)
    if not place:
        read_options(layer, cursor)
        return
    if place > REDIRECT_OPTIONS:
        with cursor.limit(LINK_OPTION):
            read_options(layer, cursor)
    read_redirected_head(cursor)


def _name_code(layer: Layer[ICMPv6Header]) -> None:
    header = layer.header
    if header.type not in CODES:
        return
    name = CODES[header.type].get(header.code, "Unknown")
    field = layer.field(ICMPv6Header.code)
    field.shown = f"{header.code} ({name})"
    meaning = MEANINGS.get((header.type, header.code))
    if meaning is not None:
        field.children.append(Field(MEANING, None, field.start, field.stop, heading=meaning))


def trailer(layer: Layer[ICMPv6Header], cursor: Cursor) -> None:
    """Extensions behind a packet that is quoted with its length, or options behind a redirected one."""
    header = layer.header
    if _may_have_length(header) and header.first:
        cursor.position = max(cursor.position, layer.start + SIZE + header.first * 8)
        if cursor.remaining > 0:
            read_extensions(layer, cursor)
    elif header.type == REDIRECT:
        cursor.position = max(cursor.position, layer.payload_stop)
        read_options(layer, cursor)


def info(layer: Layer[ICMPv6Header]) -> str:
    header = layer.header
    line = TYPES.get(header.type, f"Unknown ({header.type})")
    if header.type in CODES:
        line += f" ({CODES[header.type].get(header.code, 'Unknown')})"
    if _is_echo(header):
        line += f" id=0x{header.identifier:04x}, seq={header.sequence}"
        below = layer.below
        if below is not None and below.protocol.name == "ipv6":
            line += f", hop limit={below.header.hop_limit}"
        return line
    target = layer.find("icmpv6.nd.ns.target_address") or layer.find("icmpv6.nd.na.target_address")
    if target is None:
        return line
    address = layer.find("icmpv6.opt.linkaddr")
    if header.type == 135:
        return f"{line} for {target.text}" + (f" from {address.text}" if address else "")
    flags = layer.find("icmpv6.nd.na.flag")
    number = int(flags.value) >> 29 if flags is not None and isinstance(flags.value, int) else 0
    names = [name for bit, name in ((4, "rtr"), (2, "sol"), (1, "ovr")) if number & bit]
    is_at = f" is at {address.text}" if address else ""
    return f"{line} {target.text} ({', '.join(names) or 'none'}){is_at}"


ICMPV6 = Protocol(
    name="icmpv6",
    title="Internet Control Message Protocol v6",
    short="ICMPv6",
    references=("RFC 4443", "RFC 4861", "RFC 4884", "RFC 2710", "RFC 3810", "RFC 3971", "RFC 6275", "RFC 8106"),
    limitations=(
        "router renumbering, node information, RPL and MPL control stay data",
        "requests are not paired with their answers",
    ),
    explain="How IPv6 tells errors, how ping asks whether a machine is there, and how machines find each other, "
    "their routers and their addresses on a link (RFC 4443, RFC 4861).",
    header=ICMPv6Header,
    rides_on=(("ip.proto", NUMBER),),
    header_length=_header_length,
    payload_length=_payload_length,
    next=lambda h: (("ip.version", _quoted_version(h)),),
    quotes=True,
    details=details,
    trailer=trailer,
    info=info,
)

PROTOCOLS = (ICMPV6,)
