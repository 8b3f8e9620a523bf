"""PPP over Ethernet (RFC 2516): discovery, which finds a concentrator, and the session that follows."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import bits, octets, u8, u16
from dissectors.header import Header, choose
from dissectors.link.pppoe_tags import access_concentrator, take_tags
from dissectors.protocol import NOTHING, Layer, Protocol

SESSION_DATA = 0
SESSION_TAGS = (0x0A, 0x0B, 0x0C)
CODES = {
    0x00: "Session Data",
    0x07: "Active Discovery Offer (PADO)",
    0x09: "Active Discovery Initiation (PADI)",
    0x0A: "Active Discovery Session-Grant (PADG)",
    0x0B: "Active Discovery Session-Credit Response (PADC)",
    0x0C: "Active Discovery Quality (PADQ)",
    0x19: "Active Discovery Request (PADR)",
    0x65: "Active Discovery Session-confirmation (PADS)",
    0xA7: "Active Discovery Terminate (PADT)",
    0xD3: "Active Discovery Message (PADM)",
    0xD4: "Active Discovery Network (PADN)",
}
BEHIND = octets("", "Behind the payload")


class PPPoEHeader(Header):
    """RFC 2516 §4."""

    version = bits(4, "pppoe.version", "Version", explain="Always 1 (RFC 2516 §4).")
    type = bits(4, "pppoe.type", "Type", explain="Always 1 (RFC 2516 §4).")
    code = u8("pppoe.code", "Code", values=CODES, hex_digits=2, explain="Which step this is; 0 is data (RFC 2516 §5).")
    session = u16(
        "pppoe.session_id",
        "Session id",
        hex_digits=4,
        explain="Given by the concentrator; with both hardware addresses it names the session (RFC 2516 §4).",
    )
    payload_length = u16("pppoe.payload_length", "Payload length", explain="Bytes behind this header (RFC 2516 §4).")


def total_length(header: PPPoEHeader) -> int:
    return PPPoEHeader.size + header.payload_length


def discovery_details(layer: Layer[PPPoEHeader], cursor: Cursor) -> None:
    if cursor.remaining:
        take_tags(cursor)


def session_header_length(header: PPPoEHeader) -> int:
    has_tags = (header.code == SESSION_TAGS[0]) | (header.code == SESSION_TAGS[1]) | (header.code == SESSION_TAGS[2])
    return choose(has_tags, total_length(header), PPPoEHeader.size)


def session_details(layer: Layer[PPPoEHeader], cursor: Cursor) -> None:
    if layer.header.code in SESSION_TAGS and cursor.remaining:
        take_tags(cursor)


def discovery_info(layer: Layer[PPPoEHeader]) -> str:
    return CODES.get(layer.header.code, "Unknown") + access_concentrator(layer)


def trailer(layer: Layer[PPPoEHeader], cursor: Cursor) -> None:
    cursor.take(BEHIND, cursor.remaining)


DISCOVERY = Protocol(
    name="pppoed",
    title="PPP-over-Ethernet Discovery",
    short="PPPoED",
    references=("RFC 2516", "RFC 4937"),
    explain="How a DSL router finds the provider's concentrator and asks it for a session.",
    header=PPPoEHeader,
    rides_on=(("ethertype", 0x8863),),
    length=total_length,
    header_length=total_length,
    details=discovery_details,
    info=discovery_info,
)
SESSION = Protocol(
    name="pppoes",
    title="PPP-over-Ethernet Session",
    short="PPPoES",
    references=("RFC 2516",),
    explain="Carries PPP over Ethernet, as DSL lines do.",
    header=PPPoEHeader,
    rides_on=(("ethertype", 0x8864), ("link_type", 51)),
    header_length=session_header_length,
    payload_length=lambda h: choose(h.code == SESSION_DATA, h.payload_length, 0),
    next=lambda h: (("pppoe.session", choose(h.code == SESSION_DATA, 0, NOTHING)),),
    details=session_details,
    trailer=trailer,
    info=lambda layer: CODES.get(layer.header.code, "Unknown"),
)

PROTOCOLS = (DISCOVERY, SESSION)
