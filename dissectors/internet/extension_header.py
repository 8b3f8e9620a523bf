"""What IPv6 extension headers have in common: the next header, and a length in units of eight bytes (RFC 8200 §4)."""

from __future__ import annotations

from typing import Any

from dissectors.fields import UNSIGNED, AnySpec, FieldSpec, generated, u8
from dissectors.names.ip_protocols import IP_PROTOCOLS
from dissectors.protocol import NOTHING

NO_NEXT_HEADER = 59


def next_header(name: str, label: str = "Next Header") -> FieldSpec[int]:
    """The field that says what follows."""
    return u8(
        name,
        label,
        show=lambda number: f"{IP_PROTOCOLS.get(number, 'Unassigned')} ({number})",
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
    return generated(UNSIGNED, name, "Length", unit="bytes")


def follow(number: int) -> tuple[tuple[str, int]]:
    """The table entry for what follows; "no next header" leads to nothing (RFC 8200 §4.7)."""
    none: Any = number == NO_NEXT_HEADER
    return (("ip.proto", number + (NOTHING - NO_NEXT_HEADER) * none),)
