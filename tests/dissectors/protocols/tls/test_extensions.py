"""Extensions of hello messages."""

from __future__ import annotations

import struct

from dissectors.protocols.tls.extensions import without_grease
from tests.dissectors.protocols.carried import in_tcp, notices, printed, values
from tests.dissectors.protocols.tls.records import client_hello, extension, handshake, record, server_hello, vector


def test_server_name_is_read() -> None:
    name = extension(0, vector(2, b"\0" + vector(2, b"www.test")))
    dissection = in_tcp(client_hello(name), 443)
    assert values(dissection, "tls.handshake.extensions_server_name") == ["www.test"]


def test_protocols_versions_groups_and_schemes() -> None:
    dissection = in_tcp(
        client_hello(
            extension(16, vector(2, vector(1, b"h2") + vector(1, b"http/1.1"))),
            extension(43, vector(1, struct.pack(">2H", 0x0304, 0x0303))),
            extension(10, vector(2, struct.pack(">2H", 29, 23))),
            extension(13, vector(2, struct.pack(">H", 0x0403))),
        ),
        443,
    )
    assert values(dissection, "tls.handshake.extensions_alpn_str") == ["h2", "http/1.1"]
    assert printed(dissection, "tls.handshake.extensions.supported_version") == ["0x0304", "0x0303"]
    assert printed(dissection, "tls.handshake.extensions_supported_group") == ["0x001d", "0x0017"]
    assert values(dissection, "tls.handshake.sig_hash_alg") == [0x0403]
    assert values(dissection, "tls.handshake.sig_hash_sig") == [3]


def test_key_share_of_a_retry_is_a_group_only() -> None:
    retry = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
    hello = server_hello(extension(51, b"\0\x17"), random=retry)
    dissection = in_tcp(record(22, handshake(2, hello)), 40000, 443)
    assert values(dissection, "tls.handshake.extensions_key_share_selected_group") == [23]


def test_unknown_extension_is_bytes() -> None:
    dissection = in_tcp(client_hello(extension(4660, b"zz"), extension(22)), 443)
    assert values(dissection, "tls.handshake.extension.data") == [b"zz"]
    assert values(dissection, "tls.handshake.extension.type") == [4660, 22]


def test_extension_with_a_list_too_long_keeps_those_before() -> None:
    dissection = in_tcp(client_hello(extension(28, b"\1\0"), extension(10, b"\0\x10\0\1")), 443)
    assert values(dissection, "tls.record_size_limit") == [256]
    assert "_ws.malformed" in notices(dissection)


def test_reserved_values_are_left_out_of_fingerprints() -> None:
    assert without_grease([0x0A0A, 1, 0xFAFA, 2]) == "1-2"
