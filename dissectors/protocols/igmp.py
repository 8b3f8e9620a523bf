"""IGMP (RFC 1112, RFC 2236, RFC 3376): IPv4's way of saying which multicast groups are wanted on a link."""

from __future__ import annotations

from collections.abc import Callable

from dissectors.checksum_verdict import checksum_fields
from dissectors.cursor import Cursor
from dissectors.fields import UNSIGNED, Field, FieldSpec, bits, flag, generated, group, ipv4, octets, u8, u16, u32
from dissectors.header import Header
from dissectors.internet.igmp_traceroute import read_traceroute
from dissectors.protocol import Layer, Protocol
from dissectors.verification import verify_message

QUERY, REPORT_V1, REPORT_V2, LEAVE, REPORT_V3 = 0x11, 0x12, 0x16, 0x17, 0x22
TRACEROUTES = (0x1E, 0x1F)
TYPES = {
    0x01: "Create Group Request",
    0x02: "Create Group Reply",
    0x03: "Join Group Request",
    0x04: "Join Group Reply",
    0x05: "Leave Group Request",
    0x06: "Leave Group Reply",
    0x07: "Confirm Group Request",
    0x08: "Confirm Group Reply",
    0x11: "Membership Query",
    0x12: "Membership Report",
    0x13: "DVMRP Protocol",
    0x14: "PIM Routing Message",
    0x16: "Membership Report",
    0x17: "Leave Group",
    0x1E: "Traceroute Response",
    0x1F: "Traceroute Query or Request",
    0x22: "Membership Report",
}
RECORD_TYPES = {
    1: "Mode Is Include",
    2: "Mode Is Exclude",
    3: "Change To Include Mode",
    4: "Change To Exclude Mode",
    5: "Allow New Sources",
    6: "Block Old Sources",
}


class IGMPHeader(Header):
    """RFC 2236 §2: all messages begin with a type."""

    type = u8(
        "igmp.type",
        "Type",
        values=TYPES,
        hex_digits=2,
        explain="A router's question who wants what, a machine's answer, or that it leaves (RFC 3376 §4).",
    )


class QueryTail(Header):
    """RFC 3376 §4.1.5 to §4.1.8."""

    reserved = bits(4, "", "")
    suppress = flag(
        "igmp.s",
        "S",
        values=("Do not suppress router side processing", "Suppress router side processing"),
        explain="Other routers shall not change their timers because of this query (RFC 3376 §4.1.5).",
    )
    robustness = bits(3, "igmp.qrv", "QRV", explain="How many lost messages are to be expected (RFC 3376 §4.1.6).")
    interval = u8("igmp.qqic", "QQIC", explain="How often the router asks (RFC 3376 §4.1.7).")
    sources = u16("igmp.num_src", "Num Src")


class RecordHead(Header):
    """RFC 3376 §4.2.4."""

    type = u8(
        "igmp.record_type",
        "Record Type",
        values=RECORD_TYPES,
        explain="Whether only the listed senders are wanted, or all but them, or what has changed (RFC 3376 §4.2.12).",
    )
    auxiliary = u8("igmp.aux_data_len", "Aux Data Len", show=lambda words: f"{words} ({words * 4} bytes)")
    sources = u16("igmp.num_src", "Num Src")
    address = ipv4("igmp.maddr", "Multicast Address")


class FloatingCode(Header):
    """RFC 3376 §4.1.1: a code from 128 on is a small floating-point number."""

    mark = bits(1, "", "")
    exponent = bits(3, "igmp.max_resp.exp", "Exponent", hex_digits=2)
    mantissa = bits(4, "igmp.max_resp.mant", "Mantissa", hex_digits=2)


Checksum = Callable[[Layer[IGMPHeader], Cursor], None]

