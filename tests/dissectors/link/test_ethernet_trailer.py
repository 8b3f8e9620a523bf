"""Padding, trailer and check sequence, divided as Wireshark does by default."""

from __future__ import annotations

import pytest

from dissectors.dissect import dissect
from dissectors.frame import Frame

HEADER = bytes.fromhex("020000000002 020000000001 0806")
ARP = bytes.fromhex("0001080006040001 020000000001 0a000001 000000000000 0a000002")
PADDING = bytes(60 - len(HEADER) - len(ARP))


def divided(rest: bytes, **options: int) -> dict[str, object]:
    found = dissect(Frame(HEADER + ARP + rest, 1, **options))
    names = ("eth.padding", "eth.trailer", "eth.fcs", "eth.padding_bad")
    return {name: field.value for name in names for field in found.find(name)}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (b"", {}),
        (PADDING, {"eth.padding": PADDING}),
        (PADDING[:-1], {"eth.trailer": PADDING[:-1]}),
        (b"\x01" * 18, {"eth.trailer": b"\x01" * 18, "eth.padding_bad": None}),
        (PADDING + b"abc", {"eth.padding": PADDING, "eth.trailer": b"abc"}),
        (PADDING + b"abcd", {"eth.padding": PADDING, "eth.fcs": 0x61626364}),
        (PADDING + b"tap" + b"abcd", {"eth.padding": PADDING, "eth.trailer": b"tap", "eth.fcs": 0x61626364}),
    ],
    ids=["nothing", "padding", "short frame", "not zero", "three more", "four more", "tap and check sequence"],
)
def test_bytes_behind_the_packet_are_divided(rest: bytes, expected: dict[str, object]) -> None:
    assert divided(rest) == expected


def test_check_sequence_is_not_guessed_where_the_file_says_there_is_none() -> None:
    assert divided(PADDING + b"abcd", fcs_length=0) == {"eth.padding": PADDING, "eth.trailer": b"abcd"}


def test_check_sequence_is_there_where_the_file_says_so() -> None:
    assert divided(b"abcd", fcs_length=4) == {"eth.fcs": 0x61626364}


def test_cut_check_sequence_is_not_shown() -> None:
    length = len(HEADER + ARP + PADDING) + 8
    assert divided(PADDING + b"tapab", original_length=length) == {"eth.padding": PADDING, "eth.trailer": b"tapa"}


def test_frame_inside_a_tunnel_without_check_sequence_gets_none() -> None:
    label = bytes.fromhex("020000000002 020000000001 8847 000c8109")
    inner = b"\0\x10" + HEADER[2:] + ARP + bytes(18) + b"abcd"
    found = dissect(Frame(label + inner, 1))
    assert not found.find("eth.fcs")
    assert [field.value for field in found.find("eth.trailer")] == [bytes(18) + b"abcd"]
