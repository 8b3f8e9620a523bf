"""Client and server hello (RFC 8446 §4.1, RFC 5246 §7.4.1), and the fingerprints JA3 and JA3S of them."""

from __future__ import annotations

from hashlib import md5

from dissectors.cursor import Cursor
from dissectors.fields import ABSOLUTE_TIME, STRING, FieldSpec, generated, group, octets, u8, u16
from dissectors.names.cipher_suites import CIPHER_SUITES
from dissectors.names.tls import COMPRESSIONS, GREASE, VERSIONS
from dissectors.protocols.tls.extensions import (
    CLIENT_HELLO,
    RETRY_RANDOM,
    SERVER_HELLO,
    Extensions,
    read_extensions,
    without_grease,
)
from dissectors.protocols.tls.vectors import items, opaque

VERSION = u16(
    "tls.handshake.version",
    "Version",
    values=VERSIONS,
    hex_digits=4,
    explain="The highest version up to 1.2; TLS 1.3 says 1.2 here and tells the truth in the extension "
    "supported_versions (RFC 8446 §4.1.2).",
)
RANDOM = octets("tls.handshake.random", "Random", explain="32 random bytes, so that no two handshakes are alike.")
RANDOM_TIME: FieldSpec[int] = FieldSpec("tls.handshake.random_time", "GMT Unix time", ABSOLUTE_TIME)
RANDOM_BYTES = octets("tls.handshake.random_bytes", "Random bytes", length=28)
SESSION_LENGTH = u8("tls.handshake.session_id_length", "Session ID length")
SESSION = octets("tls.handshake.session_id", "Session ID", explain="To go on with an earlier session (RFC 5246 §7.3).")
SUITES_LENGTH = u16("tls.handshake.cipher_suites_length", "Cipher suites length", unit="bytes")
SUITES = group("tls.handshake.ciphersuites", "Cipher suites")
SUITE = u16(
    "tls.handshake.ciphersuite",
    "Cipher suite",
    values={**CIPHER_SUITES, **dict.fromkeys(sorted(GREASE), "Reserved (GREASE)")},
    hex_digits=4,
    explain="How keys are agreed on, who signs, how data is encrypted. The client offers, the server picks one "
    "(RFC 8446 §4.1.2).",
)
METHODS_LENGTH = u8("tls.handshake.comp_methods_length", "Compression methods length")
METHODS = group("tls.handshake.comp_methods", "Compression methods")
METHOD = u8("tls.handshake.comp_method", "Compression method", values=COMPRESSIONS)
JA3_FULL = generated(STRING, "tls.handshake.ja3_full", "JA3 full string")
JA3 = generated(STRING, "tls.handshake.ja3", "JA3", explain="A hash of what the client offers: tells programs apart.")
JA3S_FULL = generated(STRING, "tls.handshake.ja3s_full", "JA3S full string")
JA3S = generated(STRING, "tls.handshake.ja3s", "JA3S", explain="A hash of what the server chose.")


def _read_random(cursor: Cursor) -> bytes:
    cursor.need(32)
    raw = cursor.peek(32)
    with cursor.node(RANDOM):
        seconds = cursor.number(4)
        cursor.add(RANDOM_TIME, seconds * 1_000_000_000, cursor.position, cursor.position + 4)
        cursor.skip(4)
        cursor.take(RANDOM_BYTES)
    return raw


def _fingerprint(cursor: Cursor, full: FieldSpec[str], short: FieldSpec[str], text: str) -> None:
    cursor.conclude(full, text)
    cursor.conclude(short, md5(text.encode(), usedforsecurity=False).hexdigest())


def read_client_hello(cursor: Cursor) -> int:
    """The client's offer; gives the version it names."""
    version = cursor.take(VERSION)
    _read_random(cursor)
    opaque(cursor, SESSION_LENGTH, SESSION)
    suites = items(cursor, SUITES_LENGTH, SUITES, lambda cursor: cursor.take(SUITE), "suites")
    items(cursor, METHODS_LENGTH, METHODS, lambda cursor: cursor.take(METHOD), "methods")
    found = Extensions(CLIENT_HELLO)
    read_extensions(cursor, found)
    parts = (suites, found.types, found.groups, found.formats)
    _fingerprint(cursor, JA3_FULL, JA3, ",".join([str(version), *map(without_grease, parts)]))
    return version


def read_server_hello(cursor: Cursor) -> int:
    """The server's choice; gives the version that was agreed on."""
    version = cursor.take(VERSION)
    is_retry = _read_random(cursor) == RETRY_RANDOM
    random = cursor.fields[-1]
    opaque(cursor, SESSION_LENGTH, SESSION)
    suite = cursor.take(SUITE)
    cursor.take(METHOD)
    found = Extensions(SERVER_HELLO, is_retry)
    read_extensions(cursor, found)
    _fingerprint(cursor, JA3S_FULL, JA3S, f"{version},{suite},{'-'.join(map(str, found.types))}")
    if found.chosen_version is not None:
        random.children.clear()  # since TLS 1.3 there is no time in it (RFC 8446 §4.1.3)
    return found.chosen_version or version
