"""Hello messages and their fingerprints."""

from __future__ import annotations

from hashlib import md5

from tests.dissectors.protocols.carried import in_tcp, printed, values
from tests.dissectors.protocols.tls.records import client_hello, extension, handshake, record, server_hello, vector


def test_fingerprint_of_a_client() -> None:
    hello = client_hello(
        extension(0x0A0A),
        extension(10, vector(2, b"\0\x1d\0\x17")),
        extension(11, b"\1\0"),
        suites=(0x0A0A, 0x1301, 0xC02F),
    )
    dissection = in_tcp(hello, 443)
    full = "771,4865-49199,10-11,29-23,0"
    assert values(dissection, "tls.handshake.ja3_full") == [full]
    assert values(dissection, "tls.handshake.ja3") == [md5(full.encode()).hexdigest()]
    assert printed(dissection, "tls.handshake.ciphersuite") == ["0x0a0a", "0x1301", "0xc02f"]


def test_fingerprint_of_a_server() -> None:
    dissection = in_tcp(record(22, handshake(2, server_hello(extension(65281, b"\0")))), 40000, 443)
    assert values(dissection, "tls.handshake.ja3s_full") == ["771,49199,65281"]
    assert printed(dissection, "tls.handshake.random_time") == ["Jan  1, 1970 18:20:51.000000000 UTC"]


def test_random_of_tls_13_holds_no_time() -> None:
    dissection = in_tcp(record(22, handshake(2, server_hello(extension(43, b"\3\4")))), 40000, 443)
    assert len(values(dissection, "tls.handshake.random")) == 1
    assert not dissection.find("tls.handshake.random_time")
    assert dissection.layers[-1].protocol_name == "TLSv1.3"


def test_hello_without_extensions() -> None:
    body = b"\3\1" + bytes(32) + b"\0" + b"\0\5\0"
    dissection = in_tcp(record(22, handshake(2, body), 0x0301), 40000, 443)
    assert values(dissection, "tls.handshake.ja3s_full") == ["769,5,"]
