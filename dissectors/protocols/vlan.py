"""802.1Q: the tag that says to which virtual network a frame belongs."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, group, octets, reading, u16
from dissectors.header import Header, choose
from dissectors.link.ethernet_trailer import take_trailer
from dissectors.names.ethertypes import ETHERTYPES
from dissectors.protocol import NOTHING, UNLIMITED, Layer, Protocol
from dissectors.protocols.ethernet import LARGEST_LENGTH, RAW_IPX, first_word

PRIORITIES = {
    0: "Best effort (default)",
    1: "Background",
    2: "Spare",
    3: "Excellent effort",
    4: "Controlled load",
    5: "Video, under 100 ms latency and jitter",
    6: "Voice, under 10 ms latency and jitter",
    7: "Network control",
}
TRAILER = octets("vlan.trailer", "Trailer", explain="Bytes behind what the packet says is its end.")
PAST_END = group("vlan.len.past_end", "Length beyond the frame's end")


class VLANHeader(Header):
    """IEEE 802.1Q §9.6: 16 bits of tag, then the type of what is carried or its length."""

    priority = bits(
        3,
        "vlan.priority",
        "Priority",
        values=PRIORITIES,
        explain="Which frames a switch prefers when it is busy (IEEE 802.1Q §6.9.3).",
    )
    dei = flag(
        "vlan.dei",
        "Drop eligible",
        values=("Ineligible", "Eligible"),
        explain="Whether a busy switch may drop this frame before others (IEEE 802.1Q §6.9.3).",
    )
    id = bits(
        12,
        "vlan.id",
        "VLAN id",
        explain="Which virtual network the frame belongs to; 0 means none, only a priority (IEEE 802.1Q §9.6).",
    )
    type = u16(
        "vlan.etype",
        "Type",
        values=ETHERTYPES,
        hex_digits=4,
        explain="What the tagged frame carries, as Ethernet's own type would say.",
    )
    type.when = lambda h: h.type > LARGEST_LENGTH
    length = reading(
        u16("vlan.len", "Length", explain="Bytes of payload, of an 802.3 frame."),
        type,
        lambda h: h.type <= LARGEST_LENGTH,
    )


def details(layer: Layer[VLANHeader], cursor: Cursor) -> None:
    header = layer.header
    if header.type <= LARGEST_LENGTH and header.available < 4 + header.type:
        message = "The length reaches beyond the end of the frame"
        cursor.notice(PAST_END, "error", message, layer.start + 2, layer.start + 4)


def trailer(layer: Layer[VLANHeader], cursor: Cursor) -> None:
    take_trailer(layer, cursor, TRAILER, 0)


VLAN = Protocol(
    name="vlan",
    title="802.1Q Virtual LAN",
    short="VLAN",
    stack=lambda layer: "vlan" if layer.header.type <= LARGEST_LENGTH else "vlan:ethertype",
    references=("IEEE 802.1Q",),
    explain="A tag that says to which virtual network the frame belongs, and its priority.",
    header=VLANHeader,
    rides_on=(("ethertype", 0x8100), ("ethertype", 0x9100)),
    payload_length=lambda h: choose(h.type <= LARGEST_LENGTH, h.type, UNLIMITED),
    next=lambda h: (
        ("ethertype", choose(h.type <= LARGEST_LENGTH, NOTHING, h.type)),
        ("eth.length", choose((h.type <= LARGEST_LENGTH) & (first_word(h, 4) != RAW_IPX), 0, NOTHING)),
    ),
    details=details,
    trailer=trailer,
    heading=lambda layer: (
        f"802.1Q Virtual LAN, PRI: {layer.header.priority}, DEI: {layer.header.dei}, ID: {layer.header.id}"
    ),
    info=lambda layer: f"PRI: {layer.header.priority}  DEI: {layer.header.dei}  ID: {layer.header.id}",
)

PROTOCOLS = (VLAN,)
