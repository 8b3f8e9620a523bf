"""The packet that carries time, in modes 0 to 5 (RFC 5905 §7.3), with extensions and authentication behind it."""

from __future__ import annotations

from dissectors import text
from dissectors.cursor import Cursor
from dissectors.fields import FieldSpec, Kind, Value, group, octets, u8, u16, u32
from dissectors.header import Header
from dissectors.ntp_time import nanoseconds_since_1970


def _decode(data: bytes) -> Value:
    number = int.from_bytes(data, "big")
    return nanoseconds_since_1970(number) if number else None


def _text(value: Value) -> str:
    return text.absolute_time(value) if isinstance(value, int) else "NULL"


TIMESTAMP = Kind("absolute time", _decode, _text, _text)
"""64 bits since 1900 or 2036; None, printed NULL, for zero, which means unknown."""

STRATA = {0: "unspecified or invalid", 1: "primary reference", 16: "unsynchronized"}
SMALLEST_MAC = 4
MAC_SIZES = (20, 24)
"""Key number and digest: MD5 or SHA-1 (RFC 5905 §7.3)."""


def _stratum(value: int) -> str:
    name = STRATA.get(value) or ("secondary reference" if value < 16 else "reserved")
    return f"{name} ({value})"


def _interval(value: int) -> str:
    return f"{value} ({1 << value} seconds)" if value <= 17 else f"{value} (out of range)"


def _precision(value: int) -> str:
    power = value - 256 if value > 127 else value
    return f"{2.0**power:.9f} seconds"


def _short(value: int) -> str:
    """16 bits of seconds, 16 bits of fraction (RFC 5905 §6)."""
    return f"{value / 65536:.6f} seconds"


def _reference(value: bytes) -> str:
    return ".".join(map(str, value))


def timestamp(name: str, label: str, explain: str) -> FieldSpec[int]:
    return FieldSpec(name, label, TIMESTAMP, 64, explain=explain)


class TimePacket(Header):
    """RFC 5905 §7.3, behind the first byte."""

    stratum = u8("ntp.stratum", "Peer clock stratum", show=_stratum,
                 explain="How far from a reference clock: 1 has one, 2 asks such a one, and so on.")  # fmt: skip
    poll = u8("ntp.ppoll", "Peer polling interval", show=_interval, explain="How often it asks, as a power of two.")
    precision = u8("ntp.precision", "Peer clock precision", show=_precision)
    root_delay = u32("ntp.rootdelay", "Root delay", show=_short, explain="There and back to the reference clock.")
    root_dispersion = u32("ntp.rootdispersion", "Root dispersion", show=_short, explain="How wrong it may be at most.")
    reference = octets("ntp.refid", "Reference ID", length=4, show=_reference,
                       explain="Whom it gets its time from: a name of four letters, or an address.")  # fmt: skip
    updated = timestamp("ntp.reftime", "Reference timestamp", "When the clock was last set.")
    origin = timestamp("ntp.org", "Origin timestamp", "When the question left, by the client's clock (t1).")
    received = timestamp("ntp.rec", "Receive timestamp", "When it arrived, by the server's clock (t2).")
    sent = timestamp("ntp.xmt", "Transmit timestamp", "When this packet left, by its sender's clock (t3).")


EXTENSION = group("ntp.ext", "Extension field")
EXTENSION_TYPE = u16("ntp.ext.type", "Field type", hex_digits=4)
EXTENSION_LENGTH = u16("ntp.ext.length", "Field length", unit="bytes")
EXTENSION_VALUE = octets("ntp.ext.value", "Value")
KEY_ID = octets("ntp.keyid", "Key ID", length=4)
MAC = octets("ntp.mac", "Message authentication code")


def read_time_packet(cursor: Cursor) -> None:
    """The fixed part, then extensions while more than an authentication is left (RFC 7822 §3)."""
    cursor.header(TimePacket)
    while cursor.remaining > max(MAC_SIZES):
        _read_extension(cursor)
    if cursor.remaining >= SMALLEST_MAC:
        cursor.take(KEY_ID)
        if cursor.remaining:
            cursor.take(MAC, cursor.remaining)


def _read_extension(cursor: Cursor) -> None:
    with cursor.node(EXTENSION):
        cursor.take(EXTENSION_TYPE)
        size = cursor.take(EXTENSION_LENGTH)
        if size < 16 or size % 4:
            raise cursor.malformed(f"an extension field of {size} bytes (RFC 7822 §3)")
        cursor.take(EXTENSION_VALUE, size - 4)
