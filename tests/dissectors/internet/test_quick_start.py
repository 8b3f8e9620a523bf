"""Quick-Start in both protocols."""

from __future__ import annotations

import struct

from dissectors.internet.quick_start import RATES
from tests.dissectors.internet.packets import extension, ipv4, ipv6, printed, read, udp


def test_rates_double() -> None:
    assert (RATES[0], RATES[1], RATES[5], RATES[15]) == ("0 bit/s", "80 Kbit/s", "1.28 Mbit/s", "1310.72 Mbit/s")


def test_request_compares_hops() -> None:
    option = bytes((25, 8, 0x05, 60)) + struct.pack("!I", 0xDEADBEEC)
    dissection = read(ipv4(17, udp(), option))
    assert printed(dissection, "ip.opt.qs_ttl_diff") == ["4"]
    assert printed(dissection, "ip.opt.qs_nonce") == ["0x37ab6fbb"]


def test_report_has_no_hops() -> None:
    option = bytes((0x26, 6, 0x85, 0)) + struct.pack("!I", 0)
    dissection = read(ipv6(0, extension(17, option) + udp()))
    assert printed(dissection, "ipv6.opt.qs_func") == ["8"]
    assert printed(dissection, "ipv6.opt.qs_ttl") == []
    assert printed(dissection, "ipv6.opt.qs_unused") == ["0"]
