"""PPP (RFC 1661), with or without the address and control bytes of HDLC framing (RFC 1662)."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import u8, u16
from dissectors.header import Header, choose
from dissectors.names.ppp_protocols import PPP_PROTOCOLS
from dissectors.protocol import NOTHING, Layer, Protocol

ALL_STATIONS, UNNUMBERED_INFORMATION = 0xFF, 0x03
CISCO_UNICAST, CISCO_MULTICAST = 0x0F, 0x8F

ADDRESS = u8(
    "ppp.address",
    "Address",
    hex_digits=2,
    explain="Always 0xff, all stations: a PPP link has two ends (RFC 1662 §3.1).",
)
CONTROL = u8("ppp.control", "Control", hex_digits=2, explain="Always 3, unnumbered information (RFC 1662 §3.1).")
PROTOCOL = u16(
    "ppp.protocol",
    "Protocol",
    values=PPP_PROTOCOLS,
    hex_digits=4,
    explain="What is carried. Its last bit is always 1, so that a first byte that is odd is the whole field "
    "(RFC 1661 §2, §6.5).",
)


def is_cisco(header: Header) -> bool:
    """Cisco HDLC, which link types of PPP are used for too."""
    return (header.peek(0) == CISCO_UNICAST) | (header.peek(0) == CISCO_MULTICAST)


def protocol_start(header: Header) -> int:
    """Offset of the protocol field: address and control may be left out (RFC 1661 §6.6)."""
    return choose((header.peek(0) == ALL_STATIONS) & (header.peek(1) == UNNUMBERED_INFORMATION), 2, 0)


def is_compressed(header: Header) -> bool:
    return (header.peek(protocol_start(header)) & 1) == 1


def protocol_of(header: Header) -> int:
    start = protocol_start(header)
    first = header.peek(start)
    return choose(is_compressed(header), first, first * 256 + header.peek(start + 1))


def header_length(header: Header) -> int:
    return choose(is_cisco(header), 0, protocol_start(header) + choose(is_compressed(header), 1, 2))


def following(header: Header) -> tuple[tuple[str, int], ...]:
    return (
        ("ppp.chdlc", choose(is_cisco(header), 0, NOTHING)),
        ("ppp.protocol", choose(is_cisco(header), NOTHING, protocol_of(header))),
    )


def details(layer: Layer[Header], cursor: Cursor) -> None:
    header = layer.header
    if is_cisco(header):
        return
    if protocol_start(header):
        cursor.take(ADDRESS)
        cursor.take(CONTROL)
    cursor.take(PROTOCOL, 1 if is_compressed(header) else 2)


def info(layer: Layer[Header]) -> str:
    number = protocol_of(layer.header)
    layer.protocol_name = f"0x{number:04x}"
    return f"PPP {PPP_PROTOCOLS.get(number, 'Unknown')} (0x{number:04x})"


PPP = Protocol(
    name="ppp",
    title="Point-to-Point Protocol",
    short="PPP",
    references=("RFC 1661", "RFC 1662"),
    limitations=("multilink, compressed and encrypted payloads are not decoded",),
    explain="Carries packets over a link with two ends, such as DSL or a modem, after the ends agreed on its terms.",
    header=Header,
    rides_on=(
        ("link_type", 9),
        ("link_type", 50),
        ("pppoe.session", 0),
        ("gre.proto", 0x880B),
        ("sll.ltype", 7),
        ("raw.ppp", 0),
    ),
    header_length=header_length,
    next=following,
    details=details,
    info=info,
)

PROTOCOLS = (PPP,)
