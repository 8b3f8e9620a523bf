"""The classes that colour rows."""

from __future__ import annotations

import pytest

from dissectors.dissect import dissect
from dissectors.frame import Frame
from dissectors.packets.kind import Kind, kind_of


def over_ipv4(protocol: int, payload: str) -> Frame:
    data = bytes.fromhex(payload)
    header = f"4500{20 + len(data):04x}0000400040{protocol:02x}00007f0000017f000001"
    return Frame(bytes.fromhex("00" * 12 + "0800" + header) + data, 1)


def tcp(flags: int) -> Frame:
    return over_ipv4(6, f"1234567800000001000000015{flags:03x}ffff00000000")


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (over_ipv4(17, "9c40d4310008000000"), Kind.UDP),
        (Frame(bytes(12) + b"\x88\xb5abc", 1), Kind.OTHER),
        (Frame(bytes(5), 1), Kind.MALFORMED),
        (Frame(bytes(5), 1, original_length=60), Kind.OTHER),
    ],
)
def test_kind(frame: Frame, kind: Kind) -> None:
    assert kind_of(dissect(frame)) is kind


def test_marks_and_words_are_complete_and_distinct() -> None:
    assert len({kind.value for kind in Kind}) == len(Kind)
    assert all(kind.words for kind in Kind)
