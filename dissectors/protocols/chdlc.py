"""Cisco HDLC (RFC 1547 §4.3.1) and SLARP, by which its two ends see that the link lives."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import ipv4, u8, u16, u32
from dissectors.header import Header, choose
from dissectors.names.ethertypes import ETHERTYPES, IPV4, IPV6, MPLS, MPLS_MULTICAST
from dissectors.protocol import NOTHING, Layer, Protocol

SLARP_TYPE = 0x8035
REQUEST, REPLY, KEEPALIVE = 0, 1, 2


class CiscoHeader(Header):
    """Address, control, and an ethertype or Cisco's own number."""

    address = u8("chdlc.address", "Address", values={0x0F: "Unicast", 0x8F: "Multicast"}, hex_digits=2)
    control = u8("chdlc.control", "Control", hex_digits=2)
    protocol = u16(
        "chdlc.protocol",
        "Protocol",
        values=ETHERTYPES | {SLARP_TYPE: "SLARP", 0x4242: "Spanning Tree BPDU", 0xFEFE: "OSI"},
        hex_digits=4,
        explain="What is carried: an ethertype, or a number of Cisco's such as 0x8035 for keepalives.",
    )


def following(header: CiscoHeader) -> tuple[tuple[str, int], ...]:
    number = header.protocol
    is_ethertype = (number == IPV4) | (number == IPV6) | (number == MPLS) | (number == MPLS_MULTICAST)
    return (("chdlc.protocol", number), ("ethertype", choose(is_ethertype, number, NOTHING)))


CHDLC = Protocol(
    name="chdlc",
    title="Cisco HDLC",
    short="CHDLC",
    references=("RFC 1547",),
    explain="Cisco's framing on serial lines.",
    header=CiscoHeader,
    rides_on=(("link_type", 104), ("ppp.chdlc", 0)),
    next=following,
    info=lambda layer: f"Protocol 0x{layer.header.protocol:04x}",
)


class SLARPHeader(Header):
    """The packet's type, which decides what follows."""

    type = u32("slarp.ptype", "Packet type", values={REQUEST: "Request", REPLY: "Reply", KEEPALIVE: "Line keepalive"})


ADDRESS = ipv4("slarp.address", "Address")
NETMASK = ipv4("slarp.netmask", "Netmask")
MY_SEQUENCE = u32("slarp.mysequence", "Outgoing sequence number")
YOUR_SEQUENCE = u32("slarp.yoursequence", "Returned sequence number", explain="The last that came from the other end.")
RELIABILITY = u16("slarp.reliability", "Reliability", hex_digits=4)


def slarp_details(layer: Layer[SLARPHeader], cursor: Cursor) -> None:
    if layer.header.type in (REQUEST, REPLY):
        cursor.take(ADDRESS)
        cursor.take(NETMASK)
    elif layer.header.type == KEEPALIVE:
        cursor.take(MY_SEQUENCE)
        cursor.take(YOUR_SEQUENCE)
        cursor.take(RELIABILITY)


def slarp_info(layer: Layer[SLARPHeader]) -> str:
    if layer.header.type == KEEPALIVE:
        outgoing, returned = layer.find("slarp.mysequence"), layer.find("slarp.yoursequence")
        if outgoing is not None and returned is not None:
            return f"Line keepalive, outgoing sequence {outgoing.text}, returned sequence {returned.text}"
    return SLARPHeader.type.text(layer.header.type)


SLARP = Protocol(
    name="slarp",
    title="Cisco SLARP",
    short="SLARP",
    references=("RFC 1547",),
    explain="Keepalives of Cisco HDLC, with sequence numbers that show losses.",
    header=SLARPHeader,
    rides_on=(("chdlc.protocol", SLARP_TYPE),),
    details=slarp_details,
    info=slarp_info,
)

PROTOCOLS = (CHDLC, SLARP)
