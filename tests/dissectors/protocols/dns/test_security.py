"""Signatures, keys and hashes."""

from __future__ import annotations

import struct

import pytest

from dissectors.protocols.dns.security import key_tag
from tests.dissectors.protocols.carried import in_udp, printed, values
from tests.dissectors.protocols.dns.messages import WWW, answer, record


def test_key_tag_of_a_known_key() -> None:
    # RFC 4034 §5.4 prints this key of dskey.example.com with its tag.
    import base64

    key = base64.b64decode(
        "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7Or"
        "zKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw=="
    )
    assert key_tag(struct.pack(">HBB", 256, 3, 5) + key) == 60485


def test_bitmap_names_types() -> None:
    data = WWW + bytes.fromhex("0006400000000003 0101 40")
    dissection = in_udp(answer(record(47, data)), 40000, 53)
    assert values(dissection, "dns.resp.type") == [47, 1, 46, 47, 257]


@pytest.mark.parametrize(
    ("kind", "bitmap"),
    [(47, "000140 000140"), (47, "010140 000140"), (47, "0021" + 33 * "ff"), (30, 17 * "ff")],
    ids=["block twice", "blocks out of order", "block too long", "old bitmap too long"],
)
def test_bitmap_that_repeats_itself_is_malformed(kind: int, bitmap: str) -> None:
    dissection = in_udp(answer(record(kind, WWW + bytes.fromhex(bitmap))), 40000, 53)
    assert [notice.name for notice in dissection.notices][-1] == "_ws.malformed"


def test_times_of_a_signature() -> None:
    data = struct.pack(">HBBIIIH", 1, 8, 2, 60, 1_700_000_000, 1_600_000_000, 7) + WWW + b"sig"
    dissection = in_udp(answer(record(46, data)), 40000, 53)
    assert printed(dissection, "dns.rrsig.signature_inception") == ["Sep 13, 2020 12:26:40.000000000 UTC"]
    assert values(dissection, "dns.rrsig.signature") == [b"sig"]


def test_hashed_name_is_written_in_base32() -> None:
    data = bytes.fromhex("0101000c02aabb") + b"\5" + bytes(5) + bytes.fromhex("000140")
    dissection = in_udp(answer(record(50, data)), 40000, 53)
    assert values(dissection, "dns.nsec3.hash_value") == ["00000000"]
    assert values(dissection, "dns.nsec3.flags.opt_out") == [1]


def test_signed_message_tells_its_time_in_48_bits() -> None:
    data = WWW + struct.pack(">HIHH", 1, 0, 300, 0) + struct.pack(">HHH", 0x1234, 16, 0)
    dissection = in_udp(answer(record(250, data)), 40000, 53)
    assert values(dissection, "dns.tsig.time_signed") == [(1 << 32) * 10**9]
    assert dissection.find("dns.tsig.error")[0].text == "Bad signature or version (16)"
