"""What each IPv4 option holds (RFC 791 §3.1 and those that came later), behind its type and length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import Field, FieldSpec, bits, group, ipv4, octets, u8, u16, u32
from dissectors.header import Header
from dissectors.internet.cipso import read_cipso
from dissectors.internet.ipv4_security import read_extended_security, read_security
from dissectors.internet.quick_start import IPV4_QUICK_START
from dissectors.protocol import Layer

Read = Callable[[Cursor, Field, Layer[Any]], None]
"""Reads an option's content behind type and length; the cursor ends with the option, the field is its node."""


@dataclass(frozen=True, slots=True)
class Option:
    """How one option is called and read."""

    title: str
    spec: FieldSpec[bytes]
    read: Read
    length: int = 0
    """Bytes, type and length included; 0 where it varies."""


BEFORE = group("ip.opt.ptr.before_address", "Pointer points before first address")
MIDDLE = group("ip.opt.ptr.middle_address", "Pointer points to middle of address")
TOO_LONG = group("ip.subopt_too_long", "Suboption would go past end of option")


class RouterAlert(Header):
    """RFC 2113 §2.1."""

    alert = u16(
        "ip.opt.ra",
        "Router Alert",
        show=lambda alert: f"{'Router shall examine packet' if alert == 0 else 'Reserved'} ({alert})",
        explain="Asks every router on the way to look into the packet, though it is not addressed to it (RFC 2113).",
    )


class StreamIdentifier(Header):
    """RFC 791 §3.1, obsolete since RFC 6814."""

    sid = u16("ip.opt.sid", "Stream Identifier")


class MTU(Header):
    """RFC 1063: probe and reply."""

    mtu = u16("ip.opt.mtu", "MTU", unit="bytes")


class Traceroute(Header):
    """RFC 1393 §2.2."""

    number = u16("ip.opt.id_number", "ID Number")
    outbound = u16("ip.opt.ohc", "Outbound Hop Count")
    returned = u16("ip.opt.rhc", "Return Hop Count")
    originator = ipv4("ip.opt.originator", "Originator IP Address")


class TimestampHead(Header):
    """RFC 791 §3.1: pointer, overflow, flag."""

    pointer = u8("ip.opt.ptr", "Pointer", show=lambda value: f"{value}{_place_of_pointer(value)}")
    overflow = bits(
        4, "ip.opt.overflow", "Overflow", explain="How many routers found no room for their time (RFC 791 §3.1)."
    )
    flag = bits(
        4,
        "ip.opt.flag",
        "Flag",
        hex_digits=2,
        values={0: "Time stamps only", 1: "Time stamp and address", 3: "Time stamps for prespecified addresses"},
    )


POINTER = u8(
    "ip.opt.ptr", "Pointer", explain="Which byte of the option is written next, counted from 1 (RFC 791 §3.1)."
)
RECORDED = ipv4(
    "ip.rec_rt",
    "Recorded Route",
    also=("ip.rec_rt_host",),
    explain="A router that passed the packet on (RFC 791 §3.1).",
)
EMPTY = ipv4(
    "ip.empty_rt",
    "Empty Route",
    also=("ip.empty_rt_host",),
    explain="Room for the next router to write its address into (RFC 791 §3.1).",
)
SOURCE = ipv4(
    "ip.src_rt",
    "Source Route",
    also=("ip.src_rt_host",),
    explain="A router that the sender wants the packet to pass. Most routers drop such packets (RFC 791 §3.1, "
    "RFC 7126 §4.3).",
)
TIMESTAMP = u32(
    "ip.opt.time_stamp",
    "Time stamp",
    unit="ms after midnight UTC",
    explain="When a router passed the packet on, by its own clock (RFC 791 §3.1).",
)
TIMESTAMP_ADDRESS = ipv4("ip.opt.time_stamp_addr", "Address", explain="The router whose time follows (RFC 791 §3.1).")
ADDRESS = ipv4("ip.opt.addr", "IP Address")
PADDING = octets("ip.opt.padding", "Padding")
CONTENT = octets("", "Data")


def _place_of_pointer(value: int) -> str:
    if value == 1:
        return " (header is full)"
    if value < 5:
        return " (points before first address)"
    return " (points to middle of field)" if (value - 1) & 3 else ""


