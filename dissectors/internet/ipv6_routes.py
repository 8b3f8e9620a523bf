"""The types of IPv6 routing headers: source route, mobility, RPL, segment routing, compact (RFC 8200 §4.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from dissectors.cursor import Cursor
from dissectors.errors import DissectionError
from dissectors.fields import IPV6, SIGNED, UNSIGNED, bits, generated, group, ipv6, octets, u8, u16, u32
from dissectors.header import Header
from dissectors.protocol import Layer

TYPE_NAMES = {
    0: "Source Route",
    1: "Nimrod",
    2: "Type 2 Routing",
    3: "RPL Source Route",
    4: "Segment Routing",
    5: "Compact Routing Header 16",
    6: "Compact Routing Header 32",
    253: "Experiment 1",
    254: "Experiment 2",
}


class CompressionHead(Header):
    """RFC 6554 §3: how many bytes the addresses share with the destination, which are not sent."""

    internal = bits(4, "ipv6.routing.rpl.cmprI", "Compressed Internal Octets (CmprI)")
    final = bits(4, "ipv6.routing.rpl.cmprE", "Compressed Final Octets (CmprE)")
    padding = bits(4, "ipv6.routing.rpl.pad", "Padding Bytes")
    reserved = bits(20, "ipv6.routing.rpl.reserved", "Reserved")


class SegmentHead(Header):
    """RFC 8754 §2."""

    last_entry = u8(
        "ipv6.routing.srh.last_entry",
        "Last Entry",
        explain="Index of the last segment in the list, which is the first to be visited (RFC 8754 §2).",
    )
    flags = u8("ipv6.routing.srh.flags", "Flags", hex_digits=2)
    tag = octets("ipv6.routing.srh.tag", "Tag", length=2)


SOURCE_RESERVED = octets("ipv6.routing.src.reserved", "Reserved")
SOURCE_ADDRESS = ipv6("ipv6.routing.src.addr", "Address")
MOBILE_RESERVED = octets("ipv6.routing.mipv6.reserved", "Reserved")
HOME_ADDRESS = ipv6("ipv6.routing.mipv6.home_address", "Home Address")
ADDRESS_COUNT = generated(SIGNED, "ipv6.routing.rpl.addr_count", "Total Address Count")
RPL_ADDRESS = octets("ipv6.routing.rpl.address", "Address")
RPL_FULL_ADDRESS = generated(IPV6, "ipv6.routing.rpl.full_address", "Full Address")
SEGMENT = ipv6(
    "ipv6.routing.srh.addr", "Address", explain="A segment: a machine, or an instruction for one (RFC 8986)."
)
TLV = octets("", "TLV")
SID16 = u16("ipv6.routing.crh16.sid", "Segment ID")
SID32 = u32("ipv6.routing.crh32.sid", "Segment ID")
CURRENT16 = generated(UNSIGNED, "ipv6.routing.crh16.current_sid", "Current SID")
CURRENT32 = generated(UNSIGNED, "ipv6.routing.crh32.current_sid", "Current SID")
UNKNOWN = octets("ipv6.routing.unknown_data", "Type-Specific Data")
DEPRECATED = group("ipv6.routing.deprecated", "Routing header type is deprecated")
INVALID_LENGTH = group("ipv6.routing.invalid_length", "Invalid IPv6 Routing header length")
INVALID_LEFT = group("ipv6.routing.invalid_segleft", "Segments left exceed the list")


def read_route(layer: Layer[Any], cursor: Cursor, kind: int, left: int) -> None:
    """Read what is behind the first four bytes, up to the cursor's end; `left` is the number of segments left."""
    try:
        count = READERS.get(kind, _unknown)(layer, cursor, left)
    except DissectionError as error:
        cursor.notice(INVALID_LENGTH, "warning", f"Routing header too short: {error.message}", layer.start, cursor.stop)
        cursor.position = cursor.stop
        return
    if count is not None and left > count:
        message = f"{left} segments left, but only {count} addresses"
        cursor.notice(INVALID_LEFT, "warning", message, layer.start + 3, layer.start + 4)


def _address(cursor: Cursor, spec: Any, index: int) -> None:
    cursor.take(spec)
    field = cursor.fields[-1]
    field.heading = f"{spec.label}[{index}]: {field.text}"


def _source_route(layer: Layer[Any], cursor: Cursor, left: int) -> int:
    cursor.take(SOURCE_RESERVED, 4)
    count = cursor.remaining // 16
    for index in range(1, count + 1):
        _address(cursor, SOURCE_ADDRESS, index)
    cursor.notice(DEPRECATED, "note", f"{DEPRECATED.label} (RFC 5095)", layer.start + 2, layer.start + 3)
    return count


def _mobility(layer: Layer[Any], cursor: Cursor, left: int) -> int:
    """RFC 6275 §6.4."""
    cursor.take(MOBILE_RESERVED, 4)
    _address(cursor, HOME_ADDRESS, 1)
    return 1


def _rpl(layer: Layer[Any], cursor: Cursor, left: int) -> int | None:
    """RFC 6554 §3; the bytes that are not sent are those of the destination address."""
    head = cursor.header(CompressionHead)
    length = cursor.remaining - head.padding
    count = (length - (16 - head.final)) // (16 - head.internal) + 1 if cursor.remaining else 0
    cursor.conclude(ADDRESS_COUNT, count)
    destination = _destination(layer)
    for index in range(1, count + 1):
        size = 16 - (head.final if index == count else head.internal)
        part = cursor.take(RPL_ADDRESS, size)
        if destination is not None:
            whole = destination[: 16 - size] + part
            start = cursor.position - size
            full = cursor.add(RPL_FULL_ADDRESS, whole, start, cursor.position, generated=True)
            full.heading = f"Address[{index}]: {full.text}"
    return max(count, 0)


def _destination(layer: Layer[Any]) -> bytes | None:
    below = layer.below
    while below is not None:
        if below.protocol.name == "ipv6":
            return cast(bytes, below.header.destination)
        below = below.below
    return None


def _segments(layer: Layer[Any], cursor: Cursor, left: int) -> int | None:
    head = cursor.header(SegmentHead)
    count = head.last_entry + 1
    for index in range(count):
        _address(cursor, SEGMENT, index)
    if cursor.remaining:
        cursor.take(TLV, cursor.remaining)
    return count


def _compact(spec: Any, current: Any, size: int) -> Callable[[Layer[Any], Cursor, int], int | None]:
    """RFC 9631 §4: the list ends with a zero or with the header."""

    def read(layer: Layer[Any], cursor: Cursor, left: int) -> int | None:
        cursor.conclude(current, cursor.number(size, left * size))
        index = 0
        while cursor.remaining >= size and cursor.number(size):
            _address(cursor, spec, index)
            index += 1
        cursor.position = cursor.stop
        return None

    return read


def _unknown(layer: Layer[Any], cursor: Cursor, left: int) -> None:
    cursor.take(UNKNOWN, cursor.remaining)


READERS: dict[int, Callable[[Layer[Any], Cursor, int], int | None]] = {
    0: _source_route,
    2: _mobility,
    3: _rpl,
    4: _segments,
    5: _compact(SID16, CURRENT16, 2),
    6: _compact(SID32, CURRENT32, 4),
}
