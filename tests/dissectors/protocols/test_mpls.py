"""MPLS: the stack, and the guess at what it carries."""

from __future__ import annotations

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame

HEADER = bytes.fromhex("020000000002 020000000001 8847")
IPV4 = bytes.fromhex("4500001400000000 40fd0000 0a000001 0a000002")
IPV6 = bytes.fromhex("60000000 0000 3b40") + bytes(15) + b"\x01" + bytes(15) + b"\x02"
BRIDGED = bytes.fromhex("020000000002 020000000001 0800") + IPV4


def label(number: int, bottom: int = 1) -> bytes:
    return (number << 12 | bottom << 8 | 9).to_bytes(4, "big")


def decode(data: bytes) -> Dissection:
    return dissect(Frame(HEADER + data, 1))


@pytest.mark.parametrize(
    ("data", "stack"),
    [
        (label(100, 0) + label(200) + IPV4, "mpls:ip"),
        (label(2) + IPV6, "mpls:ipv6"),
        (label(200) + b"\0\0\0\x07" + BRIDGED, "mpls:pwethheuristic:pwethcw:eth:ethertype:ip"),
        (label(200) + BRIDGED, "mpls:pwethheuristic:pwethnocw:eth:ethertype:ip"),
        (label(200) + b"\x10\0\0\x21" + IPV4, "mpls:pwach:ip"),
        (label(13) + b"\x10\0\0\x57" + IPV6, "mpls:pwach:ipv6"),
        (label(13) + b"\x10\0\0\x07bfd", "mpls:pwach:data"),
        (label(14) + IPV4, "mpls:data"),
        (label(200) + b"\x50data", "mpls:data"),
        (label(200), "mpls"),
    ],
)
def test_first_bits_behind_the_stack_lead_on(data: bytes, stack: str) -> None:
    assert [field.value for field in decode(data).find("frame.protocols")] == [f"eth:ethertype:{stack}"]


def test_every_label_has_its_line() -> None:
    dissection = decode(label(100, 0) + label(3) + IPV4)
    assert [layer.root.line for layer in dissection.layers[2:4]] == [
        "MultiProtocol Label Switching Header, Label: 100, Exp: 0, S: 0, TTL: 9",
        "MultiProtocol Label Switching Header, Label: 3 (Implicit-Null), Exp: 0, S: 1, TTL: 9",
    ]


def test_channel_label_above_another_is_noticed() -> None:
    assert len(decode(label(13, 0) + label(200) + IPV4).find("mpls.invalid_label")) == 1
    assert not decode(label(13) + b"\x10\0\0\x07bfd").find("mpls.invalid_label")


def test_stack_without_bottom_ends_with_the_frame() -> None:
    assert len(decode(label(7, 0) * 50).find("mpls.label")) == 50
