"""The record layer (RFC 8446 §5, RFC 5246 §6.2): type, version, length, and what they carry."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, group, octets, u8, u16
from dissectors.names.tls import ALERT_LEVELS, ALERTS, CONTENT_TYPES, SHORT_VERSIONS, VERSIONS
from dissectors.protocols.tls.handshake import Session, read_handshake

RECORD = group("tls.record", "Record layer")
CONTENT_TYPE = u8(
    "tls.record.content_type",
    "Content type",
    values=CONTENT_TYPES,
    explain="What the record carries: handshake, alert, data. In TLS 1.3 all that is encrypted calls itself data "
    "(RFC 8446 §5.1).",
)
OPAQUE_TYPE = u8("tls.record.opaque_type", "Opaque type", values=CONTENT_TYPES)
VERSION = u16(
    "tls.record.version",
    "Version",
    values=VERSIONS,
    hex_digits=4,
    explain="Of no meaning since TLS 1.3: 1.0 or 1.2 for the sake of old boxes on the way (RFC 8446 §5.1).",
)
LENGTH = u16("tls.record.length", "Length", unit="bytes")
APPLICATION_DATA = octets("tls.app_data", "Encrypted application data")
CHANGE_CIPHER = group(
    "tls.change_cipher_spec",
    "Change cipher spec message",
    explain="From here on this side encrypts with the new keys (RFC 5246 §7.1); without meaning in TLS 1.3.",
)
ALERT = group("tls.alert_message", "Alert message", explain="Something went wrong, or the end is near (RFC 8446 §6).")
LEVEL = u8("tls.alert_message.level", "Level", values=ALERT_LEVELS)
DESCRIPTION = u8("tls.alert_message.desc", "Description", values=ALERTS)
HEARTBEAT = group("tls.heartbeat_message", "Heartbeat message")
HEARTBEAT_TYPE = u8("tls.heartbeat_message.type", "Type", values={1: "Request", 2: "Response"})
HEARTBEAT_LENGTH = u16("tls.heartbeat_message.payload_length", "Payload length", unit="bytes")
HEARTBEAT_PAYLOAD = octets("tls.heartbeat_message.payload", "Payload")
HEARTBEAT_PADDING = octets("tls.heartbeat_message.padding", "Padding")
HEARTBLEED: FieldSpec[None] = group("tls.heartbeat_message.payload_length.invalid", "Impossible payload length")
UNKNOWN = group("tls.ignored_unknown_record", "Bytes that begin no record")
GOES_ON = group("", "A record that goes on")

HEADER_SIZE = 5
MOST_IN_RECORD = (1 << 14) + 2048
"""Bytes of a record (RFC 5246 §6.2.3)."""
TLS13 = 0x0304


def looks_like_tls(h: Any) -> bool:
    """Type, version and length of a record that can be; works on columns too."""
    kind, major, minor = h.peek(0), h.peek(1), h.peek(2)
    length = h.peek(3) * 256 + h.peek(4)
    known = (kind >= 20) & (kind <= 24) & (major == 3) & (minor >= 0) & (minor <= 4)
    return known & (h.peek(4) >= 0) & (length > 0) & (length <= MOST_IN_RECORD)  # type: ignore[no-any-return]


def read_records(cursor: Cursor, session: Session) -> None:
    """Every record of the segment."""
    while cursor.remaining > 0:
        if not _begins_record(cursor):
            message = "Bytes that begin no record: the middle of one"
            cursor.notice(UNKNOWN, "note", message, cursor.position, cursor.stop)
            cursor.skip(cursor.remaining)
            return
        size = _record_size(cursor)
        if size > cursor.remaining:
            message = f"A record begins here and goes on in the next segment ({cursor.remaining} of {size} bytes)"
            cursor.notice(GOES_ON, "note", message, cursor.position, cursor.stop)
            cursor.skip(cursor.remaining)
            return
        with cursor.node(RECORD) as node, cursor.limit(size):
            what = ""
            try:
                what = _read_record(cursor, session)
            finally:
                name = SHORT_VERSIONS.get(session.version, "TLS")
                node.heading = f"{name} record layer: {what}" if what else f"{name} record layer"
                node.shown = what.removeprefix("Handshake protocol: ")


def _begins_record(cursor: Cursor) -> bool:
    head = cursor.peek(HEADER_SIZE)
    return 20 <= head[0] <= 24 and head[1:2] in (b"\3", b"")


def _record_size(cursor: Cursor) -> int:
    """Bytes of the record at the cursor; more than are there where its head is cut."""
    return HEADER_SIZE + cursor.number(2, 3) if cursor.remaining >= HEADER_SIZE else cursor.remaining + 1


def _read_record(cursor: Cursor, session: Session) -> str:
    kind, version = cursor.number(1), cursor.number(2, 1)
    opaque = session.version == TLS13 and session.is_encrypted
    cursor.take(OPAQUE_TYPE if opaque and kind == 23 else CONTENT_TYPE)
    cursor.take(VERSION)
    if session.version < version:
        session.version = version
    cursor.take(LENGTH)
    if kind == 20 and _is_followed_by_data(cursor):
        session.version = TLS13
    return _read_content(cursor, session, kind)


def _is_followed_by_data(cursor: Cursor) -> bool:
    """Behind a change of cipher up to TLS 1.2 comes a handshake message; TLS 1.3 calls it data (RFC 8446 §D.4)."""
    behind = cursor.stop
    return cursor.data[behind : behind + 2] == b"\x17\3"


def _read_content(cursor: Cursor, session: Session, kind: int) -> str:
    if kind == 22:
        return f"Handshake protocol: {', '.join(read_handshake(cursor, session))}"
    if kind == 20:
        session.is_encrypted = True
        cursor.take(CHANGE_CIPHER, cursor.remaining)
        return "Change Cipher Spec"
    if kind == 21:
        return _read_alert(cursor)
    if kind == 24:
        return _read_heartbeat(cursor)
    cursor.take(APPLICATION_DATA, cursor.remaining)
    return "Application Data"


def _read_alert(cursor: Cursor) -> str:
    if cursor.remaining != 2:
        with cursor.node(ALERT, "Alert message: encrypted"):
            cursor.skip(cursor.remaining)
        return "Encrypted Alert"
    with cursor.node(ALERT):
        level, description = cursor.take(LEVEL), cursor.take(DESCRIPTION)
    words = f"Level: {ALERT_LEVELS.get(level, level)}, Description: {ALERTS.get(description, description)}"
    return f"Alert ({words})"


def _read_heartbeat(cursor: Cursor) -> str:
    """RFC 6520 §4; a payload length beyond the record is the attack called Heartbleed."""
    kind = cursor.number(1)
    if kind not in (1, 2) or cursor.remaining < 19:
        with cursor.node(HEARTBEAT, "Heartbeat message: encrypted"):
            cursor.skip(cursor.remaining)
        return "Encrypted Heartbeat"
    with cursor.node(HEARTBEAT):
        cursor.take(HEARTBEAT_TYPE)
        size = cursor.take(HEARTBEAT_LENGTH)
        if size > cursor.remaining - 16:
            message = f"{size} bytes of payload in a record that has not so many: Heartbleed (CVE-2014-0160)"
            cursor.notice(HEARTBLEED, "error", message, cursor.position - 2, cursor.position)
            size = cursor.remaining
        cursor.take(HEARTBEAT_PAYLOAD, size)
        if cursor.remaining:
            cursor.take(HEARTBEAT_PADDING, cursor.remaining)
    return f"Heartbeat {'Request' if kind == 1 else 'Response'}"
