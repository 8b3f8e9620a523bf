"""Packets that carry time."""

from __future__ import annotations

import struct

from tests.dissectors.protocols.carried import in_udp, notices, printed, values


def packet(*times: int, behind: bytes = b"") -> bytes:
    return b"\x24\1\6\xec" + struct.pack(">II4s4Q", 256, 512, b"GPS\0", *times) + behind


def test_times_have_a_fraction_and_zero_is_unknown() -> None:
    dissection = in_udp(packet(0, 0xE800000080000000, 0, 1 << 62), 123)
    assert printed(dissection, "ntp.reftime") == ["NULL"]
    assert printed(dissection, "ntp.org") == ["May  5, 2023 22:21:52.500000000 UTC"]
    assert printed(dissection, "ntp.xmt") == ["Feb 15, 2070 20:05:20.000000000 UTC"]


def test_small_numbers_are_told_in_seconds() -> None:
    dissection = in_udp(packet(0, 0, 0, 0), 123)
    assert dissection.find("ntp.precision")[0].text == "0.000000954 seconds"
    assert dissection.find("ntp.rootdelay")[0].text == "0.003906 seconds"
    assert values(dissection, "ntp.precision") == [0xEC]


def test_extensions_stand_before_the_digest() -> None:
    behind = b"\1\4\0\x10" + bytes(12) + b"\0\0\0\7" + bytes(range(16))
    dissection = in_udp(packet(0, 0, 0, 0, behind=behind), 123)
    assert printed(dissection, "ntp.ext.type") == ["0x0104"]
    assert values(dissection, "ntp.keyid") == [b"\0\0\0\7"]
    assert values(dissection, "ntp.mac") == [bytes(range(16))]


def test_extension_of_no_length_is_malformed() -> None:
    dissection = in_udp(packet(0, 0, 0, 0, behind=bytes(40)), 123)
    assert notices(dissection) == ["_ws.malformed"]
