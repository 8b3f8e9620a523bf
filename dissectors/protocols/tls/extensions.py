"""Extensions of the hello messages (RFC 8446 §4.2, RFC 6066 and others): what is offered beyond cipher suites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dissectors.cursor import Cursor
from dissectors.fields import ABSOLUTE_TIME, FieldSpec, group, octets, string, u8, u16, u32
from dissectors.names.tls import (
    CERTIFICATE_COMPRESSIONS,
    EXTENSIONS,
    GREASE,
    GROUPS,
    HASHES,
    SIGNATURE_SCHEMES,
    SIGNATURES,
    VERSIONS,
)
from dissectors.protocols.tls.vectors import items, opaque

CLIENT_HELLO, SERVER_HELLO, NEW_SESSION_TICKET = 1, 2, 4
RETRY_RANDOM = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
"""The random value that makes a server hello a request to try again (RFC 8446 §4.1.3)."""

ALL_LENGTH = u16("tls.handshake.extensions_length", "Extensions length", unit="bytes")
EXTENSION = group("", "Extension")
TYPE = u16("tls.handshake.extension.type", "Type", values=EXTENSIONS)
LENGTH = u16("tls.handshake.extension.len", "Length", unit="bytes")
DATA = octets("tls.handshake.extension.data", "Data")

NAMES_LENGTH = u16("tls.handshake.extensions_server_name_list_len", "Server name list length")
NAME_TYPE = u8("tls.handshake.extensions_server_name_type", "Server name type", values={0: "host_name"})
NAME_LENGTH = u16("tls.handshake.extensions_server_name_len", "Server name length")
NAME = string(
    "tls.handshake.extensions_server_name",
    "Server name",
    explain="SNI: the site the client wants, readable by anyone on the way (RFC 6066 §3).",
)
FRAGMENT = u8("tls.handshake.max_fragment_length", "Maximum fragment length",
              values={1: "512", 2: "1024", 3: "2048", 4: "4096"})  # fmt: skip
STATUS_TYPE = u8("tls.handshake.extensions_status_request_type", "Certificate status type", values={1: "OCSP"})
RESPONDERS = u16("tls.handshake.extensions_status_request_responder_ids_len", "Responder ID list length")
REQUEST_EXTENSIONS = u16("tls.handshake.extensions_status_request_exts_len", "Request extensions length")
STATUS_LIST_LENGTH = u16("tls.handshake.extensions_status_request_list_len", "Certificate status list length")
STATUS_LENGTH = u16("tls.handshake.extensions_status_request_len", "Certificate status length")
GROUPS_LENGTH = u16("tls.handshake.extensions_supported_groups_length", "Supported groups list length")
GROUP_LIST = group("tls.handshake.extensions_supported_groups", "Supported groups")
GROUP = u16(
    "tls.handshake.extensions_supported_group",
    "Supported group",
    values=GROUPS,
    hex_digits=4,
    explain="A curve or field in which the two can agree on a secret (RFC 8446 §4.2.7).",
)
FORMATS_LENGTH = u8("tls.handshake.extensions_ec_point_formats_length", "EC point formats length")
FORMAT_LIST = group("tls.handshake.extensions_ec_point_formats", "EC point formats")
FORMAT = u8(
    "tls.handshake.extensions_ec_point_format",
    "EC point format",
    values={0: "uncompressed", 1: "ansiX962_compressed_prime", 2: "ansiX962_compressed_char2"},
)
SCHEMES_LENGTH = u16("tls.handshake.sig_hash_alg_len", "Signature algorithms length")
SCHEME_LIST = group("tls.handshake.sig_hash_algs", "Signature algorithms")
SCHEME = u16("tls.handshake.sig_hash_alg", "Signature algorithm", values=SIGNATURE_SCHEMES, hex_digits=4)
SCHEME_HASH = u8("tls.handshake.sig_hash_hash", "Hash", values=HASHES)
SCHEME_SIGNATURE = u8("tls.handshake.sig_hash_sig", "Signature", values=SIGNATURES)
HEARTBEAT = u8("tls.handshake.extension.heartbeat.mode", "Mode", values={1: "May send requests", 2: "May not"})
ALPN_LENGTH = u16("tls.handshake.extensions_alpn_len", "ALPN list length")
ALPN_LIST = group("tls.handshake.extensions_alpn_list", "ALPN protocols")
ALPN_STRING_LENGTH = u8("tls.handshake.extensions_alpn_str_len", "ALPN string length")
ALPN_STRING = string(
    "tls.handshake.extensions_alpn_str",
    "ALPN protocol",
    explain="What shall be spoken inside: http/1.1, h2 and so on (RFC 7301 §3.1).",
)
PADDING = octets("tls.handshake.extensions_padding_data", "Padding data")
ALGORITHMS_LENGTH = u8("tls.compress_certificate.algorithms_length", "Algorithms length")
ALGORITHM = u16("tls.compress_certificate.algorithm", "Algorithm", values=CERTIFICATE_COMPRESSIONS)
RECORD_LIMIT = u16("tls.record_size_limit", "Record size limit", unit="bytes")
IDENTITIES_LENGTH = u16("tls.handshake.extensions.psk.identities.length", "Identities length")
IDENTITY = group("", "PSK identity")
IDENTITY_LENGTH = u16("tls.handshake.extensions.psk.identity.identity_length", "Identity length")
IDENTITY_BYTES = octets("tls.handshake.extensions.psk.identity.identity", "Identity")
TICKET_AGE = u32("tls.handshake.extensions.psk.identity.obfuscated_ticket_age", "Obfuscated ticket age")
BINDERS_LENGTH = u16("tls.handshake.extensions.psk.binders_len", "PSK binders length")
BINDERS = group("tls.handshake.extensions.psk.binders", "PSK binders")
SELECTED_IDENTITY = u16("tls.handshake.extensions.psk.identity.selected", "Selected identity")
EARLY_DATA = u32("tls.early_data.max_early_data_size", "Maximum early data size", unit="bytes")
VERSIONS_LENGTH = u8("tls.handshake.extensions.supported_versions_len", "Supported versions length")
VERSION = u16(
    "tls.handshake.extensions.supported_version",
    "Supported version",
    values=VERSIONS,
    hex_digits=4,
    explain="What the client speaks, or the server chose: since TLS 1.3 the version is told here (RFC 8446 §4.2.1).",
)
COOKIE_LENGTH = u16("tls.handshake.extensions.cookie_len", "Cookie length")
COOKIE = octets("tls.handshake.extensions.cookie", "Cookie")
MODES_LENGTH = u8("tls.extension.psk_ke_modes_length", "PSK key exchange modes length")
MODE = u8("tls.extension.psk_ke_mode", "PSK key exchange mode", values={0: "PSK only", 1: "PSK with (EC)DHE"})
SHARES_LENGTH = u16("tls.handshake.extensions_key_share_client_length", "Client key share length")
SHARE = group("", "Key share entry")
SHARE_GROUP = u16("tls.handshake.extensions_key_share_group", "Group", values=GROUPS)
SHARE_LENGTH = u16("tls.handshake.extensions_key_share_key_exchange_length", "Key exchange length")
SHARE_KEY = octets("tls.handshake.extensions_key_share_key_exchange", "Key exchange")
SELECTED_GROUP = u16("tls.handshake.extensions_key_share_selected_group", "Selected group", values=GROUPS)
NPN_LENGTH = u8("tls.handshake.extensions_npn_str_len", "Protocol string length")
NPN = string("tls.handshake.extensions_npn", "Next protocol")
ALPS_LENGTH = u16("tls.handshake.extensions_alps_len", "ALPS list length")
ALPS_LIST = group("tls.handshake.extensions_alps_alpn_list", "Supported ALPN list")
ALPS_STRING_LENGTH = u8("tls.handshake.extensions_alps_alpn_str_len", "Supported ALPN length")
ALPS_STRING = string("tls.handshake.extensions_alps_alpn_str", "Supported ALPN")
RENEGOTIATION_LENGTH = u8("tls.handshake.extensions_reneg_info_len", "Renegotiation info length")
RENEGOTIATION = octets("tls.handshake.extensions_reneg_info", "Renegotiation info")
SRP_LENGTH = u8("tls.handshake.extensions_srp_len", "SRP user name length")
SRP = string("tls.handshake.extensions_srp_username", "SRP user name")
ID_LENGTH = u8("tls.connection_id_length", "Connection ID length")
ID = octets("tls.connection_id", "Connection ID")
SCTS_LENGTH = u16("tls.sct.scts_length", "Timestamps length")
SCT = group("", "Signed certificate timestamp")
SCT_LENGTH = u16("tls.sct.sct_length", "Timestamp length")
SCT_VERSION = u8("tls.sct.sct_version", "Version")
SCT_LOG = octets("tls.sct.sct_logid", "Log ID", length=32)
SCT_TIME: FieldSpec[int] = FieldSpec("tls.sct.sct_timestamp", "Timestamp", ABSOLUTE_TIME)
SCT_EXTENSIONS_LENGTH = u16("tls.sct.sct_extensions_length", "Extensions length")
SCT_EXTENSIONS = group("tls.sct.sct_extensions", "Extensions")
SCT_SIGNATURE_LENGTH = u16("tls.sct.sct_signature_length", "Signature length")
SCT_SIGNATURE = octets("tls.sct.sct_signature", "Signature")
CERT_TYPE_LIST = group("tls.handshake.cert_type.types", "Certificate types")
CERT_TYPES_LENGTH = u8("tls.handshake.cert_type.types_len", "Certificate type list length")
CERT_TYPE = u8("tls.handshake.cert_type.type", "Certificate type", hex_digits=2)


@dataclass(slots=True)
class Extensions:
    """What fingerprints and the version are made of."""

    message: int
    """Type of the handshake message they stand in."""
    is_retry: bool = False
    types: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    formats: list[int] = field(default_factory=list)
    chosen_version: int | None = None


def _server_name(cursor: Cursor, found: Extensions) -> None:
    def read(cursor: Cursor) -> None:
        cursor.take(NAME_TYPE)
        cursor.take(NAME, cursor.take(NAME_LENGTH))

    if cursor.remaining:
        items(cursor, NAMES_LENGTH, None, read)


def _status_request(cursor: Cursor, found: Extensions) -> None:
    if found.message != CLIENT_HELLO or not cursor.remaining:
        return
    if cursor.take(STATUS_TYPE) == 1:
        cursor.skip(cursor.take(RESPONDERS))
        cursor.skip(cursor.take(REQUEST_EXTENSIONS))


def _status_request_list(cursor: Cursor, found: Extensions) -> None:
    def read(cursor: Cursor) -> None:
        cursor.take(STATUS_TYPE)
        with cursor.limit(cursor.take(STATUS_LENGTH)):
            cursor.skip(cursor.take(RESPONDERS))
            cursor.skip(cursor.take(REQUEST_EXTENSIONS))

    if found.message == CLIENT_HELLO:
        items(cursor, STATUS_LIST_LENGTH, None, read)


def _groups(cursor: Cursor, found: Extensions) -> None:
    found.groups += items(cursor, GROUPS_LENGTH, GROUP_LIST, lambda cursor: cursor.take(GROUP), "groups")


def _formats(cursor: Cursor, found: Extensions) -> None:
    found.formats += items(cursor, FORMATS_LENGTH, FORMAT_LIST, lambda cursor: cursor.take(FORMAT), "formats")


def read_scheme(cursor: Cursor) -> None:
    """A signature scheme, with its hash and signature as TLS 1.2 reads them (RFC 5246 §7.4.1.4.1)."""
    with cursor.node(SCHEME) as node:
        number = cursor.number(2)
        node.value = number
        cursor.take(SCHEME_HASH)
        cursor.take(SCHEME_SIGNATURE)


def read_schemes(cursor: Cursor) -> None:
    """The list of signature schemes."""
    items(cursor, SCHEMES_LENGTH, SCHEME_LIST, read_scheme, "algorithms")


def _schemes(cursor: Cursor, found: Extensions) -> None:
    read_schemes(cursor)


def _protocols(cursor: Cursor, found: Extensions) -> None:
    def read(cursor: Cursor) -> None:
        cursor.take(ALPN_STRING, cursor.take(ALPN_STRING_LENGTH))

    items(cursor, ALPN_LENGTH, ALPN_LIST, read)


def _settings(cursor: Cursor, found: Extensions) -> None:
    def read(cursor: Cursor) -> None:
        cursor.take(ALPS_STRING, cursor.take(ALPS_STRING_LENGTH))

    items(cursor, ALPS_LENGTH, ALPS_LIST, read)


def _timestamps(cursor: Cursor, found: Extensions) -> None:
    def read(cursor: Cursor) -> None:
        with cursor.node(SCT), cursor.limit(cursor.take(SCT_LENGTH)):
            cursor.take(SCT_VERSION)
            cursor.take(SCT_LOG)
            cursor.add(SCT_TIME, cursor.number(8) * 1_000_000, cursor.position, cursor.position + 8)
            cursor.skip(8)
            opaque(cursor, SCT_EXTENSIONS_LENGTH, SCT_EXTENSIONS)
            read_scheme(cursor)
            opaque(cursor, SCT_SIGNATURE_LENGTH, SCT_SIGNATURE)

    if cursor.remaining:
        items(cursor, SCTS_LENGTH, None, read)


def _padding(cursor: Cursor, found: Extensions) -> None:
    cursor.take(PADDING, cursor.remaining)


def _compress_certificate(cursor: Cursor, found: Extensions) -> None:
    items(cursor, ALGORITHMS_LENGTH, None, lambda cursor: cursor.take(ALGORITHM))


def _pre_shared_key(cursor: Cursor, found: Extensions) -> None:
    def read(cursor: Cursor) -> None:
        with cursor.node(IDENTITY):
            opaque(cursor, IDENTITY_LENGTH, IDENTITY_BYTES)
            cursor.take(TICKET_AGE)

    if found.message == CLIENT_HELLO:
        items(cursor, IDENTITIES_LENGTH, None, read)
        size = cursor.take(BINDERS_LENGTH)
        cursor.take(BINDERS, size)
    else:
        cursor.take(SELECTED_IDENTITY)


def _early_data(cursor: Cursor, found: Extensions) -> None:
    if found.message == NEW_SESSION_TICKET:
        cursor.take(EARLY_DATA)


def _versions(cursor: Cursor, found: Extensions) -> None:
    if found.message == CLIENT_HELLO:
        items(cursor, VERSIONS_LENGTH, None, lambda cursor: cursor.take(VERSION))
    else:
        found.chosen_version = cursor.take(VERSION)


def _cookie(cursor: Cursor, found: Extensions) -> None:
    opaque(cursor, COOKIE_LENGTH, COOKIE)


def _modes(cursor: Cursor, found: Extensions) -> None:
    items(cursor, MODES_LENGTH, None, lambda cursor: cursor.take(MODE))


def _read_share(cursor: Cursor) -> None:
    with cursor.node(SHARE) as node:
        name = cursor.take(SHARE_GROUP)
        opaque(cursor, SHARE_LENGTH, SHARE_KEY)
        node.heading = f"Key share entry: {GROUPS.get(name, 'unknown group')}"


def _key_share(cursor: Cursor, found: Extensions) -> None:
    if found.is_retry:
        cursor.take(SELECTED_GROUP)
    elif found.message == CLIENT_HELLO:
        items(cursor, SHARES_LENGTH, None, _read_share)
    else:
        _read_share(cursor)


def _next_protocol(cursor: Cursor, found: Extensions) -> None:
    def read(cursor: Cursor) -> None:
        cursor.take(NPN, cursor.take(NPN_LENGTH))

    items(cursor, None, None, read)


def _renegotiation(cursor: Cursor, found: Extensions) -> None:
    opaque(cursor, RENEGOTIATION_LENGTH, RENEGOTIATION)


def _certificate_type(cursor: Cursor, found: Extensions) -> None:
    if found.message == CLIENT_HELLO:
        items(cursor, CERT_TYPES_LENGTH, CERT_TYPE_LIST, lambda cursor: cursor.take(CERT_TYPE))
    else:
        cursor.take(CERT_TYPE)


READERS: dict[int, Callable[[Cursor, Extensions], None]] = {
    0: _server_name,
    1: lambda cursor, found: void(cursor.take(FRAGMENT)),
    5: _status_request,
    9: _certificate_type,
    10: _groups,
    11: _formats,
    12: lambda cursor, found: void(opaque(cursor, SRP_LENGTH, SRP)),
    13: _schemes,
    15: lambda cursor, found: void(cursor.take(HEARTBEAT)),
    16: _protocols,
    17: _status_request_list,
    18: _timestamps,
    19: _certificate_type,
    20: _certificate_type,
    21: _padding,
    27: _compress_certificate,
    28: lambda cursor, found: void(cursor.take(RECORD_LIMIT)),
    34: _schemes,
    41: _pre_shared_key,
    42: _early_data,
    43: _versions,
    44: _cookie,
    45: _modes,
    50: _schemes,
    51: _key_share,
    54: lambda cursor, found: void(opaque(cursor, ID_LENGTH, ID)),
    13172: _next_protocol,
    17513: _settings,
    65281: _renegotiation,
}
"""Extension type to its reader; all others are data."""


def void(value: object) -> None:
    """Forget a value."""


def read_extensions(cursor: Cursor, found: Extensions) -> None:
    """The list of extensions, which may be missing altogether (RFC 5246 §7.4.1.2)."""
    if not cursor.remaining:
        return
    with cursor.limit(cursor.take(ALL_LENGTH)):
        while cursor.remaining > 0:
            _read_extension(cursor, found)


def _read_extension(cursor: Cursor, found: Extensions) -> None:
    with cursor.node(EXTENSION) as node:
        kind = cursor.take(TYPE)
        size = cursor.take(LENGTH)
        name = EXTENSIONS.get(kind, f"Unknown type {kind}")
        node.heading = f"Extension: {name} (len={size})"
        found.types.append(kind)
        with cursor.limit(size):
            reader = READERS.get(kind)
            if reader is not None:
                reader(cursor, found)
            elif kind not in EMPTY or cursor.remaining:
                cursor.take(DATA, min(size, cursor.remaining))


EMPTY = frozenset((22, 23, 49))
"""Extensions that say all by being there."""


def without_grease(numbers: list[int]) -> str:
    """Numbers joined as JA3 joins them."""
    return "-".join(str(number) for number in numbers if number not in GREASE)
