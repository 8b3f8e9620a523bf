"""Ethernet II and IEEE 802.3: two addresses and what comes next, or how long it is."""

from __future__ import annotations

from collections.abc import Iterator

from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, FieldSpec, flag, group, mac, reading, u16, uint, unused
from dissectors.header import Header, choose
from dissectors.link.ethernet_trailer import TRAILER, take_trailer
from dissectors.names.ethertypes import ETHERTYPES
from dissectors.protocol import NOTHING, UNLIMITED, Key, Layer, Protocol

LARGEST_LENGTH = 1500
"""Up to here the type field is an 802.3 length (IEEE 802.3 §3.2.6)."""
SMALLEST_TYPE = 1536
RAW_IPX = 0xFFFF
"""First word of a payload that is Novell's IPX without an LLC header."""

SOURCE_IS_GROUP = group(
    "eth.src_not_group",
    "The source is a group address",
    explain="A frame comes from one station, so its source cannot be a group (IEEE 802.3 §3.2.3).",
)
PAST_END = group(
    "eth.len.past_end",
    "Length beyond the frame's end",
    explain="The sender promises more payload than the frame has (IEEE 802.3 §3.2.6).",
)
INVALID_TYPE = group(
    "eth.invalid_lentype.expert",
    "Neither a length nor a type",
    explain="Lengths end at 1500, types begin at 1536; between them nothing is defined (IEEE 802.3 §3.2.6).",
)


def address_parts(side: str) -> tuple[FieldSpec[int], ...]:
    """The maker's number, and the two lowest bits of the first byte, which say what kind of address it is."""
    lead = unused(6)
    lg = flag(
        f"eth.{side}.lg",
        "LG bit",
        values=("globally unique (factory default)", "locally administered"),
        also=("eth.lg",),
        explain="Whether the maker assigned the address or somebody set it here (IEEE 802 §8.2).",
    )
    ig = flag(
        f"eth.{side}.ig",
        "IG bit",
        values=("individual (unicast)", "group (multicast or broadcast)"),
        also=("eth.ig",),
        explain="Whether one station is meant or a group of them (IEEE 802 §8.2).",
    )
    maker = uint(24, f"eth.{side}.oui", "Maker (OUI)", also=("eth.addr.oui",), hidden=True)
    return (lead, reading(maker, lead), lg, ig)


def is_length(header: EthernetHeader) -> bool:
    """Of an 802.3 frame; 0 is a type, of frames inside some switches. Works on columns too."""
    return (header.type <= LARGEST_LENGTH) & (header.type > 0)


def is_invalid(header: EthernetHeader) -> bool:
    """Neither a length nor a type. Works on columns too."""
    return (header.type > LARGEST_LENGTH) & (header.type < SMALLEST_TYPE)


