"""UDP: four fields, and what may be wrong with them."""

from __future__ import annotations

import pytest

from dissectors.protocols.udp import UDP
from tests.dissectors.transport.packets import (
    DESTINATION6,
    SOURCE6,
    dissected,
    info,
    ipv4,
    ipv6,
    layer,
    only,
    summed,
    udp,
    values,
)


def test_datagram_has_four_fields_and_a_payload() -> None:
    dissection = dissected(ipv4(17, udp(b"hello")))
    assert values(dissection, "udp.srcport", "udp.dstport", "udp.length", "udp.payload") == [51000, 1234, 13, b"hello"]
    assert values(dissection, "udp.checksum.status", "data.data") == [1, b"hello"]
    assert info(dissection, "udp") == "51000 → 1234 Len=5"
    assert layer(dissection, "udp").root.line == "User Datagram Protocol, Src Port: 51000, Dst Port: 1234"


def test_zero_checksum_is_allowed_over_ipv4_only() -> None:
    datagram = udp()[:6] + bytes(2) + b"hello"
    over_ipv4, over_ipv6 = dissected(ipv4(17, datagram)), dissected(ipv6(17, datagram))
    assert values(over_ipv4, "udp.checksum.status") == [3]
    assert only(over_ipv4, "udp.checksum").text == "0x0000 [none: IPv4 allows that]"
    assert not over_ipv4.notices
    assert values(over_ipv6, "udp.checksum.status") == [4]
    assert [notice.name for notice in over_ipv6.notices] == ["udp.checksum.zero"]


@pytest.mark.parametrize(("length", "severity"), [(100, "warning"), (7, "error"), (0, "warning")])
def test_impossible_length_is_told(length: int, severity: str) -> None:
    dissection = dissected(ipv4(17, udp(b"hello", length=length)))
    assert only(dissection, "udp.length.bad").severity == severity
    assert info(dissection, "udp").startswith("51000 → 1234 [bad length") == (severity == "warning")


def test_length_below_the_header_ends_the_layer() -> None:
    dissection = dissected(ipv4(17, udp(b"hello", length=7)))
    assert [found.protocol.name for found in dissection.layers][-1] == "udp"
    assert dissection.find("_ws.malformed")


def test_bytes_behind_the_length_are_no_payload() -> None:
    assert values(dissected(ipv4(17, udp(b"hello", length=10))), "udp.payload") == [b"he"]


def test_length_0_is_for_jumbograms() -> None:
    datagram = summed(udp(b"hello", length=0), 17, 6, (SOURCE6, DESTINATION6))
    dissection = dissected(ipv6(17, datagram))
    assert values(dissection, "udp.payload", "udp.checksum.status") == [b"hello", 1]
    assert [notice.name for notice in dissection.notices] == ["udp.length.bad_zero"]


def test_fragment_may_claim_more_than_it_has() -> None:
    dissection = dissected(ipv4(17, udp(b"hello", length=100), flags=0x2000))
    assert values(dissection, "udp.checksum.status") == [2]
    assert not dissection.notices


@pytest.mark.parametrize("length", range(1, 8))
def test_cut_header_keeps_whole_fields(length: int) -> None:
    dissection = dissected(ipv4(17, udp()), captured=20 + length)
    names = ["udp.srcport", "udp.dstport", "udp.length", "udp.checksum"]
    assert [name for name in names if dissection.find(name)] == names[: length // 2]
    assert dissection.find("_ws.short")


def test_traceroutes_ports_are_recognised() -> None:
    notice = only(dissected(ipv4(17, udp(ports=(51000, 33438)))), "udp.possible_traceroute")
    assert notice.line == "Possibly traceroute: hop 2, attempt 2"


def test_lower_port_is_asked_first() -> None:
    assert UDP.next is not None
    for ports in ((100, 200), (200, 100)):
        header = layer(dissected(ipv4(17, udp(ports=ports))), "udp").header
        assert list(UDP.next(header)) == [("udp.port", 100), ("udp.port", 200)]  # type: ignore[arg-type]
