"""The Authentication Header of IPsec (RFC 4302): proves who sent a packet, and hides nothing."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import octets, u8, u32
from dissectors.header import Header
from dissectors.internet.extension_header import follow, next_header
from dissectors.protocol import Layer, Protocol

SIZE = 12


class AuthenticationHeader(Header):
    """RFC 4302 §2."""

    next_header = next_header("ah.next_header", "Next header")
    length = u8(
        "ah.length",
        "Length",
        show=lambda words: f"{words} ({(words + 2) * 4} bytes)",
        explain="The header's size in words of 4 bytes, two of them not counted (RFC 4302 §2.2).",
    )
    reserved = octets("ah.reserved", "Reserved", length=2)
    index = u32(
        "ah.spi",
        "AH SPI",
        hex_digits=8,
        explain="With the addresses it names the security association: which keys and algorithm (RFC 4302 §2.4).",
    )
    sequence = u32(
        "ah.sequence",
        "AH Sequence",
        explain="Counts the packets of the association, so that a repeated one is noticed (RFC 4302 §2.5).",
    )


ICV = octets(
    "ah.icv",
    "AH ICV",
    explain="The value that proves that nobody changed the packet on the way (RFC 4302 §2.6).",
)


def details(layer: Layer[AuthenticationHeader], cursor: Cursor) -> None:
    if cursor.remaining > 0:
        cursor.take(ICV, cursor.remaining)


AUTHENTICATION = Protocol(
    name="ah",
    title="Authentication Header",
    short="AH",
    references=("RFC 4302",),
    explain="Part of IPsec: proves who sent the packet and that it was not changed, without hiding it (RFC 4302).",
    header=AuthenticationHeader,
    rides_on=(("ip.proto", 51),),
    header_length=lambda h: (h.length + 2) * 4,
    next=lambda h: follow(h.next_header),
    details=details,
    info=lambda layer: f"AH (SPI=0x{layer.header.index:08x})",
)

PROTOCOLS = (AUTHENTICATION,)
