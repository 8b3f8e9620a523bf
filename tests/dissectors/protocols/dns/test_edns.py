"""The OPT record and its options."""

from __future__ import annotations

import struct

from tests.dissectors.protocols.carried import in_udp, notices, printed, values
from tests.dissectors.protocols.dns.messages import header, question, record


def with_options(*options: tuple[int, bytes]) -> bytes:
    data = b"".join(struct.pack(">HH", code, len(value)) + value for code, value in options)
    return header(0x0100, 1, 0, 0, 1) + question() + record(41, data, b"\0", 1232, 0x00008000)


def test_class_and_ttl_have_another_meaning() -> None:
    dissection = in_udp(with_options(), 53)
    assert values(dissection, "dns.rr.udp_payload_size") == [1232]
    assert values(dissection, "dns.resp.z.do") == [1]
    assert not dissection.find("dns.resp.ttl")


def test_empty_option_has_data_that_is_missing() -> None:
    assert printed(in_udp(with_options((9, b"")), 53), "dns.opt.data") == ["<MISSING>"]


def test_subnet_is_filled_up_to_an_address() -> None:
    dissection = in_udp(with_options((8, b"\0\1\x18\0\x0a\1\2"), (8, b"\0\2\x20\0\x20\1\x0d\xb8")), 53)
    assert printed(dissection, "dns.opt.client.addr4") == ["10.1.2.0"]
    assert printed(dissection, "dns.opt.client.addr6") == ["2001:db8::"]


def test_subnet_longer_than_any_address_is_noticed() -> None:
    assert "dns.rr.opt.bad_length" in notices(in_udp(with_options((8, b"\0\2\x20\0" + bytes(17))), 53))


def test_cookie_error_and_unknown_option() -> None:
    dissection = in_udp(with_options((10, b"12345678abcd"), (15, b"\0\x12why"), (999, b"x")), 53)
    assert values(dissection, "dns.opt.cookie.server") == [b"abcd"]
    assert dissection.find("dns.opt.ext_error.info_code")[0].text == "Prohibited (18)"
    assert values(dissection, "dns.opt.ext_error.extra_text") == ["why"]
    assert values(dissection, "dns.opt.code") == [10, 15, 999]
