"""802.1ad: a provider's VLAN tag, alone, around another of its kind, or around a customer's 802.1Q tag."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import bits, octets, only, reading, u16, unused
from dissectors.header import Header, choose
from dissectors.link.ethernet_trailer import take_trailer
from dissectors.names.ethertypes import ETHERTYPES
from dissectors.protocol import Layer, Protocol
from dissectors.protocols.ethernet import first_word
from dissectors.protocols.vlan import PRIORITIES, VLANHeader

SERVICE_TAG = 0x88A8
TRAILER = octets("ieee8021ah.trailer", "Trailer", explain="Bytes behind what the packet says is its end.")


def is_double(header: ServiceTagHeader) -> bool:
    """Another service tag follows, which belongs to the same layer. Works on columns too."""
    return header.type == SERVICE_TAG


class ServiceTagHeader(Header):
    """IEEE 802.1Q §9.6, the tag of a provider bridge; the type is that behind the tag."""

    priority = bits(3, "ieee8021ad.priority", "Priority", values=PRIORITIES, explain=VLANHeader.priority.explain)
    dei = bits(1, "ieee8021ad.dei", "Drop eligible", explain=VLANHeader.dei.explain)
    place = unused(12)
    id = reading(
        bits(
            12,
            "ieee8021ad.id",
            "VLAN id",
            explain="The provider's number for the customer, whose own tag may follow (IEEE 802.1Q §9.6).",
        ),
        place,
        lambda h: h.type != SERVICE_TAG,
    )
    service_id = reading(
        bits(12, "ieee8021ad.svid", "Service VLAN id", explain="The provider's number for the customer."),
        place,
        is_double,
    )
    type = only(u16("ieee8021ah.etype", "Type", values=ETHERTYPES, hex_digits=4), lambda h: h.type != SERVICE_TAG)


class CustomerTagHeader(Header):
    """The second tag of the same kind."""

    priority = bits(3, "ieee8021ad.priority", "Priority", values=PRIORITIES)
    dei = bits(1, "ieee8021ad.dei", "Drop eligible")
    id = bits(12, "ieee8021ad.cvid", "Customer VLAN id", explain="The customer's number for the virtual network.")
    type = u16("ieee8021ah.etype", "Type", values=ETHERTYPES, hex_digits=4)


def details(layer: Layer[ServiceTagHeader], cursor: Cursor) -> None:
    if is_double(layer.header):
        cursor.header(CustomerTagHeader)


def heading(layer: Layer[ServiceTagHeader]) -> str:
    if not is_double(layer.header):
        return f"IEEE 802.1ad, ID: {layer.header.id}"
    return f"IEEE 802.1ad, S-VID: {layer.header.id}, C-VID: {first_word(layer.header, 4) & 0xFFF}"


SERVICE_VLAN = Protocol(
    name="ieee8021ad",
    title="IEEE 802.1ad",
    short="802.1ad",
    stack="ieee8021ad:ethertype",
    references=("IEEE 802.1Q", "IEEE 802.1ad"),
    explain="A provider's VLAN tag around what the customer sent.",
    header=ServiceTagHeader,
    rides_on=(("ethertype", SERVICE_TAG),),
    header_length=lambda h: choose(is_double(h), 8, 4),
    next=lambda h: (("ethertype", choose(is_double(h), first_word(h, 6), h.type)),),
    details=details,
    trailer=lambda layer, cursor: take_trailer(layer, cursor, TRAILER, 0),
    heading=heading,
    info=lambda layer: f"PRI: {layer.header.priority}  DROP: {layer.header.dei} ID: {layer.header.id}",
)

PROTOCOLS = (SERVICE_VLAN,)
