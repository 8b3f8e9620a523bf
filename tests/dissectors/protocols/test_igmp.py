"""IGMP's versions are told apart by type, size and second byte."""

from __future__ import annotations

import pytest

from dissectors.checksum import internet_checksum
from tests.dissectors.internet.packets import HERE, ipv4, layer, printed, read, told

GROUP = bytes((239, 1, 2, 3))


def igmp(message: bytes) -> bytes:
    return message[:2] + internet_checksum(message).to_bytes(2, "big") + message[4:]


@pytest.mark.parametrize(
    ("message", "version"),
    [
        (bytes((0x11, 0, 0, 0)) + GROUP, "1"),
        (bytes((0x11, 100, 0, 0)) + GROUP, "2"),
        (bytes((0x11, 100, 0, 0)) + GROUP + bytes(4), "3"),
        (bytes((0x12, 0, 0, 0)) + GROUP, "1"),
        (bytes((0x16, 0, 0, 0)) + GROUP, "2"),
        (bytes((0x22, 0, 0, 0, 0, 0, 0, 0)), "3"),
    ],
)
def test_version_is_concluded(message: bytes, version: str) -> None:
    dissection = read(ipv4(2, igmp(message), ttl=1))
    assert printed(dissection, "igmp.version") == [version]
    assert printed(dissection, "igmp.checksum.status") == ["1"]


def test_report_joins_and_leaves() -> None:
    records = bytes((4, 0, 0, 0)) + GROUP + bytes((3, 0, 0, 0)) + GROUP + bytes((5, 0, 0, 1)) + GROUP + HERE
    dissection = read(ipv4(2, igmp(bytes((0x22, 0, 0, 0, 0, 0, 0, 3)) + records), ttl=1))
    found = layer(dissection, "igmp")
    assert found.protocol.info is not None
    said = found.protocol.info(found)
    assert "Join group 239.1.2.3 for any sources" in said
    assert "Leave group 239.1.2.3" in said
    assert "{192.0.2.1}" in said


def test_long_response_time_is_a_floating_code() -> None:
    dissection = read(ipv4(2, igmp(bytes((0x11, 0x9A, 0, 0)) + GROUP + bytes(4)), ttl=1))
    assert printed(dissection, "igmp.max_resp") == ["416"]
    assert printed(dissection, "igmp.max_resp.exp") == ["0x01"]


def test_bad_checksum_is_a_warning() -> None:
    assert ("igmp.bad_checksum", "warning") in told(read(ipv4(2, bytes((0x16, 0, 1, 1)) + GROUP, ttl=1)))


def test_sources_that_are_not_there_end_with_an_error() -> None:
    message = igmp(bytes((0x11, 1, 0, 0)) + GROUP + bytes((0, 0, 255, 255)) + HERE)
    dissection = read(ipv4(2, message, ttl=1))
    assert printed(dissection, "igmp.saddr") == ["192.0.2.1"]
    assert dissection.notices[-1].severity == "error"
