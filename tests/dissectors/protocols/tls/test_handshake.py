"""Handshake messages behind the hellos."""

from __future__ import annotations

from dissectors.packets.summary import summarize
from tests.dissectors.protocols.carried import in_tcp, values
from tests.dissectors.protocols.tls.records import handshake, record, server_hello, vector


def test_several_messages_in_one_record() -> None:
    certificates = vector(3, vector(3, b"one") + vector(3, b"two"))
    flight = handshake(2, server_hello()) + handshake(11, certificates) + handshake(14, b"")
    dissection = in_tcp(record(22, flight), 40000, 443)
    assert values(dissection, "tls.handshake.type") == [2, 11, 14]
    assert values(dissection, "tls.handshake.certificate") == [b"one", b"two"]
    assert summarize(dissection).info == "Server Hello, Certificate, Server Hello Done"


def test_key_exchange_over_a_curve() -> None:
    body = b"\3\0\x17" + vector(1, b"point") + b"\4\1" + vector(2, b"sign")
    dissection = in_tcp(record(22, handshake(12, body)), 40000, 443)
    assert values(dissection, "tls.handshake.server_named_curve") == [23]
    assert values(dissection, "tls.handshake.server_point") == [b"point"]
    assert values(dissection, "tls.handshake.sig") == [b"sign"]


def test_key_exchange_of_a_client_in_its_forms() -> None:
    curve = in_tcp(record(22, handshake(16, vector(1, b"point"))), 443)
    assert values(curve, "tls.handshake.client_point") == [b"point"]
    rsa = in_tcp(record(22, handshake(16, vector(2, b"secret"))), 443)
    assert values(rsa, "tls.handshake.epms") == [b"secret"]
    assert "Diffie-Hellman" in rsa.find("tls.handshake.epms")[0].spec.explain


def test_older_versions_have_no_scheme_before_the_signature() -> None:
    body = b"\3\0\x17" + vector(1, b"point") + vector(2, b"sign")
    dissection = in_tcp(record(22, handshake(12, body), 0x0301), 40000, 443)
    assert values(dissection, "tls.handshake.sig") == [b"sign"]
    assert not dissection.find("tls.handshake.sig_hash_alg")


def test_bytes_that_are_no_message_are_encrypted() -> None:
    dissection = in_tcp(record(22, bytes(range(200, 240))), 443)
    assert summarize(dissection).info == "Encrypted Handshake Message"
    assert not dissection.find("tls.handshake.type")


def test_after_a_change_of_cipher_everything_is_encrypted() -> None:
    dissection = in_tcp(record(20, b"\1") + record(22, handshake(14, b"")), 443)
    assert summarize(dissection).info == "Change Cipher Spec, Encrypted Handshake Message"
