"""What IPv6 extension headers have in common: the next header, and a length in units of eight bytes (RFC 8200 §4)."""

from __future__ import annotations

from dissectors.fields import UNSIGNED, AnySpec, FieldSpec, generated, u8
from dissectors.header import choose
from dissectors.names.ip_protocols import protocol_text
from dissectors.protocol import NOTHING, Key

NO_NEXT_HEADER = 59


def next_header(name: str, label: str = "Next Header") -> FieldSpec[int]:
    """The field that says what follows."""
    return u8(
        name,
        label,
        show=protocol_text,
        explain="What follows this extension header: another one, or what is carried (RFC 8200 §4).",
    )


def extension_length(name: str) -> FieldSpec[int]:
    """The field with the header's length in units of eight bytes, the first eight not counted."""
    return u8(
        name,
        "Length",
        explain="The header's size in units of 8 bytes, the first 8 not counted: 0 means 8 bytes (RFC 8200 §4).",
    )


def whole_length(name: str) -> AnySpec:
    """The generated field with the length in bytes."""
    return generated(UNSIGNED, name, "Length", unit="bytes", explain="The whole header's size (RFC 8200 §4).")


def size_of(units: int) -> int:
    """Bytes of a header by its length field; works on columns too."""
    return (units + 1) * 8


def follow(number: int) -> tuple[Key]:
    """The table entry for what follows; "no next header" leads to nothing (RFC 8200 §4.7). Works on columns too."""
    return (("ip.proto", choose(number == NO_NEXT_HEADER, NOTHING, number)),)
