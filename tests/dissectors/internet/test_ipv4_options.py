"""Lists of IPv4 options, also those that lie."""

from __future__ import annotations

import pytest

from tests.dissectors.internet.packets import ipv4, layers, printed, read, told, udp


def test_four_no_operations_are_noted() -> None:
    assert told(read(ipv4(17, udp(), b"\1\1\1\1"))) == [("ip.nop", "note")]


@pytest.mark.parametrize("options", [bytes((7, 40, 4, 0)), bytes((7, 1, 4, 0)), bytes((1, 1, 1, 7))])
def test_wrong_length_ends_the_list_and_not_the_packet(options: bytes) -> None:
    dissection = read(ipv4(17, udp(), options))
    assert ("ip.opt.len.invalid", "warning") in told(dissection)
    assert layers(dissection) == ["ip", "udp"]


def test_length_that_is_not_the_options_own_is_a_warning() -> None:
    assert ("ip.opt.len.invalid", "warning") in told(read(ipv4(17, udp(), bytes((148, 5, 0, 0, 0)))))


def test_unknown_option_keeps_its_bytes() -> None:
    dissection = read(ipv4(17, udp(), bytes((0x5E, 4, 1, 2))))
    assert printed(dissection, "ip.opt.type") == ["94"]
    assert layers(dissection) == ["ip", "udp"]
