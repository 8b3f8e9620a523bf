"""Raw IP: no link layer at all, the first four bits tell the version (LINKTYPE_RAW and the numbers systems gave it)."""

from __future__ import annotations

from dissectors.header import Header, choose
from dissectors.protocol import NOTHING, Key, Layer, Protocol

LINKTYPE_IPV4, LINKTYPE_IPV6 = 228, 229
PPP_ADDRESS, PPP_CONTROL = 0xFF, 0x03


def version(header: Header) -> int:
    """The first four bits; -1 of an empty frame. Works on columns too."""
    return header.peek(0) // 16


def following(header: Header) -> tuple[Key, ...]:
    is_ppp = (header.peek(0) == PPP_ADDRESS) & (header.peek(1) == PPP_CONTROL)
    return (("raw.ppp", choose(is_ppp, 0, NOTHING)), ("ip.version", version(header)))


RAW = Protocol(
    name="raw",
    title="Raw packet data",
    short="N/A",
    references=("LINKTYPE_RAW",),
    explain="The interface has no link layer: the frame begins with the IP header.",
    header=Header,
    rides_on=(("link_type", 101), ("link_type", 12), ("link_type", 14)),
    header_length=lambda h: 0,
    next=following,
    info=lambda layer: "Raw packet data",
)


def declared_stack(layer: Layer[Header]) -> str:
    """Wireshark names no layer here, but IPv4 where the file says that and the packet is IPv6."""
    return "ip" if layer.frame.link_type == LINKTYPE_IPV4 and version(layer.header) == 6 else ""


DECLARED_IP = Protocol(
    name="raw.ip",
    title="Raw IP",
    short="IP",
    stack=declared_stack,
    references=("LINKTYPE_IPV4", "LINKTYPE_IPV6"),
    explain="The file says which version of IP its frames begin with; what the packet itself says counts more.",
    header=Header,
    rides_on=(("link_type", LINKTYPE_IPV4), ("link_type", LINKTYPE_IPV6)),
    header_length=lambda h: 0,
    next=lambda h: (("ip.version", version(h)),),
)

PROTOCOLS = (RAW, DECLARED_IP)
