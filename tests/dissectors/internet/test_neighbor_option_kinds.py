"""What neighbor discovery options hold."""

from __future__ import annotations

import struct

import pytest

from dissectors.internet.neighbor_option_kinds import lifetime
from tests.dissectors.internet.packets import HERE6, THERE6, icmpv6, ipv6, printed, read

PREFIX = HERE6[:8] + bytes(8)


@pytest.mark.parametrize(
    ("option", "values", "line"),
    [
        (
            bytes((1, 1)) + bytes.fromhex("02005e000101"),
            {"linkaddr": "02:00:5e:00:01:01", "src_linkaddr": "02:00:5e:00:01:01"},
            "Source link-layer address : 02:00:5e:00:01:01",
        ),
        (
            bytes((2, 2)) + bytes.fromhex("02005efffe000202") + bytes(6),
            {"linkaddr_eui64": "02:00:5e:ff:fe:00:02:02", "target_linkaddr_eui64": "02:00:5e:ff:fe:00:02:02"},
            "Target link-layer address : 02:00:5e:ff:fe:00:02:02",
        ),
        (
            bytes((3, 4, 64, 0xC0)) + struct.pack("!III", 9, 8, 0) + PREFIX,
            {"prefix.flag.l": "1", "prefix.flag.r": "0", "prefix": "2001:db8::"},
            "Prefix information : 2001:db8::/64",
        ),
        (bytes((5, 1, 0, 0)) + struct.pack("!I", 1500), {"mtu": "1500"}, "MTU : 1500"),
        (bytes((7, 1, 0, 0)) + struct.pack("!I", 5), {"advertisement_interval": "5"}, "Advertisement Interval : 5"),
        (bytes((8, 1, 0, 0)) + struct.pack("!HH", 1, 60), {"home_agent_lifetime": "60"}, "Home Agent Information"),
        (bytes((9, 3)) + bytes(6) + HERE6, {"ipv6_address": "2001:db8::1"}, "Source Address List"),
        (
            bytes((23, 3, 0x12, 0x80)) + struct.pack("!I", 600) + THERE6,
            {"map.distance": "1", "map.flag.r": "1", "map.global_address": "2001:db8::2"},
            "MAP",
        ),
        (
            bytes((24, 2, 32, 0x08)) + struct.pack("!I", 600) + PREFIX[:8],
            {"route_info.flag.route_preference": "1", "prefix": "2001:db8::"},
            "Route Information : 2001:db8::/32",
        ),
        (
            bytes((25, 3, 0, 0)) + struct.pack("!I", 600) + THERE6,
            {"rdnss": "2001:db8::2"},
            "Recursive DNS Server : 2001:db8::2",
        ),
        (
            bytes((31, 3, 0, 0)) + struct.pack("!I", 600) + b"\7example\3com\0".ljust(16, b"\0"),
            {"dnssl": "example.com", "padding": "1"},
            "DNS Search List Option : example.com",
        ),
        (bytes((26, 1, 0x80, 0)) + bytes(4), {"efo.m": "1"}, "RA Flags Extension"),
        (
            bytes((37, 2)) + b"http://a/".ljust(14, b"\0"),
            {"captive_portal": "http://a/"},
            "DHCP Captive-Portal : http://a/",
        ),
        (
            bytes((38, 2)) + struct.pack("!H", 600 << 3) + bytes.fromhex("0064ff9b") + bytes(8),
            {"pref64.scaled_lifetime": "600", "pref64.prefix": "64:ff9b::"},
            "PREF64 Option : 64:ff9b::/96",
        ),
    ],
)
def test_content(option: bytes, values: dict[str, str], line: str) -> None:
    dissection = read(ipv6(58, icmpv6(133, 0, bytes(4) + option)))
    assert {name: printed(dissection, f"icmpv6.opt.{name}") for name in values} == {
        name: [value] for name, value in values.items()
    }
    assert dissection.find("icmpv6.opt")[0].line == f"ICMPv6 Option ({line})"


def test_longest_lifetime_is_infinity() -> None:
    assert lifetime(0xFFFFFFFF) == "Infinity (4294967295)"
    assert lifetime(5) == "5 seconds"


def test_name_that_runs_out_of_its_option_is_a_warning() -> None:
    option = bytes((31, 2, 0, 0)) + struct.pack("!I", 600) + bytes((63,)) + bytes(7)
    dissection = read(ipv6(58, icmpv6(133, 0, bytes(4) + option)))
    assert [notice.severity for notice in dissection.notices] == ["warning"]