class EthernetHeader(Header):
    """IEEE 802.3 §3.1.1: where to, where from, and the type of what is carried or its length."""

    destination = mac(
        "eth.dst",
        "Destination",
        also=("eth.addr",),
        parts=address_parts("dst"),
        explain="The hardware address of the next receiver on this link, not of the final one. On loopback it is "
        "all zeros, because no hardware is involved (IEEE 802.3 §3.2.4).",
    )
    source = mac(
        "eth.src",
        "Source",
        also=("eth.addr",),
        parts=address_parts("src"),
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
    type.when = lambda h: (h.type == 0) | (h.type >= SMALLEST_TYPE)
    length = reading(
        u16(
            "eth.len",
            "Length",
            explain="Bytes of payload. Being at most 1500, it cannot be taken for a type; what is carried is told by "
            "the LLC header that follows (IEEE 802.3 §3.2.6).",
        ),
        type,
        is_length,
    )
    invalid = reading(
        u16(
            "eth.invalid_lentype",
            "Invalid length or type",
            hex_digits=4,
            explain="Between 1500 and 1536, where nothing is defined (IEEE 802.3 §3.2.6).",
        ),
        type,
        is_invalid,
    )


def details(layer: Layer[EthernetHeader], cursor: Cursor) -> None:
    header = layer.header
    if is_invalid(header):
        message = f"{header.type} is too large for a length and too small for a type"
        _warn(layer, cursor, INVALID_TYPE, "warning", message, EthernetHeader.type)
    elif is_length(header):
        if header.available < EthernetHeader.size + header.type:
            message = "The length reaches beyond the end of the frame"
            _warn(layer, cursor, PAST_END, "error", message, EthernetHeader.type)
    elif header.source[0] & 1:
        message = "The source is a group address, which IEEE 802.3 forbids"
        _warn(layer, cursor, SOURCE_IS_GROUP, "warning", message, EthernetHeader.source)


def _warn(
    layer: Layer[EthernetHeader], cursor: Cursor, notice: FieldSpec[None], severity: str, message: str, about: AnySpec
) -> None:
    """Leave a notice about the bytes of a declared field."""
    cursor.notice(notice, severity, message, layer.start + about.first_byte, layer.start + about.last_byte)


def first_word(header: Header, offset: int) -> int:
    """16 bits of the payload, or -1 and less where they are not all there. Works on columns too."""
    return choose(header.peek(offset + 1) < 0, NOTHING, header.peek(offset) * 256 + header.peek(offset + 1))


def following(header: EthernetHeader) -> Iterator[Key]:
    """Where the payload is looked up; that of the few frames with a length is read only if there are some."""
    yield "ethertype", choose(header.type >= SMALLEST_TYPE, header.type, NOTHING)
    yield "eth.length", choose(is_length(header) & (first_word(header, EthernetHeader.size) != RAW_IPX), 0, NOTHING)


def trailer(layer: Layer[EthernetHeader], cursor: Cursor) -> None:
    below = layer.below.protocol.name if layer.below is not None else ""
    take_trailer(layer, cursor, TRAILER, layer.frame.fcs_length if below in ("frame", "vxlan") else 0)


def stack(layer: Layer[EthernetHeader]) -> str:
    return "eth" if is_length(layer.header) or is_invalid(layer.header) else "eth:ethertype"


def heading(layer: Layer[EthernetHeader]) -> str:
    header = layer.header
    if is_length(header):
        return f"IEEE 802.3 Ethernet {'Raw ' if first_word(header, EthernetHeader.size) == RAW_IPX else ''}"
    return (
        f"Ethernet {'Unknown' if is_invalid(header) else 'II'}, "
        f"Src: {EthernetHeader.source.text(header.source)}, Dst: {EthernetHeader.destination.text(header.destination)}"
    )


def info(layer: Layer[EthernetHeader]) -> str:
    header = layer.header
    if is_invalid(header):
        return f"Ethernet Unknown: Invalid length/type: 0x{header.type:04x} ({header.type})"
    if is_length(header):
        return heading(layer)
    layer.protocol_name = f"0x{header.type:04x}"
    return ETHERTYPES.get(header.type, "Ethernet II")


ETHERNET = Protocol(
    name="eth",
    title="Ethernet",
    short="Ethernet",
    stack=stack,
    references=("IEEE 802.3", "IEEE 802"),
    limitations=("Cisco ISL frames and trailers of network taps are not decoded",),
    explain="The link layer: carries a packet to the next machine on the same network.",
    header=EthernetHeader,
    rides_on=(
        ("link_type", 1),
        ("ethertype", 0x6558),
        ("gre.proto", 0x6558),
        ("chdlc.protocol", 0x6558),
        ("llc.bridged", 0),
        ("pweth", 0),
        ("vxlan.next", 0),
    ),
    payload_length=lambda h: choose(is_length(h), h.type, UNLIMITED),
    next=following,
    source=EthernetHeader.source,
    destination=EthernetHeader.destination,
    details=details,
    trailer=trailer,
    heading=heading,
    info=info,
)

PROTOCOLS = (ETHERNET,)
