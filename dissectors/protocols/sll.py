"""Linux cooked captures, of the interface `any`: a header that the kernel made up (LINKTYPE_LINUX_SLL, SLL2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, ipv4, mac, octets, reading, u8, u16, u32, unused
from dissectors.header import Header, choose
from dissectors.link.ethernet_trailer import take_trailer
from dissectors.names.ethertypes import ETHERTYPES
from dissectors.names.hardware_types import GRE_OVER_IP, HARDWARE_TYPES
from dissectors.protocol import NOTHING, Layer, Protocol

LARGEST_LINUX_TYPE = 1536
"""Up to here the protocol is Linux's own number, beyond it an ethertype (if_ether.h)."""
ADDRESS_BYTES = 8
PACKET_TYPES = {0: "Unicast to us", 1: "Broadcast", 2: "Multicast", 3: "Unicast to another host", 4: "Sent by us"}
LINUX_TYPES = {1: "Raw 802.3", 4: "802.2 LLC", 7: "PPP (HDLC)", 0xC: "CAN", 0xD: "CAN FD", 0xF6: "IEEE 802.15.4"}

OTHER_SOURCE = octets("sll.src.other", "Source")
UNUSED = octets("sll.unused", "Unused", explain="The address field has 8 bytes, whatever the address needs.")
BEHIND = octets("", "Behind the packet")
TRAILER = octets("sll.trailer", "Trailer", explain="Bytes behind what the packet says is its end.")

ADDRESS_EXPLANATION = "The sender's address on the link. Cooked captures hold no receiver's address."
TYPE_EXPLANATION = "What is carried: an ethertype, or below 1537 a number of Linux itself."


def packet_type(declare: FieldSpec[int]) -> FieldSpec[int]:
    declare.values = PACKET_TYPES
    declare.explain = "Whether the frame was for this machine, for all, for some, for another, or sent by it."
    return declare


def is_linux_type(header: SLLHeader | SLL2Header) -> bool:
    return header.protocol <= LARGEST_LINUX_TYPE


def is_gre_type(header: SLLHeader | SLL2Header) -> bool:
    return (header.protocol > LARGEST_LINUX_TYPE) & (header.hardware_type == GRE_OVER_IP)


def is_ethertype(header: SLLHeader | SLL2Header) -> bool:
    return (header.protocol > LARGEST_LINUX_TYPE) & (header.hardware_type != GRE_OVER_IP)


def protocol_readings(place: FieldSpec[int]) -> tuple[FieldSpec[int], FieldSpec[int], FieldSpec[int]]:
    """The protocol as Linux's own number, as one of GRE's, and as an ethertype."""

    def declare(name: str, values: dict[int, str], when: Callable[[Any], bool]) -> FieldSpec[int]:
        return reading(u16(name, "Protocol", values=values, hex_digits=4, explain=TYPE_EXPLANATION), place, when)

    return (
        declare("sll.ltype", LINUX_TYPES, is_linux_type),
        declare("sll.gretype", ETHERTYPES, is_gre_type),
        declare("sll.etype", ETHERTYPES, is_ethertype),
    )


def address_readings(place: FieldSpec[int]) -> tuple[FieldSpec[bytes], FieldSpec[int]]:
    """The address where it is one of Ethernet's, and where it is one of IPv4's."""
    return (
        reading(mac("sll.src.eth", "Source", explain=ADDRESS_EXPLANATION), place, lambda h: h.address_length == 6),
        reading(ipv4("sll.src.ipv4", "Source", explain=ADDRESS_EXPLANATION), place, lambda h: h.address_length == 4),
    )


class SLLHeader(Header):
    """LINKTYPE_LINUX_SLL."""

    packet_type = packet_type(u16("sll.pkttype", "Packet type"))
    hardware_type = u16("sll.hatype", "Link-layer address type", values=HARDWARE_TYPES)
    address_length = u16("sll.halen", "Link-layer address length")
    address = unused(64)
    ethernet_source, ipv4_source = address_readings(address)
    protocol = unused(16)
    linux_type, gre_type, ethertype = protocol_readings(protocol)


