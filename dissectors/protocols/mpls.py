"""MPLS label stack (RFC 3032), and the control words of pseudowires (RFC 4385).

A label does not tell what it carries. Behind the last one the first four bits are asked, as routers do (RFC 4928).
"""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import bits, group, u8, u16, unused
from dissectors.header import Header, choose
from dissectors.names.mpls import CHANNEL_TYPES, SPECIAL_LABELS
from dissectors.protocol import NOTHING, Layer, Protocol
from dissectors.protocols.ethernet import first_word

LARGEST_SPECIAL_LABEL = 15
GENERIC_CHANNEL, OAM_ALERT = 13, 14
BRIDGED_TYPES = (0x0800, 0x0806, 0x86DD, 0x8100, 0x88A8, 0x8863, 0x8864, 0x8847, 0x88CC, 0x888E)
"""Ethertypes by which a frame without control word is recognised."""

INVALID_LABEL = group("mpls.invalid_label", "Label in the wrong place")


def label_text(label: int) -> str:
    if label > LARGEST_SPECIAL_LABEL:
        return str(label)
    return f"{label} ({SPECIAL_LABELS.get(label, 'Reserved - Unknown')})"


class MPLSHeader(Header):
    """RFC 3032 §2.1: one entry of the stack."""

    label = bits(
        20,
        "mpls.label",
        "MPLS label",
        show=label_text,
        explain="What the next router looks up in place of an address; up to 15 meanings are fixed (RFC 3032 §2.1).",
    )
    experimental = bits(
        3, "mpls.exp", "Traffic class", explain="How urgent the packet is; once called experimental bits (RFC 5462)."
    )
    bottom = bits(
        1,
        "mpls.bottom",
        "Bottom of stack",
        explain="1 in the last label, behind which the packet itself begins (RFC 3032 §2.1).",
    )
    ttl = bits(8, "mpls.ttl", "MPLS TTL", explain="Routers still allowed to forward it (RFC 3032 §2.4).")


def looks_bridged(header: MPLSHeader) -> bool:
    """An Ethernet header stands right behind the label."""
    word = first_word(header, 4 + 12)
    known = word == BRIDGED_TYPES[0]
    for ethertype in BRIDGED_TYPES[1:]:
        known = known | (word == ethertype)
    return known


def following(header: MPLSHeader) -> tuple[tuple[str, int], ...]:
    bottom, nibble = header.bottom == 1, header.peek(4) // 16
    channel = bottom & ((header.label == GENERIC_CHANNEL) | (nibble == 1))
    plain = bottom & (channel == 0) & (header.label != OAM_ALERT)
    bridged = plain & (nibble == 0)
    return (
        ("mpls.stack", choose(bottom, NOTHING, 0)),
        ("mpls.label", choose(bottom, header.label, NOTHING)),
        ("mpls.channel", choose(channel, 0, NOTHING)),
        ("ip.version", choose(plain, nibble, NOTHING)),
        ("mpls.pseudowire", choose(bridged, choose(looks_bridged(header), 0, 1), NOTHING)),
    )


def details(layer: Layer[MPLSHeader], cursor: Cursor) -> None:
    if layer.header.label == GENERIC_CHANNEL and not layer.header.bottom:
        cursor.notice(INVALID_LABEL, "warning", "Label 13 must be the last (RFC 5586)", layer.start, layer.start + 4)


MPLS = Protocol(
    name="mpls",
    title="MultiProtocol Label Switching Header",
    short="MPLS",
    repeats=True,
    references=("RFC 3032", "RFC 4928"),
    limitations=("what OAM alert labels carry is not decoded",),
    explain="A number put before the packet, by which routers of a provider forward it without looking at addresses.",
    header=MPLSHeader,
    rides_on=(
        ("ethertype", 0x8847),
        ("ethertype", 0x8848),
        ("ppp.protocol", 0x0281),
        ("ppp.protocol", 0x0283),
        ("gre.proto", 0x8847),
        ("gre.proto", 0x8848),
        ("ip.proto", 137),
        ("udp.port", 6635),
        ("mpls.stack", 0),
    ),
    next=following,
    details=details,
    heading=lambda layer: (
        f"MultiProtocol Label Switching Header, Label: {label_text(layer.header.label)}, "
        f"Exp: {layer.header.experimental}, S: {layer.header.bottom}, TTL: {layer.header.ttl}"
    ),
    info=lambda layer: "MPLS Label Switched Packet",
)


class ChannelHeader(Header):
    """RFC 4385 §5, RFC 5586 §2.1."""

    first = unused(4)
    version = bits(4, "pwach.ver", "Channel version")
    reserved = u8("pwach.res", "Reserved", hex_digits=2)
    type = u16("pwach.channel_type", "Channel type", values=CHANNEL_TYPES, hex_digits=4)


CHANNEL = Protocol(
    name="pwach",
    title="PW Associated Channel Header",
    short="PW ACH",
    references=("RFC 4385", "RFC 5586"),
    limitations=("of the channels only IPv4 and IPv6 are decoded",),
    explain="Messages about a pseudowire or path, sent the way its packets go.",
    header=ChannelHeader,
    rides_on=(("mpls.channel", 0),),
    next=lambda h: (("pwach.channel_type", h.type),),
    info=lambda layer: CHANNEL_TYPES.get(layer.header.type, f"Channel type 0x{layer.header.type:04x}"),
)


class ControlWordHeader(Header):
    """RFC 4448 §4.6."""

    marker = unused(16)
    sequence_number = u16("pweth.cw.sequence_number", "PW sequence number")


CONTROL_WORD = Protocol(
    name="pwethcw",
    title="PW Ethernet Control Word",
    short="Ethernet PW (CW)",
    stack="pwethheuristic:pwethcw",
    references=("RFC 4448",),
    explain="Stands before an Ethernet frame that a provider carries, so that it is not mistaken for IP.",
    header=ControlWordHeader,
    rides_on=(("mpls.pseudowire", 1),),
    next=lambda h: (("pweth", 0),),
    heading=lambda layer: f"PW Ethernet Control Word, sequence number {layer.header.sequence_number}",
)
NO_CONTROL_WORD = Protocol(
    name="pwethnocw",
    title="PW Ethernet without control word",
    short="Ethernet PW (no CW)",
    stack="pwethheuristic:pwethnocw",
    references=("RFC 4448",),
    explain="An Ethernet frame that a provider carries.",
    header=Header,
    rides_on=(("mpls.pseudowire", 0),),
    header_length=lambda h: 0,
    next=lambda h: (("pweth", 0),),
)

PROTOCOLS = (MPLS, CHANNEL, CONTROL_WORD, NO_CONTROL_WORD)
