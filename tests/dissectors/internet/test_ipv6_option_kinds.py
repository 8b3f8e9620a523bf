"""What IPv6 options hold, one each."""

from __future__ import annotations

import struct

import pytest

from tests.dissectors.internet.packets import extension, ipv6, printed, read, told, udp


@pytest.mark.parametrize(
    ("option", "values"),
    [
        (bytes((4, 1, 3)), {"tel": "3"}),
        (bytes((5, 2, 0, 1)), {"router_alert": "1"}),
        (
            bytes((7, 12)) + struct.pack("!IBBH", 1, 1, 2, 0xABCD) + b"bits",
            {"calipso.doi": "1", "calipso.checksum": "0xabcd", "calipso.cmpt_bitmap": b"bits".hex()},
        ),
        (bytes((8, 3, 0x85, 1, 2)), {"smf_dpd.hash_bit": "1", "smf_dpd.hav": "850102"}),
        (
            bytes((8, 6, 0x23, 1, 2, 3, 4, 9)),
            {"smf_dpd.tid_type": "2", "smf_dpd.tagger_id": "01020304", "smf_dpd.ident": "09"},
        ),
        (bytes((15, 10, 1, 2, 0, 3, 0, 4, 0, 5, 0, 6)), {"pdm.scale_dtls": "2", "pdm.delta_last_sent": "6"}),
        (bytes((0x30, 4, 5, 0xDC, 5, 1)), {"pmtu.min": "1500", "pmtu.rtn": "1280", "pmtu.r_flag": "1"}),
        (bytes((0x41, 4, 0, 0, 0, 9)), {"tpf_information": "0x00000009"}),
        (bytes((0x63, 4, 0x80, 1, 2, 0)), {"rpl.flag.o": "1", "rpl.sender_rank": "0x0200"}),
        (bytes((0x6D, 4, 0x60, 7, 1, 2)), {"mpl.flag.m": "1", "mpl.seed_id": "0102"}),
        (bytes((0x8B, 4, 1, 2, 3, 4)), {"ilnp_nonce": "01020304"}),
        (bytes((0x8C, 4, 3)) + b"abc", {"lio.line_id": "abc"}),
        (bytes((0xEE, 3, 0x60, 0, 9)), {"dff.flag.dup": "1", "dff.sequence_number": "9"}),
    ],
)
def test_content(option: bytes, values: dict[str, str]) -> None:
    dissection = read(ipv6(0, extension(17, option) + udp()))
    assert {name: printed(dissection, f"ipv6.opt.{name}") for name in values} == {
        name: [value] for name, value in values.items()
    }


def test_bytes_behind_the_known_content_are_kept() -> None:
    dissection = read(ipv6(0, extension(17, bytes((5, 4, 0, 0, 7, 8))) + udp()))
    assert printed(dissection, "ipv6.opt_unknown_data") == ["0708"]


def test_short_jumbo_length_is_a_warning() -> None:
    dissection = read(ipv6(0, extension(17, bytes((0xC2, 4, 0, 0, 0, 9))) + udp()))
    assert ("ipv6.opt.jumbo.truncated", "warning") in told(dissection)
