"""ARP: questions, answers and announcements, in Wireshark's words."""

from __future__ import annotations

import struct

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame
from dissectors.packets.summary import summarize

HEADER = bytes.fromhex("020000000002 020000000001 0806")
MINE, YOURS, NOBODY = "020000000001", "020000000002", "000000000000"


def decode(
    operation: int, sender: str = "0a000001", there: str = NOBODY, target: str = "0a000002", hardware: int = 1
) -> Dissection:
    addresses = [bytes.fromhex(text) for text in (MINE, sender, there, target)]
    fixed = struct.pack(">HHBBH", hardware, 0x0800, len(addresses[0]), len(addresses[1]), operation)
    return dissect(Frame(HEADER + fixed + b"".join(addresses), 1))


@pytest.mark.parametrize(
    ("dissection", "info", "line", "protocol"),
    [
        (decode(1), "Who has 10.0.0.2? Tell 10.0.0.1", "request", "ARP"),
        (decode(2, there=YOURS), "10.0.0.1 is at 02:00:00:00:00:01", "reply", "ARP"),
        (decode(1, target="0a000001"), "ARP Announcement for 10.0.0.1", "ARP Announcement", "ARP"),
        (
            decode(1, there="ffffffffffff", target="0a000001"),
            "Gratuitous ARP for 10.0.0.1 (Request)",
            "request/gratuitous ARP",
            "ARP",
        ),
        (decode(2, target="0a000001"), "Gratuitous ARP for 10.0.0.1 (Reply)", "reply/gratuitous ARP", "ARP"),
        (decode(1, sender="00000000"), "Who has 10.0.0.2? (ARP Probe)", "ARP Probe", "ARP"),
        (decode(3), "Who is 00:00:00:00:00:00? Tell 02:00:00:00:00:01", "reverse request", "RARP"),
        (decode(4), "00:00:00:00:00:00 is at 10.0.0.2", "reverse reply", "RARP"),
        (decode(7), "DRARP Error", "drarp error", "DRARP"),
        (decode(9), "02:00:00:00:00:01 is at 10.0.0.1", "inverse reply", "Inverse ARP"),
        (decode(10), "ARP NAK", "arp nak", "ARP"),
        (decode(99), "Unknown ARP opcode 0x0063", "opcode 0x0063", "ARP"),
    ],
)
def test_words(dissection: Dissection, info: str, line: str, protocol: str) -> None:
    summary = summarize(dissection)
    assert (summary.info, summary.protocol) == (info, protocol)
    assert dissection.layers[2].root.line == f"Address Resolution Protocol ({line})"


def test_conclusions_are_there_only_where_they_hold() -> None:
    names = ("arp.isgratuitous", "arp.isprobe", "arp.isannouncement")
    found = [
        [name for name in names if dissection.find(name)]
        for dissection in (decode(1), decode(1, target="0a000001"), decode(1, sender="00000000"))
    ]
    assert found == [[], ["arp.isgratuitous", "arp.isannouncement"], ["arp.isprobe"]]


def test_addresses_of_other_hardware_stay_bytes() -> None:
    dissection = decode(1, hardware=15)
    assert [field.value for field in dissection.find("arp.src.hw")] == [bytes.fromhex(MINE)]
    assert not dissection.find("arp.src.hw_mac")


def test_what_follows_the_addresses_is_padding() -> None:
    frame = decode(1).frame
    dissection = dissect(Frame(frame.data + bytes(18), 1))
    assert [field.value for field in dissection.find("eth.padding")] == [bytes(18)]


def test_sizes_beyond_the_frame_are_malformed() -> None:
    frame = decode(1).frame
    dissection = dissect(Frame(frame.data[:18] + b"\xff\xff" + frame.data[20:], 1))
    assert [notice.name for notice in dissection.notices] == ["_ws.malformed"]
    assert summarize(dissection).info.startswith("ARP request")
