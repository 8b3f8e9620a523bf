"""SVCB and HTTPS records."""

from __future__ import annotations

import struct

from tests.dissectors.protocols.carried import in_udp, notices, printed, values
from tests.dissectors.protocols.dns.messages import answer, record


def parameter(key: int, value: bytes) -> bytes:
    return struct.pack(">HH", key, len(value)) + value


def test_parameters_are_decoded() -> None:
    data = b"\0\1\0" + parameter(1, b"\2h2\2h3") + parameter(3, b"\1\xbb") + parameter(4, bytes(8)) + parameter(9, b"x")
    dissection = in_udp(answer(record(65, data)), 40000, 53)
    assert values(dissection, "dns.svcb.svcparam.alpn") == ["h2", "h3"]
    assert values(dissection, "dns.svcb.svcparam.port") == [443]
    assert printed(dissection, "dns.svcb.svcparam.ipv4hint.ip") == ["0.0.0.0", "0.0.0.0"]
    assert values(dissection, "dns.svcb.svcparam.value") == [b"x"]
    assert values(dissection, "dns.svcb.targetname") == ["<Root>"]


def test_parameter_longer_than_the_record_keeps_those_before() -> None:
    data = b"\0\1\0" + parameter(3, b"\1\xbb") + struct.pack(">HH", 1, 99)
    dissection = in_udp(answer(record(64, data)), 40000, 53)
    assert values(dissection, "dns.svcb.svcparam.port") == [443]
    assert "_ws.malformed" in notices(dissection)