class SLL2Header(Header):
    """LINKTYPE_LINUX_SLL2, which adds the interface."""

    protocol = unused(16)
    linux_type, gre_type, ethertype = protocol_readings(protocol)
    reserved = unused(16)
    interface = u32(
        "sll.ifindex", "Interface index", explain="The kernel's number of the interface, as `ip link` shows it."
    )
    hardware_type = u16("sll.hatype", "Link-layer address type", values=HARDWARE_TYPES)
    packet_type = packet_type(u8("sll.pkttype", "Packet type"))
    address_length = u8("sll.halen", "Link-layer address length")
    address = unused(64)
    ethernet_source, ipv4_source = address_readings(address)


def details(layer: Layer[SLLHeader | SLL2Header], cursor: Cursor) -> None:
    header = layer.header
    start = layer.start + type(header).address.first_byte
    used = min(header.address_length, ADDRESS_BYTES)
    data = cursor.data[start : start + ADDRESS_BYTES]
    if used and header.address_length not in (4, 6):
        cursor.add(OTHER_SOURCE, data[:used], start, start + used)
    if used < ADDRESS_BYTES:
        cursor.add(UNUSED, data[used:], start + used, start + ADDRESS_BYTES)
    layer.fields.sort(key=lambda field: field.start)


def trailer(layer: Layer[SLLHeader | SLL2Header], cursor: Cursor) -> None:
    if is_ethertype(layer.header):
        take_trailer(layer, cursor, TRAILER, 0)
    else:
        cursor.take(BEHIND, cursor.remaining)


def following(header: SLLHeader | SLL2Header) -> tuple[tuple[str, int], ...]:
    return (
        ("ethertype", choose(is_ethertype(header), header.protocol, NOTHING)),
        ("sll.ltype", choose(is_linux_type(header), header.protocol, NOTHING)),
        ("gre.proto", choose(is_gre_type(header), header.protocol, NOTHING)),
        # GRE's numbers are ethertypes, of which these have no entry of their own there.
        ("ethertype", choose(is_gre_type(header), header.protocol, NOTHING)),
    )


def stack(layer: Layer[SLLHeader | SLL2Header]) -> str:
    return "sll:ethertype" if is_ethertype(layer.header) else "sll"


def info(layer: Layer[SLLHeader | SLL2Header]) -> str:
    header = layer.header
    if is_ethertype(header):
        layer.protocol_name = f"0x{header.protocol:04x}"
    return PACKET_TYPES.get(header.packet_type, f"Unknown ({header.packet_type})")


def heading(layer: Layer[SLLHeader | SLL2Header]) -> str:
    return layer.protocol.title


EXPLANATION = "Stands in for the link layer where one capture has frames of all interfaces. Only Linux makes it."

SLL = Protocol[SLLHeader | SLL2Header](
    name="sll",
    title="Linux cooked capture v1",
    short="SLL",
    stack=stack,
    references=("LINKTYPE_LINUX_SLL",),
    limitations=("Netlink messages are not decoded",),
    explain=EXPLANATION,
    header=SLLHeader,
    rides_on=(("link_type", 113),),
    next=following,
    details=details,
    trailer=trailer,
    heading=heading,
    info=info,
)
SLL2 = Protocol[SLLHeader | SLL2Header](
    name="sll2",
    title="Linux cooked capture v2",
    short="SLL",
    also=("sll",),
    stack=stack,
    references=("LINKTYPE_LINUX_SLL2",),
    limitations=("Netlink messages are not decoded",),
    explain=EXPLANATION,
    header=SLL2Header,
    rides_on=(("link_type", 276),),
    next=following,
    details=details,
    trailer=trailer,
    heading=heading,
    info=info,
)

PROTOCOLS = (SLL, SLL2)
