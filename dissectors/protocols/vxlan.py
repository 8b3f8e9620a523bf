"""VXLAN (RFC 7348): Ethernet frames inside UDP."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import Field, flag, u8, u16, u24, unused
from dissectors.header import Header
from dissectors.protocol import Layer, Protocol

RESERVED_FLAGS = 0x77B7
WORDS = ("False", "True")

FLAGS_RESERVED = u16("vxlan.flags_reserved", "Reserved flags", hex_digits=4)


class VXLANHeader(Header):
    """RFC 7348 §5, with the group policy extension's flags and id."""

    flags = u16(
        "vxlan.flags",
        "Flags",
        hex_digits=4,
        parts=(
            flag("vxlan.flag_g", "Group policy extension", values=("Not defined", "Defined")),
            unused(3),
            flag("vxlan.flag_i", "Network id is valid", values=WORDS),
            unused(4),
            flag("vxlan.flag_d", "Don't learn", values=WORDS),
            unused(2),
            flag("vxlan.flag_a", "Policy applied", values=WORDS),
            unused(3),
        ),
        explain="Only the bit that says that the network id is valid is set in plain VXLAN (RFC 7348 §5).",
    )
    group_policy = u16("vxlan.gbp", "Group policy id", explain="The sender's security group, where that flag is set.")
    vni = u24(
        "vxlan.vni",
        "VXLAN network identifier",
        explain="Which of 16 million virtual networks the frame inside belongs to (RFC 7348 §5).",
    )
    reserved = u8("vxlan.reserved8", "Reserved")


def details(layer: Layer[VXLANHeader], cursor: Cursor) -> None:
    flags = layer.field(VXLANHeader.flags)
    flags.children.append(Field(FLAGS_RESERVED, layer.header.flags & RESERVED_FLAGS, flags.start, flags.stop))


VXLAN = Protocol(
    name="vxlan",
    title="Virtual eXtensible Local Area Network",
    short="VXLAN",
    references=("RFC 7348",),
    limitations=("the generic protocol extension on port 4790 is not decoded",),
    explain="Carries Ethernet frames of a virtual network over IP, mostly inside data centres.",
    header=VXLANHeader,
    rides_on=(("udp.port", 4789), ("udp.port", 8472)),
    next=lambda h: (("vxlan.next", 0),),
    details=details,
    info=lambda layer: f"VXLAN network {layer.header.vni}",
)

PROTOCOLS = (VXLAN,)
