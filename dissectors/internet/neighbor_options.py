"""Neighbor discovery options (RFC 4861 §4.6): the walk over their list, which ends messages of ICMPv6."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import group, octets, u8
from dissectors.internet.neighbor_option_kinds import KINDS
from dissectors.internet.option import option
from dissectors.names.icmpv6_types import OPTIONS
from dissectors.protocol import Layer

UNIT = 8
REDIRECTED = 4
OPTION = group(
    "icmpv6.opt",
    "ICMPv6 Option",
    explain="More than fits the message: hardware addresses, prefixes, the largest packet (RFC 4861 §4.6).",
)
TYPE = u8("icmpv6.opt.type", "Type", values=OPTIONS, explain="Which option this is (RFC 4861 §4.6).")
LENGTH = u8(
    "icmpv6.opt.length",
    "Length",
    show=lambda units: f"{units} ({units * UNIT} bytes)",
    explain="Size of the whole option in units of 8 bytes (RFC 4861 §4.6).",
)
RESERVED = group("icmpv6.opt.reserved", "Reserved")
CONTENT = octets("icmpv6.data", "Data")
INVALID = group(
    "icmpv6.invalid_option_length",
    "Invalid Option Length",
    explain="A message with an option of length 0 must be dropped whole (RFC 4861 §4.6).",
)


def read_options(layer: Layer[Any], cursor: Cursor) -> None:
    """Read options up to the cursor's end; a length of zero or beyond the end leaves a notice and ends it."""
    while cursor.remaining > 0:
        kind = cursor.peek(1)[0]
        title = OPTIONS.get(kind, f"Unknown {kind}")
        size = cursor.peek(1, 1)
        length = size[0] * UNIT if size else 0
        if length == 0 or length > cursor.remaining:
            _read_wrong(cursor, title, length)
            return
        with option(cursor, OPTION, f"ICMPv6 Option ({title})", length, INVALID) as node:
            cursor.take(TYPE)
            cursor.take(LENGTH)
            if kind in KINDS:
                told = KINDS[kind](cursor)
                node.heading = f"ICMPv6 Option ({title}{f' : {told}' if told else ''})"
            elif cursor.remaining:
                cursor.take(CONTENT, cursor.remaining)


def _read_wrong(cursor: Cursor, title: str, length: int) -> None:
    """Read type and length of an option whose length cannot be."""
    message = f"{title}: length {length}, with {cursor.remaining} bytes left"
    with cursor.node(OPTION, f"ICMPv6 Option ({title})"):
        cursor.notice(INVALID, "warning", message, cursor.position, cursor.stop)
        cursor.take(TYPE)
        if cursor.remaining:
            cursor.take(LENGTH)


def read_redirected_head(cursor: Cursor) -> None:
    """Read the head of a redirected header option; the quoted packet behind it is a layer of its own."""
    with cursor.node(OPTION, f"ICMPv6 Option ({OPTIONS[REDIRECTED]})"):
        cursor.take(TYPE)
        cursor.take(LENGTH)
        cursor.take(RESERVED, 6)
