"""Handshake messages (RFC 5246 §7.4, RFC 8446 §4): what the two agree on before data flows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dissectors.cursor import Cursor
from dissectors.fields import group, octets, u8, u16, u24, u32
from dissectors.names.tls import CERTIFICATE_KINDS, GROUPS, HANDSHAKE_TYPES
from dissectors.protocols.tls.extensions import read_scheme, read_schemes
from dissectors.protocols.tls.hello import read_client_hello, read_server_hello
from dissectors.protocols.tls.vectors import items, opaque

HANDSHAKE = group("tls.handshake", "Handshake protocol")
TYPE = u8(
    "tls.handshake.type",
    "Handshake type",
    values=HANDSHAKE_TYPES,
    explain="Client hello and server hello agree on how; certificate and key exchange follow (RFC 8446 §4).",
)
LENGTH = u24("tls.handshake.length", "Length", unit="bytes")
CERTIFICATES_LENGTH = u24("tls.handshake.certificates_length", "Certificates length", unit="bytes")
CERTIFICATES = group("tls.handshake.certificates", "Certificates")
CERTIFICATE_LENGTH = u24("tls.handshake.certificate_length", "Certificate length", unit="bytes")
CERTIFICATE = octets("tls.handshake.certificate", "Certificate", explain="Who the server is, signed by somebody "
                     "trusted (X.509, RFC 5280); in clear text up to TLS 1.2.")  # fmt: skip
LIFETIME = u32("tls.handshake.session_ticket_lifetime_hint", "Session ticket lifetime hint", unit="seconds")
TICKET_LENGTH = u16("tls.handshake.session_ticket_length", "Session ticket length")
TICKET = octets("tls.handshake.session_ticket", "Session ticket")
CURVE_TYPE = u8("tls.handshake.server_curve_type", "Curve type", hex_digits=2, values={3: "named_curve"})
NAMED_CURVE = u16("tls.handshake.server_named_curve", "Named curve", hex_digits=4, values=GROUPS)
SERVER_POINT_LENGTH = u8("tls.handshake.server_point_len", "Public key length")
SERVER_POINT = octets("tls.handshake.server_point", "Public key")
P_LENGTH, P = u16("tls.handshake.p_len", "p length"), octets("tls.handshake.p", "p")
G_LENGTH, G = u16("tls.handshake.g_len", "g length"), octets("tls.handshake.g", "g")
YS_LENGTH, YS = u16("tls.handshake.ys_len", "Public key length"), octets("tls.handshake.ys", "Public key")
SIGNATURE_LENGTH = u16("tls.handshake.sig_len", "Signature length")
SIGNATURE = octets("tls.handshake.sig", "Signature")
CLIENT_POINT_LENGTH = u8("tls.handshake.client_point_len", "Public key length")
CLIENT_POINT = octets("tls.handshake.client_point", "Public key")
SECRET_LENGTH = u16("tls.handshake.epms_len", "Encrypted premaster secret length")
SECRET = octets(
    "tls.handshake.epms",
    "Encrypted premaster secret",
    explain="For the server's RSA key. Where the suite that was chosen is one of Diffie-Hellman, the client's public "
    "value stands here in the same form, and only the server's hello tells which it is (RFC 5246 §7.4.7).",
)
KINDS_LENGTH = u8("tls.handshake.cert_types_count", "Certificate types count")
KINDS = group("tls.handshake.cert_types", "Certificate types")
KIND = u8("tls.handshake.cert_type", "Certificate type", values=CERTIFICATE_KINDS)
NAMES_LENGTH = u16("tls.handshake.dnames_len", "Distinguished names length")
NAMES = group("tls.handshake.dnames", "Distinguished names")
NAME_LENGTH = u16("tls.handshake.dname_len", "Distinguished name length")
NAME = group("tls.handshake.dname", "Distinguished name")
VERIFY_LENGTH = u16("tls.handshake.client_cert_vrfy.sig_len", "Signature length")
VERIFY = octets("tls.handshake.client_cert_vrfy.sig", "Signature")
VERIFY_DATA = group("tls.handshake.verify_data", "Verify data")
STATUS_TYPE = u8("tls.handshake.extensions_status_request_type", "Certificate status type", values={1: "OCSP"})
OCSP_LENGTH = u24("tls.handshake.ocsp_response_len", "OCSP response length")
ENCRYPTED = group("tls.handshake", "Handshake protocol", explain="Keys are in use: only the two can read it.")
KEYS = group("", "Key exchange")
TICKETS = group("", "Session ticket")
GOES_ON = group("", "The message goes on in another record or segment")

HEADER_SIZE = 4
NEED_TLS12 = 0x0303


@dataclass(slots=True)
class Session:
    """What one segment tells of the session."""

    version: int
    """The version agreed on, as far as seen."""
    is_encrypted: bool = False
    """A change of cipher came before, in the same segment."""


def _client_hello(cursor: Cursor, session: Session) -> None:
    read_client_hello(cursor)


def _server_hello(cursor: Cursor, session: Session) -> None:
    session.version = read_server_hello(cursor)


def _certificate(cursor: Cursor, session: Session) -> None:
    def read(cursor: Cursor) -> None:
        opaque(cursor, CERTIFICATE_LENGTH, CERTIFICATE)

    items(cursor, CERTIFICATES_LENGTH, CERTIFICATES, read)


def _signature(cursor: Cursor, session: Session) -> None:
    if session.version >= NEED_TLS12:
        read_scheme(cursor)
    opaque(cursor, SIGNATURE_LENGTH, SIGNATURE)


def _server_keys(cursor: Cursor, session: Session) -> None:
    """RFC 8422 §5.4, RFC 5246 §7.4.3: which of the two forms it is follows from the suite; the bytes tell as well."""
    with cursor.node(KEYS, "Key exchange parameters of the server"):
        if cursor.number(1) == 3:
            cursor.take(CURVE_TYPE)
            cursor.take(NAMED_CURVE)
            opaque(cursor, SERVER_POINT_LENGTH, SERVER_POINT)
        else:
            opaque(cursor, P_LENGTH, P)
            opaque(cursor, G_LENGTH, G)
            opaque(cursor, YS_LENGTH, YS)
        if cursor.remaining:
            _signature(cursor, session)


def _client_keys(cursor: Cursor, session: Session) -> None:
    """RFC 8422 §5.7 with a length of one byte, RFC 5246 §7.4.7 with one of two; SSL 3.0 has none."""
    with cursor.node(KEYS, "Key exchange parameters of the client"):
        if cursor.remaining and cursor.number(1) == cursor.remaining - 1:
            opaque(cursor, CLIENT_POINT_LENGTH, CLIENT_POINT)
        elif cursor.remaining >= 2 and cursor.number(2) == cursor.remaining - 2:
            opaque(cursor, SECRET_LENGTH, SECRET)
        elif cursor.remaining:
            cursor.take(SECRET, cursor.remaining)


def _request(cursor: Cursor, session: Session) -> None:
    def read(cursor: Cursor) -> None:
        opaque(cursor, NAME_LENGTH, NAME)

    items(cursor, KINDS_LENGTH, KINDS, lambda cursor: cursor.take(KIND), "types")
    if session.version >= NEED_TLS12:
        read_schemes(cursor)
    items(cursor, NAMES_LENGTH, NAMES, read)


def _verify(cursor: Cursor, session: Session) -> None:
    if session.version >= NEED_TLS12:
        read_scheme(cursor)
    opaque(cursor, VERIFY_LENGTH, VERIFY)


def _ticket(cursor: Cursor, session: Session) -> None:
    with cursor.node(TICKETS):
        cursor.take(LIFETIME)
        opaque(cursor, TICKET_LENGTH, TICKET)


def _status(cursor: Cursor, session: Session) -> None:
    cursor.take(STATUS_TYPE)
    cursor.skip(cursor.take(OCSP_LENGTH))


def _finished(cursor: Cursor, session: Session) -> None:
    cursor.take(VERIFY_DATA, cursor.remaining)


READERS: dict[int, Callable[[Cursor, Session], None]] = {
    1: _client_hello,
    2: _server_hello,
    4: _ticket,
    11: _certificate,
    12: _server_keys,
    13: _request,
    15: _verify,
    16: _client_keys,
    20: _finished,
    22: _status,
}


def read_handshake(cursor: Cursor, session: Session) -> list[str]:
    """All messages of a record; their names. Bytes that make no message are encrypted."""
    names: list[str] = []
    while cursor.remaining > 0:
        kind, size = _head(cursor)
        if kind is None or session.is_encrypted or (not names and size + HEADER_SIZE > MOST_FRAGMENTED):
            names.append("Encrypted Handshake Message")
            with cursor.node(ENCRYPTED, "Handshake protocol: Encrypted Handshake Message"):
                cursor.skip(cursor.remaining)
            break
        names.append(HANDSHAKE_TYPES[kind])
        with cursor.node(HANDSHAKE, f"Handshake protocol: {HANDSHAKE_TYPES[kind]}"):
            _read_message(cursor, session, kind, size)
    return names


MOST_FRAGMENTED = 1 << 18
"""A first message longer than this is not believed: it is encrypted."""


def _head(cursor: Cursor) -> tuple[int | None, int]:
    """Type and length of the message at the cursor; no type where there is none that is known."""
    if cursor.remaining < HEADER_SIZE:
        return None, 0
    kind, size = cursor.number(1), cursor.number(3, 1)
    return (kind if kind in HANDSHAKE_TYPES else None), size


def _read_message(cursor: Cursor, session: Session, kind: int, size: int) -> None:
    cursor.take(TYPE)
    cursor.take(LENGTH)
    if size > cursor.remaining:
        cursor.notice(GOES_ON, "note", "The message goes on in another segment", cursor.position, cursor.stop)
        cursor.skip(cursor.remaining)
        return
    with cursor.limit(size):
        reader = READERS.get(kind)
        if reader is not None:
            reader(cursor, session)
