"""TLS (RFC 8446, RFC 5246): records over TCP that keep everything secret but the handshake's beginning."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.header import Header
from dissectors.names.tls import SHORT_VERSIONS
from dissectors.protocol import Layer, Protocol
from dissectors.protocols.tls.handshake import Session
from dissectors.protocols.tls.record import RECORD, looks_like_tls, read_records

PORTS = (324, 443, 465, 636, 802, 853, 993, 995, 1300, 2221, 2443, 3249, 3250, 3251, 3252, 3496, 5061, 5671, 5684,
         5868, 8883, 11207, 19999, 27017)  # fmt: skip


def _details(layer: Layer[Any], cursor: Cursor) -> None:
    session = Session(0)
    try:
        read_records(cursor, session)
    finally:
        layer.protocol_name = SHORT_VERSIONS.get(session.version, "TLS")


def _info(layer: Layer[Any]) -> str:
    """What each record holds."""
    return ", ".join(field.shown for field in layer.fields if field.spec is RECORD and field.shown) or "Continuation"


TLS = Protocol(
    name="tls",
    title="Transport Layer Security",
    short="TLS",
    references=("RFC 8446", "RFC 5246", "RFC 6066"),
    limitations=(
        "nothing is decrypted",
        "certificates are not decoded",
        "a record that goes on in the next segment is decoded as far as the segment goes",
    ),
    explain="Encrypts what two programs say, and proves who the server is (RFC 8446 §1).",
    header=Header,
    rides_on=tuple(("tcp.port", port) for port in PORTS),
    guessed_on=("tcp",),
    recognises=looks_like_tls,
    details=_details,
    info=_info,
)

PROTOCOLS = (TLS,)
