"""The walk over IPv6 options."""

from __future__ import annotations

from tests.dissectors.internet.packets import extension, ipv6, layers, printed, read, told, udp


def test_padding_prints_as_wireshark_does() -> None:
    dissection = read(ipv6(0, bytes((17, 0)) + b"\0" + bytes((1, 0)) + bytes((1, 1, 0)) + udp()))
    assert printed(dissection, "ipv6.opt.padn") == ["<none>", "00"]
    assert printed(dissection, "ipv6.opt.pad1") == ["1"]
    assert printed(dissection, "ipv6.opt") == ["1", "1", "1"]


def test_highest_bits_say_what_to_do() -> None:
    dissection = read(ipv6(60, extension(17, bytes((0xEB, 0))) + udp()))
    assert printed(dissection, "ipv6.opt.type.action")[0] == "3"
    assert printed(dissection, "ipv6.opt.type.change")[0] == "1"
    assert "Unknown IPv6 Option (235)" in dissection.find("ipv6.opt")[0].line


def test_experimental_option_is_told_from_unknown() -> None:
    dissection = read(ipv6(60, extension(17, bytes((0x3E, 1, 7)) + bytes((0x0B, 1, 8))) + udp()))
    assert printed(dissection, "ipv6.opt.experimental") == ["07"]
    assert printed(dissection, "ipv6.opt.unknown") == ["08"]


def test_option_beyond_its_header_is_a_warning_and_not_the_end() -> None:
    dissection = read(ipv6(0, bytes((17, 0, 5, 40, 0, 0, 0, 0)) + udp()))
    assert ("ipv6.opt.invalid_len", "warning") in told(dissection)
    assert layers(dissection) == ["ipv6", "ipv6.hopopts", "udp"]