VERSION = generated(UNSIGNED, "igmp.version", "IGMP Version")
MAX_RESPONSE = u8(
    "igmp.max_resp",
    "Max Resp Time",
    show=lambda tenths: f"{tenths / 10:.1f} sec (0x{tenths:02x})",
    explain="Within this time, in tenths of a second, machines answer at a moment of chance (RFC 2236 §2.2).",
)
RESERVED = octets("igmp.reserved", "Reserved")
CHECKSUM = u16("igmp.checksum", "Checksum", hex_digits=4, explain="Over the whole message (RFC 2236 §2.3).")
CHECKSUM_FIELDS = checksum_fields("igmp", "igmp.bad_checksum")
GROUP = ipv4(
    "igmp.maddr",
    "Multicast Address",
    explain="The group that is asked or told about; 0.0.0.0 asks about all (RFC 2236 §2.4).",
)
SOURCE = ipv4("igmp.saddr", "Source Address")
RECORD_COUNT = u16("igmp.num_grp_recs", "Num Group Records")
RECORD: FieldSpec[None] = group("", "Group Record")
AUXILIARY = octets("igmp.aux_data", "Aux Data")
DATA = octets("igmp.data", "Data")
GROUP_TYPE = u8("igmp.group_type", "Type Of Group", values={0: "Public Group", 1: "Private Group"})
REPLY = u8(
    "igmp.reply",
    "Reply",
    values={
        0: "Request Granted",
        1: "Request Denied, No Resources",
        2: "Request Denied, Invalid Code",
        3: "Request Denied, Invalid Group",
        4: "Request Denied, Invalid Key",
    },
)
PENDING = u8("igmp.reply.pending", "Reply Pending", unit="seconds")
IDENTIFIER = u32("igmp.identifier", "Identifier")
ACCESS_KEY = octets("igmp.access_key", "Access Key")


def details(layer: Layer[IGMPHeader], cursor: Cursor) -> None:
    kind = layer.header.type
    version = _version(layer)
    if version is None:
        (read_traceroute if kind in TRACEROUTES else _unknown)(layer, cursor, _checksum)
        return
    told_version = cursor.conclude(VERSION, version)
    layer.fields.remove(told_version)
    layer.fields.insert(0, told_version)
    READERS[version, kind == QUERY](layer, cursor)


def _version(layer: Layer[IGMPHeader]) -> int | None:
    """A query tells its version by its size and its second byte (RFC 3376 §7.1); None for other messages."""
    kind = layer.header.type
    if kind == QUERY:
        if layer.reported_stop - layer.start >= 12:
            return 3
        return 2 if layer.header.peek(1) > 0 else 1
    known = {REPORT_V1: 1, REPORT_V2: 2, LEAVE: 2, REPORT_V3: 3}
    return known.get(kind, 0 if 1 <= kind <= 8 else None)


def _checksum(layer: Layer[IGMPHeader], cursor: Cursor, length: int | None = None) -> None:
    """Read and verify the checksum over `length` bytes; None means all of the message."""
    cursor.take(CHECKSUM)
    field = cursor.fields[-1]
    CHECKSUM_FIELDS.tell(layer, cursor.fields, field, verify_message(layer, field.start, length))


def _unknown(layer: Layer[IGMPHeader], cursor: Cursor, checksum: Checksum) -> None:
    cursor.take(DATA, cursor.remaining)


def _version_0(layer: Layer[IGMPHeader], cursor: Cursor) -> None:
    """RFC 988, appendix I."""
    code = cursor.number(1)
    if layer.header.type == 1:
        cursor.take(GROUP_TYPE)
    elif layer.header.type % 2 == 0:
        cursor.take(REPLY if code < 5 else PENDING)
    else:
        cursor.skip(1)
    _checksum(layer, cursor, 20)
    cursor.take(IDENTIFIER)
    cursor.take(GROUP)
    cursor.take(ACCESS_KEY, 8)


def _version_1(layer: Layer[IGMPHeader], cursor: Cursor) -> None:
    cursor.take(RESERVED, 1)
    _checksum(layer, cursor, 8)
    cursor.take(GROUP)


