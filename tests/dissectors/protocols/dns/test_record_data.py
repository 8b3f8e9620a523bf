"""Data of records, type by type."""

from __future__ import annotations

import pytest

from tests.dissectors.protocols.carried import in_udp, printed, values
from tests.dissectors.protocols.dns.messages import WWW, answer, record


@pytest.mark.parametrize(
    ("kind", "data", "name", "expected"),
    [
        (1, bytes((192, 0, 2, 1)), "dns.a", ["192.0.2.1"]),
        (2, WWW, "dns.ns", ["www.test"]),
        (15, b"\0\x0a" + WWW, "dns.mx.mail_exchange", ["www.test"]),
        (16, b"\2hi\5there", "dns.txt", ["hi", "there"]),
        (28, bytes(15) + b"\1", "dns.aaaa", ["::1"]),
        (11, bytes(4) + b"\6\0\0\0\x40", "dns.wks.bits", ["0x40"]),
        (42, b"\0\1\x18\x83\x0a\1\2", "dns.apl.negation", ["1"]),
        (42, b"\0\1\x18\3\x0a\1\2", "dns.apl.afdpart.ipv4", ["10.1.2.0"]),
        (257, b"\x80\5issueca.test", "dns.caa.issue", ["ca.test"]),
        (65281, b"\0\0\0\1" + bytes(8) + b"\0\0\0\1" + bytes(4), "dns.wins.wins_server", ["0.0.0.0"]),
        (35, b"\0\1\0\2\1u\0\0\0", "dns.naptr.replacement_length", ["6"]),
        (35, b"\0\1\0\2\1u\0\0\0", "dns.naptr.replacement", ["<Root>"]),
    ],
)
def test_data_is_decoded(kind: int, data: bytes, name: str, expected: list[str]) -> None:
    assert printed(in_udp(answer(record(kind, data)), 40000, 53), name) == expected


def test_location_is_told_in_degrees() -> None:
    data = bytes.fromhex("00121613") + (2**31 + 3_600_000).to_bytes(4, "big") + (2**31 - 60_000).to_bytes(4, "big")
    dissection = in_udp(answer(record(29, data + (10_000_100).to_bytes(4, "big"))), 40000, 53)
    assert dissection.find("dns.loc.latitude")[0].text == "1 deg 0 min 0.000 sec N"
    assert dissection.find("dns.loc.longitude")[0].text == "0 deg 1 min 0.000 sec W"
    assert dissection.find("dns.loc.altitude")[0].text == "1 m"


def test_data_longer_than_the_message_is_truncated() -> None:
    dissection = in_udp(answer(record(1, bytes(4))[:-2]), 40000, 53)
    assert values(dissection, "dns.resp.len") == [4]
    assert not dissection.find("dns.a")
