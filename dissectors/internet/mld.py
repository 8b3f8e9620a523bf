"""Multicast listener discovery (RFC 2710, RFC 3810): IPv6's way of saying which groups are wanted on a link."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, bits, flag, group, ipv6, octets, u8, u16
from dissectors.header import Header
from dissectors.protocol import Layer

VERSION_2_QUERY = 28
"""Bytes of the shortest query of version 2 (RFC 3810 §8.1)."""
RECORD_TYPES = {
    1: "Include",
    2: "Exclude",
    3: "Changed to include",
    4: "Changed to exclude",
    5: "Allow new sources",
    6: "Block old sources",
}


class QueryFlags(Header):
    """RFC 3810 §5.1."""

    flags = u8(
        "icmpv6.mld.flag",
        "Flags",
        hex_digits=2,
        parts=(
            bits(4, "icmpv6.mld.flag.reserved", "Reserved"),
            flag("icmpv6.mld.flag.s", "Suppress Router-Side Processing"),
            bits(3, "icmpv6.mld.flag.qrv", "QRV (Querier's Robustness Variable)"),
        ),
    )


class RecordHead(Header):
    """RFC 3810 §5.2."""

    type = u8(
        "icmpv6.mldr.mar.record_type",
        "Record Type",
        values=RECORD_TYPES,
        explain="Whether only the listed senders are wanted, or all but them, or what has changed (RFC 3810 §5.2.12).",
    )
    auxiliary = u8("icmpv6.mldr.mar.aux_data_len", "Aux Data Len")
    sources = u16(
        "icmpv6.mldr.mar.nb_sources",
        "Number of Sources",
        explain="How many senders are listed; none with exclude means all are wanted (RFC 3810 §5.2.7).",
    )
    address = ipv6(
        "icmpv6.mldr.mar.multicast_address",
        "Multicast Address",
        explain="The group that is told about (RFC 3810 §5.2.8).",
    )


DELAY = u16(
    "icmpv6.mld.maximum_response_delay",
    "Maximum Response Delay",
    unit="ms",
    explain="Machines answer within this time, at a moment of chance (RFC 2710 §3.4).",
)
RESERVED = octets("icmpv6.reserved", "Reserved")
GROUP = ipv6(
    "icmpv6.mld.multicast_address",
    "Multicast Address",
    explain="The group that is asked or told about; all zeros asks about all (RFC 2710 §3.6).",
)
RESPONSE_CODE = u16("icmpv6.mld.maximum_response_code", "Maximum Response Code", unit="ms")
INTERVAL = u8("icmpv6.mld.qqi", "QQIC (Querier's Query Interval Code)", unit="seconds")
SOURCE_COUNT = u16("icmpv6.mld.nb_sources", "Number of Sources")
SOURCE = ipv6("icmpv6.mld.source_address", "Source Address")
RECORD_COUNT = u16(
    "icmpv6.mldr.nb_mcast_records",
    "Number of Multicast Address Records",
    explain="How many groups are told about (RFC 3810 §5.2.3).",
)
RECORD: FieldSpec[None] = group("icmpv6.mldr.mar", "Multicast Address Record")
RECORD_SOURCE = ipv6("icmpv6.mldr.mar.source_address", "Source Address")
AUXILIARY = octets("icmpv6.mldr.mar.auxiliary_data", "Auxiliary Data")


def floating(code: int, width: int) -> int:
    """RFC 3810 §5.1.3, §5.1.9: from the highest bit on, three bits of exponent and the rest mantissa."""
    if not code >> width - 1:
        return code
    mantissa_bits = width - 4
    mantissa = code & (1 << mantissa_bits) - 1 | 1 << mantissa_bits
    return mantissa << (code >> mantissa_bits & 7) + 3


def read_listener(layer: Layer[Any], cursor: Cursor) -> None:
    """Read a query, a report or a done message of version 1, or a query of version 2, which is longer."""
    if layer.header.type != 130 or layer.stop - layer.start < VERSION_2_QUERY:
        cursor.take(DELAY)
        cursor.take(RESERVED, 2)
        cursor.take(GROUP)
        return
    start = cursor.position
    cursor.add(RESPONSE_CODE, floating(cursor.number(2), 16), start, start + 2)
    cursor.skip(2)
    cursor.take(RESERVED, 2)
    cursor.take(GROUP)
    cursor.header(QueryFlags)
    start = cursor.position
    cursor.add(INTERVAL, floating(cursor.number(1), 8), start, start + 1)
    cursor.skip(1)
    for _ in range(cursor.take(SOURCE_COUNT)):
        cursor.take(SOURCE)


def read_report(layer: Layer[Any], cursor: Cursor) -> None:
    """Read a report of version 2: records to the end of the message."""
    cursor.take(RESERVED, 2)
    cursor.take(RECORD_COUNT)
    while cursor.remaining > 0:
        with cursor.node(RECORD) as node:
            head = cursor.header(RecordHead)
            kind = RECORD_TYPES.get(head.type, f"Unknown Record Type ({head.type})")
            node.heading = f"{RECORD.label} {kind}: {RecordHead.address.text(head.address)}"
            for _ in range(head.sources):
                cursor.take(RECORD_SOURCE)
            if head.auxiliary:
                cursor.take(AUXILIARY, head.auxiliary * 4)