def _fixed(kind: type[Header]) -> Read:
    def read(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
        cursor.header(kind)

    return read


def _router_alert(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    header = cursor.header(RouterAlert)
    node.heading = f"{node.heading}: {RouterAlert.alert.text(header.alert)}"


def _read_pointer(cursor: Cursor, first: int) -> int:
    """The pointer, or 0 where it points nowhere useful."""
    pointer = cursor.take(POINTER)
    if pointer >= first and pointer % 4 == 0:
        return pointer
    spec = BEFORE if pointer < first else MIDDLE
    cursor.notice(spec, "warning", spec.label, cursor.position - 1, cursor.position)
    return 0


def _route(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    """Loose and strict source routes: addresses passed, then those still to pass."""
    length = cursor.stop - node.start
    pointer = _read_pointer(cursor, 4)
    while pointer and cursor.remaining >= 4:
        place = cursor.position - node.start + 1
        if pointer > length or place < pointer:
            cursor.take(RECORDED)
        else:
            shown = None
            if cursor.remaining < 8:
                shown = f"{_address(cursor)} (final destination)"
            elif place == pointer:
                shown = f"{_address(cursor)} <- (next)"
            cursor.take(SOURCE, shown=shown)
    _rest(cursor, pointer)


def _record_route(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    pointer = _read_pointer(cursor, 4)
    while pointer and cursor.remaining >= 4:
        place = cursor.position - node.start + 1
        if place < pointer:
            cursor.take(RECORDED)
        else:
            cursor.take(EMPTY, shown=f"{_address(cursor)} <- (next)" if place == pointer else None)
    _rest(cursor, pointer)


def _address(cursor: Cursor) -> str:
    return ADDRESS.text(cursor.number(4))


def _rest(cursor: Cursor, pointer: int) -> None:
    if pointer and cursor.remaining:
        cursor.notice(TOO_LONG, "warning", TOO_LONG.label, cursor.position, cursor.stop)


def _timestamp(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    with_address = cursor.header(TimestampHead).flag in (1, 3)
    while cursor.remaining >= (8 if with_address else 4):
        if with_address:
            cursor.take(TIMESTAMP_ADDRESS)
        cursor.take(TIMESTAMP)
    _rest(cursor, 1)


def _directed_broadcast(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    """RFC 1770."""
    while cursor.remaining >= 4:
        cursor.take(ADDRESS)
    if cursor.remaining:
        cursor.take(PADDING, cursor.remaining)


def _quick_start(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    IPV4_QUICK_START.read(cursor, node, layer.header.peek(8))


def _unknown(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    if cursor.remaining:
        cursor.take(CONTENT, cursor.remaining)


UNKNOWN = Option("", octets("", "Unknown option"), _unknown)
KNOWN = {
    7: Option(
        "Record Route",
        octets(
            "ip.options.record_route",
            "Record Route",
            explain="Every router on the way writes down its address, as far as there is room (RFC 791 §3.1).",
        ),
        _record_route,
    ),
    11: Option("MTU Probe", octets("ip.options.mtu_probe", "MTU Probe"), _fixed(MTU), 4),
    12: Option("MTU Reply", octets("ip.options.mtu_reply", "MTU Reply"), _fixed(MTU), 4),
    25: Option("Quick-Start", octets("ip.options.qs", "Quick-Start"), _quick_start, 8),
    68: Option(
        "Time Stamp",
        octets(
            "ip.options.timestamp",
            "Time Stamp",
            explain="Every router on the way writes down the time, as far as there is room (RFC 791 §3.1).",
        ),
        _timestamp,
    ),
    82: Option("Traceroute", octets("ip.options.traceroute", "Traceroute"), _fixed(Traceroute), 12),
    130: Option("Security", octets("ip.options.security", "Security"), read_security),
    131: Option(
        "Loose Source Route",
        octets(
            "ip.options.route",
            "Loose Source Route",
            explain="The sender names routers to be passed; others may lie between them (RFC 791 §3.1).",
        ),
        _route,
    ),
    133: Option("Extended Security", octets("ip.options.ext_security", "Extended Security"), read_extended_security),
    134: Option("Commercial Security", octets("ip.options.cipso", "Commercial Security"), read_cipso),
    136: Option("Stream ID", octets("ip.options.sid", "Stream ID"), _fixed(StreamIdentifier), 4),
    137: Option(
        "Strict Source Route",
        octets(
            "ip.options.source_route",
            "Strict Source Route",
            explain="The sender names every router to be passed (RFC 791 §3.1).",
        ),
        _route,
    ),
    148: Option(
        "Router Alert",
        octets(
            "ip.options.routeralert",
            "Router Alert",
            explain="Routers shall look into a packet that is not for them, such as IGMP's (RFC 2113).",
        ),
        _router_alert,
        4,
    ),
    149: Option("Selective Directed Broadcast", octets("ip.options.sdb", "Directed Broadcast"), _directed_broadcast),
}
"""By the whole type byte: the copied flag belongs to it."""
