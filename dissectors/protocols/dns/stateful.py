"""DNS Stateful Operations (RFC 8490): a list of type, length, value in place of questions and records."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, group, octets, u16, u32

OPERATIONS = group("dns.dso", "DNS stateful operations")
ITEM = group("dns.dso.tlv", "Item")
TYPES = {
    1: "Keepalive",
    2: "Retry delay",
    3: "Encryption padding",
    0x40: "Subscribe",
    0x41: "Push",
    0x42: "Unsubscribe",
    0x43: "Reconfirm",
}
TYPE = u16("dns.dso.tlv.type", "Type", values=TYPES)
LENGTH = u16("dns.dso.tlv.length", "Length", unit="bytes")
DATA = octets("dns.dso.tlv.data", "Data")
PADDING = octets("dns.dso.tlv.encpad.padding", "Padding")
NUMBERS: dict[int, tuple[AnySpec, ...]] = {
    1: (
        u32("dns.dso.tlv.keepalive.inactivity", "Inactivity timeout", unit="ms"),
        u32("dns.dso.tlv.keepalive.interval", "Keepalive interval", unit="ms"),
    ),
    2: (u32("dns.dso.tlv.retrydelay.retrydelay", "Retry delay", unit="ms"),),
}


def read_stateful(cursor: Cursor) -> None:
    """Leave every item up to the message's end."""
    with cursor.node(OPERATIONS):
        while cursor.remaining > 0:
            with cursor.node(ITEM) as node:
                kind = cursor.take(TYPE)
                size = cursor.take(LENGTH)
                node.heading = f"Item: {TYPES.get(kind, f'type {kind}')}"
                with cursor.limit(size):
                    for spec in NUMBERS.get(kind, ()):
                        cursor.take(spec)
                    if cursor.remaining > 0 and kind not in NUMBERS:
                        cursor.take(PADDING if kind == 3 else DATA, cursor.remaining)
