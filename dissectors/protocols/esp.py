"""The Encapsulating Security Payload of IPsec (RFC 4303): encrypted, so only its first two fields can be read."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import octets, u32
from dissectors.header import Header
from dissectors.protocol import Layer, Protocol


class ESPHeader(Header):
    """RFC 4303 §2."""

    index = u32(
        "esp.spi",
        "ESP SPI",
        hex_digits=8,
        show=lambda value: f"0x{value:08x} ({value})",
        explain="With the destination it names the security association: which keys and algorithm (RFC 4303 §2.1).",
    )
    sequence = u32(
        "esp.sequence",
        "ESP Sequence",
        explain="Counts the packets of the association, so that a repeated one is noticed (RFC 4303 §2.2).",
    )


ENCRYPTED = octets("", "Encrypted data and integrity check value")


def details(layer: Layer[ESPHeader], cursor: Cursor) -> None:
    if cursor.remaining > 0:
        cursor.take(ENCRYPTED, cursor.remaining)


ESP = Protocol(
    name="esp",
    title="Encapsulating Security Payload",
    short="ESP",
    references=("RFC 4303",),
    limitations=("nothing is decrypted",),
    explain="Part of IPsec: carries an encrypted packet or segment (RFC 4303).",
    header=ESPHeader,
    rides_on=(("ip.proto", 50),),
    details=details,
    info=lambda layer: f"ESP (SPI=0x{layer.header.index:08x})",
)

PROTOCOLS = (ESP,)
