"""Control messages, mode 6 (RFC 9327): reading and setting a server's variables."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, group, octets, u8, u16
from dissectors.header import Header

OPERATIONS = {
    1: "Read status",
    2: "Read variables",
    3: "Write variables",
    4: "Read clock variables",
    5: "Write clock variables",
    6: "Set trap address",
    7: "Asynchronous message",
    8: "Configure",
    9: "Save configuration",
    10: "Read MRU list",
    11: "Read ordered list",
    12: "Request nonce",
    31: "Unset trap",
}
READ_STATUS, READ_CLOCK = 1, 4


class ControlHeader(Header):
    """RFC 9327 §2, behind the first byte."""

    flags = u8(
        "ntp.ctrl.flags2",
        "Flags 2",
        hex_digits=2,
        parts=(
            bits(1, "ntp.ctrl.flags2.r", "Response bit", values={0: "Request", 1: "Response"}),
            bits(1, "ntp.ctrl.flags2.error", "Error bit"),
            bits(1, "ntp.ctrl.flags2.more", "More bit"),
            bits(5, "ntp.ctrl.flags2.opcode", "Operation", values=OPERATIONS),
        ),
    )
    sequence = u16("ntp.ctrl.sequence", "Sequence")


class ErrorStatus(Header):
    """RFC 9327 §3.4."""

    status = u16("ntp.ctrl.status", "Status", hex_digits=4, parts=(bits(8, "ntp.ctrl.err_status", "Error code"),))


class SystemStatus(Header):
    """RFC 9327 §3.1."""

    status = u16(
        "ntp.ctrl.status",
        "Status",
        hex_digits=4,
        parts=(
            bits(2, "ntp.ctrl.sys_status.li", "Leap indicator"),
            bits(6, "ntp.ctrl.sys_status.clksrc", "Clock source"),
            bits(4, "ntp.ctrl.sys_status.count", "System event counter"),
            bits(4, "ntp.ctrl.sys_status.code", "System event code"),
        ),
    )


class PeerStatus(Header):
    """RFC 9327 §3.2."""

    status = u16(
        "ntp.ctrl.status",
        "Status",
        hex_digits=4,
        parts=(
            flag("ntp.ctrl.peer_status.config", "Configured"),
            flag("ntp.ctrl.peer_status.authenable", "Authentication enabled"),
            flag("ntp.ctrl.peer_status.authentic", "Authentic"),
            flag("ntp.ctrl.peer_status.reach", "Reachable"),
            flag("ntp.ctrl.peer_status.bcast", "Broadcast association"),
            bits(3, "ntp.ctrl.peer_status.selection", "Selection"),
            bits(4, "ntp.ctrl.peer_status.count", "Peer event counter"),
            bits(4, "ntp.ctrl.peer_status.code", "Peer event code"),
        ),
    )


class ClockStatus(Header):
    """RFC 9327 §3.3."""

    status = u16(
        "ntp.ctrl.status",
        "Status",
        hex_digits=4,
        parts=(
            bits(8, "ntp.ctrl.clock_status.status", "Clock status"),
            bits(8, "ntp.ctrl.clock_status.code", "Clock event code"),
        ),
    )


PLAIN_STATUS = u16("ntp.ctrl.status", "Status", hex_digits=4)
ASSOCIATION = u16("ntp.ctrl.associd", "Association ID")
OFFSET = u16("ntp.ctrl.offset", "Offset")
COUNT = u16("ntp.ctrl.count", "Count", unit="bytes")
DATA = group("ntp.ctrl.data", "Data")
ITEM = group("ntp.ctrl.item", "Item")
TEXT = octets("", "Text", show=lambda value: value.decode("utf-8", "replace").strip())


def read_control(cursor: Cursor) -> None:
    """The fixed part and its data; what the status means goes by request, error and association."""
    head = cursor.header(ControlHeader)
    is_response, is_error, operation = head.flags >> 7, head.flags >> 6 & 1, head.flags & 31
    association = cursor.number(2, 2)
    if not is_response:
        cursor.take(PLAIN_STATUS)
    elif is_error:
        cursor.header(ErrorStatus)
    elif operation == READ_CLOCK:
        cursor.header(ClockStatus)
    else:
        cursor.header(PeerStatus if association else SystemStatus)
    cursor.take(ASSOCIATION)
    cursor.take(OFFSET)
    size = cursor.take(COUNT)
    if size:
        with cursor.node(DATA), cursor.limit(size):
            _read_data(cursor, is_list=bool(is_response and operation == READ_STATUS and not association))


def _read_data(cursor: Cursor, *, is_list: bool) -> None:
    while is_list and cursor.remaining >= 4:
        with cursor.node(ITEM):
            cursor.take(ASSOCIATION)
            cursor.header(PeerStatus)
    if cursor.remaining > 0:
        cursor.take(TEXT, cursor.remaining)
