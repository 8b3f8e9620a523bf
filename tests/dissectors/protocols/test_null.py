"""BSD loopback: families in every byte order, and what else stands in their place."""

from __future__ import annotations

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame

IPV4 = bytes.fromhex("4500001400000000 40fd0000 0a000001 0a000002")
IPV6 = bytes.fromhex("60000000 0000 3b40") + bytes(15) + b"\x01" + bytes(15) + b"\x02"


def values(dissection: Dissection, name: str) -> list[object]:
    return [field.value for field in dissection.find(name)]


@pytest.mark.parametrize(
    ("head", "payload", "family", "stack"),
    [
        ("02000000", IPV4, 2, "null:ip"),
        ("00000002", IPV4, 2, "null:ip"),
        ("18000000", IPV6, 24, "null:ipv6"),
        ("1c000000", IPV6, 28, "null:ipv6"),
        ("1e000000", IPV6, 30, "null:ipv6"),
        ("0000001e", IPV6, 30, "null:ipv6"),
        ("00020000", IPV4, 2, "null:ip"),
        ("00000200", IPV4, 2, "null:ip"),
        ("10000000", b"AppleTalk", 16, "null:data"),
        ("0a000000", IPV6, 10, "null:data"),
    ],
)
def test_family(head: str, payload: bytes, family: int, stack: str) -> None:
    dissection = dissect(Frame(bytes.fromhex(head) + payload, 0))
    assert values(dissection, "null.family") == [family]
    assert values(dissection, "frame.protocols") == [stack]
    assert not dissection.find("null.type")


@pytest.mark.parametrize(
    ("head", "number", "stack"), [("00000800", 0x800, "null:ip"), ("00001234", 0x1234, "null:data")]
)
def test_ethertype_in_place_of_a_family(head: str, number: int, stack: str) -> None:
    dissection = dissect(Frame(bytes.fromhex(head) + IPV4, 0))
    assert values(dissection, "null.type") == [number]
    assert values(dissection, "frame.protocols") == [stack]
    assert not dissection.find("null.family")


def test_ppp_in_place_of_a_family() -> None:
    dissection = dissect(Frame(bytes.fromhex("ff030021") + IPV4, 0))
    assert dissection.find("ip")
    assert not dissection.find("null.family")
    assert not dissection.find("null.type")


def test_network_order_is_never_swapped() -> None:
    assert values(dissect(Frame(bytes.fromhex("00000018") + IPV6, 108)), "frame.protocols") == ["null:ipv6"]
    dissection = dissect(Frame(bytes.fromhex("02000000") + IPV4, 108))
    assert values(dissection, "null.family") == [0x02000000]
    assert values(dissection, "frame.protocols") == ["null:data"]
