"""Ethernet II and IEEE 802.3: two addresses and what comes next."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, flag, mac, octets, u16, unused
from dissectors.header import Header, choose
from dissectors.names.ethertypes import ETHERTYPES
from dissectors.protocol import NOTHING, UNLIMITED, Layer, Protocol

LARGEST_LENGTH = 1500
"""Up to here the type field is an 802.3 length (IEEE 802.3 §3.2.6)."""

PADDING = octets(
    "eth.padding",
    "Padding",
    explain="Zeros that fill a short frame up to the 60 bytes that Ethernet demands (IEEE 802.3 §4.2.3.3).",
)
TRAILER = octets("eth.trailer", "Trailer", explain="Bytes behind what the packet says is its end.")


def address_bits(side: str) -> tuple[FieldSpec[int], ...]:
    """The two lowest bits of an address's first byte, which say what kind of address it is."""
    return (
        unused(6),
        flag(
            f"eth.{side}.lg",
            "LG bit",
            values=("globally unique (factory default)", "locally administered"),
            also=("eth.lg",),
            explain="Whether the maker assigned the address or somebody set it here (IEEE 802 §8.2).",
        ),
        flag(
            f"eth.{side}.ig",
            "IG bit",
            values=("individual (unicast)", "group (multicast or broadcast)"),
            also=("eth.ig",),
            explain="Whether one station is meant or a group of them (IEEE 802 §8.2).",
        ),
    )


class EthernetHeader(Header):
    """IEEE 802.3 §3.1.1: where to, where from, and the type of what is carried or its length."""

    destination = mac(
        "eth.dst",
        "Destination",
        also=("eth.addr",),
        parts=address_bits("dst"),
        explain="The hardware address of the next receiver on this link, not of the final one. On loopback it is "
        "all zeros, because no hardware is involved (IEEE 802.3 §3.2.4).",
    )
    source = mac(
        "eth.src",
        "Source",
        also=("eth.addr",),
        parts=address_bits("src"),
        explain="The hardware address of the sender on this link: the last router's, if the packet came from afar "
        "(IEEE 802.3 §3.2.5).",
    )
    type = u16(
        "eth.type",
        "Type",
        values=ETHERTYPES,
        hex_digits=4,
        explain="What the frame carries: 0x0800 is IPv4, 0x86dd IPv6, 0x0806 ARP. At most 1500 means that it is a "
        "length instead (IEEE 802.3 §3.2.6).",
    )


def trailer(layer: Layer[EthernetHeader], cursor: Cursor) -> None:
    rest = cursor.peek(cursor.remaining)
    cursor.take(TRAILER if any(rest) else PADDING, len(rest))


ETHERNET = Protocol(
    name="eth",
    title="Ethernet II",
    short="Ethernet",
    stack="eth:ethertype",
    references=("IEEE 802.3",),
    explain="The link layer: carries a packet to the next machine on the same network.",
    header=EthernetHeader,
    rides_on=(("link_type", 1),),
    length=lambda h: choose(h.type <= LARGEST_LENGTH, 14 + h.type, UNLIMITED),
    next=lambda h: (
        ("ethertype", choose(h.type <= LARGEST_LENGTH, NOTHING, h.type)),
        ("eth.length", choose(h.type <= LARGEST_LENGTH, 0, NOTHING)),
    ),
    source=EthernetHeader.source,
    destination=EthernetHeader.destination,
    trailer=trailer,
    heading=lambda layer: (
        "Ethernet II, "
        f"Src: {EthernetHeader.source.text(layer.header.source)}, "
        f"Dst: {EthernetHeader.destination.text(layer.header.destination)}"
    ),
    info=lambda layer: f"0x{layer.header.type:04x}",
)

PROTOCOLS = (ETHERNET,)
