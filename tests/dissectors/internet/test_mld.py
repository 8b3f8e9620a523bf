"""Multicast listeners: versions and codes."""

from __future__ import annotations

import struct

import pytest

from dissectors.internet.mld import floating
from tests.dissectors.internet.packets import HERE6, THERE6, icmpv6, ipv6, printed, read

GROUP = bytes((0xFF, 5)) + bytes(13) + b"\1"


@pytest.mark.parametrize(
    ("code", "width", "value"),
    [(127, 8, 127), (0x80, 8, 128), (0xFF, 8, 31744), (0x7FFF, 16, 0x7FFF), (0x9000, 16, 65536)],
)
def test_codes_from_the_highest_bit_on_are_floating(code: int, width: int, value: int) -> None:
    assert floating(code, width) == value


def test_query_of_version_2_is_told_by_its_size() -> None:
    body = struct.pack("!HH", 1000, 0) + GROUP + struct.pack("!BBH", 0x0A, 125, 1) + HERE6
    dissection = read(ipv6(58, icmpv6(130, 0, body)))
    assert printed(dissection, "icmpv6.mld.maximum_response_code") == ["1000"]
    assert printed(dissection, "icmpv6.mld.flag.s") == ["1"]
    assert printed(dissection, "icmpv6.mld.source_address") == ["2001:db8::1"]


def test_query_of_version_1() -> None:
    dissection = read(ipv6(58, icmpv6(130, 0, struct.pack("!HH", 1000, 0) + GROUP)))
    assert printed(dissection, "icmpv6.mld.maximum_response_delay") == ["1000"]
    assert printed(dissection, "icmpv6.mld.multicast_address") == ["ff05::1"]


def test_report_has_records_to_its_end() -> None:
    records = bytes((4, 0, 0, 0)) + GROUP + bytes((1, 1, 0, 1)) + GROUP + THERE6 + b"auxd"
    dissection = read(ipv6(58, icmpv6(143, 0, bytes((0, 0, 0, 2)) + records)))
    assert printed(dissection, "icmpv6.mldr.mar.record_type") == ["4", "1"]
    assert printed(dissection, "icmpv6.mldr.mar.auxiliary_data") == [b"auxd".hex()]
    assert dissection.find("icmpv6.mldr.mar")[0].line == "Multicast Address Record Changed to exclude: ff05::1"
