"""Security options: the old form by its levels, the newer by its flags."""

from __future__ import annotations

from tests.dissectors.internet.packets import ipv4, printed, read, udp


def test_eleven_bytes_with_an_old_level_are_read_the_old_way() -> None:
    dissection = read(ipv4(17, udp(), bytes((130, 11, 0xD7, 0x88, 0, 7)) + b"HRTCC"))
    assert printed(dissection, "ip.opt.sec_rfc791_sec") == ["0xd788"]
    assert printed(dissection, "ip.opt.sec_rfc791_hr") == ["HR"]
    assert printed(dissection, "ip.opt.sec_rfc791_tcc") == ["TCC"]


def test_flags_go_on_while_the_last_bit_says_so() -> None:
    dissection = read(ipv4(17, udp(), bytes((130, 5, 0xAB, 0x81, 0x02))))
    assert printed(dissection, "ip.opt.sec_cl") == ["0xab"]
    assert printed(dissection, "ip.opt.sec_prot_auth_flags") == ["0x81", "0x02"]
    assert printed(dissection, "ip.opt.sec_prot_auth_fti") == ["1", "0"]


def test_extended_security_has_a_format_and_bytes() -> None:
    dissection = read(ipv4(17, udp(), bytes((133, 5, 1, 2, 3))))
    assert printed(dissection, "ip.opt.ext_sec_add_sec_info_format_code") == ["0x01"]
    assert printed(dissection, "ip.opt.ext_sec_add_sec_info") == ["0203"]