def _version_2(layer: Layer[IGMPHeader], cursor: Cursor) -> None:
    cursor.take(MAX_RESPONSE)
    _checksum(layer, cursor, 8)
    cursor.take(GROUP)


def _query_3(layer: Layer[IGMPHeader], cursor: Cursor) -> None:
    code = cursor.number(1)
    start = cursor.position
    if code < 128:
        cursor.take(MAX_RESPONSE)
    else:
        tenths = (code & 15 | 16) << (code >> 4 & 7) + 3
        with cursor.node(MAX_RESPONSE) as node:
            node.value = tenths
            node.shown = f"{tenths / 10:.1f} sec (0x{code:02x})"
            cursor.header(FloatingCode)
    cursor.position = start + 1
    _checksum(layer, cursor)
    cursor.take(GROUP)
    for _ in range(cursor.header(QueryTail).sources):
        cursor.take(SOURCE)


def _report_3(layer: Layer[IGMPHeader], cursor: Cursor) -> None:
    cursor.take(RESERVED, 1)
    _checksum(layer, cursor)
    cursor.take(RESERVED, 2)
    for _ in range(cursor.take(RECORD_COUNT)):
        with cursor.node(RECORD) as node:
            head = cursor.header(RecordHead)
            kind = RECORD_TYPES.get(head.type, f"Unknown ({head.type})")
            node.heading = f"Group Record : {RecordHead.address.text(head.address)}  {kind}"
            for _ in range(head.sources):
                cursor.take(SOURCE)
            if head.auxiliary:
                cursor.take(AUXILIARY, head.auxiliary * 4)


READERS: dict[tuple[int, bool], Callable[[Layer[IGMPHeader], Cursor], None]] = {
    (0, False): _version_0,
    (1, False): _version_1,
    (1, True): _version_1,
    (2, False): _version_2,
    (2, True): _version_2,
    (3, False): _report_3,
    (3, True): _query_3,
}


def info(layer: Layer[IGMPHeader]) -> str:
    kind = layer.header.type
    line = TYPES.get(kind, f"Unknown Type:0x{kind:02x}")
    address = layer.find("igmp.maddr")
    if kind == QUERY and address is not None:
        return f"{line}, general" if address.value == 0 else f"{line}, specific for group {address.text}"
    if kind in (REPORT_V1, REPORT_V2) and address is not None:
        return f"{line} group {address.text}"
    if kind == LEAVE and address is not None:
        return f"{line} {address.text}"
    if kind == REPORT_V3:
        return line + "".join(f" / {_record(field)}" for field in layer.fields if field.spec is RECORD)
    return line


def _record(field: Field) -> str:
    """RFC 3376 §5.1: no senders wanted is leaving, none unwanted is joining."""
    kind, address, sources = "", "", []
    for child in field.children:
        if child.name == "igmp.record_type":
            kind = RECORD_TYPES.get(int(str(child.value)), "unknown record")
        elif child.name == "igmp.maddr":
            address = child.text
        elif child.name == "igmp.saddr":
            sources.append(child.text)
    if not sources and kind in ("Change To Exclude Mode", "Mode Is Exclude"):
        return f"Join group {address} for any sources"
    if not sources and kind in ("Change To Include Mode", "Mode Is Include"):
        return f"Leave group {address}"
    return f"Group {address}, {kind} {{{', '.join(sources)}}}"


IGMP = Protocol(
    name="igmp",
    title="Internet Group Management Protocol",
    short="IGMP",
    references=("RFC 1112", "RFC 2236", "RFC 3376"),
    limitations=("DVMRP and PIM version 1 inside of IGMP stay data",),
    explain="How machines tell the routers on their link which multicast groups they want to hear (RFC 3376).",
    header=IGMPHeader,
    rides_on=(("ip.proto", 2),),
    details=details,
    info=info,
)

PROTOCOLS = (IGMP,)
