"""The first byte, and what it decides."""

from __future__ import annotations

from dissectors.packets.summary import summarize
from tests.dissectors.protocols.carried import in_udp, values


def test_leap_version_and_mode() -> None:
    dissection = in_udp(b"\xe3" + bytes(47), 123)
    assert values(dissection, "ntp.flags.li") == [3]
    assert values(dissection, "ntp.flags.vn") == [4]
    assert summarize(dissection).info == "NTP Version 4, client"


def test_private_mode_reads_the_same_bits_otherwise() -> None:
    dissection = in_udp(b"\xd7\0\3\x2a" + bytes(4), 123)
    assert values(dissection, "ntp.priv.flags.r") == [1]
    assert values(dissection, "ntp.priv.flags.more") == [1]
    assert not dissection.find("ntp.flags.li")
    assert summarize(dissection).info == "NTP Version 2, private, Response, MON_GETLIST_1"
