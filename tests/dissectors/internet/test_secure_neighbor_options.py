"""Options with keys, names and registrations."""

from __future__ import annotations

import struct

import pytest

from tests.dissectors.internet.packets import THERE6, icmpv6, ipv6, printed, read

OWNER = bytes.fromhex("02005efffe000202")


@pytest.mark.parametrize(
    ("option", "values"),
    [
        (
            bytes((11, 5, 3, 0)) + bytes(range(16)) + bytes(8) + b"\1" + b"keykeyk" + bytes(4),
            {"cga.modifier": bytes(range(16)).hex(), "cga.count": "01", "cga.subject_public_key_info": "1"},
        ),
        (bytes((12, 3, 0, 0)) + bytes(range(16)) + b"sign", {"rsa.key_hash": bytes(range(16)).hex()}),
        (
            bytes((13, 2)) + bytes(6) + struct.pack("!Q", 1_700_000_000 << 16 | 0x8000),
            {"timestamp": "Nov 14, 2023 22:13:20.500000000 UTC"},
        ),
        (bytes((14, 1)) + b"nonce!", {"nonce": b"nonce!".hex()}),
        (bytes((15, 2, 2, 1)) + b"example.com" + b"\0", {"name_type.fqdn": "example.com", "padding": "1"}),
        (bytes((15, 1, 1, 0)) + b"name", {"name_x501": b"name".hex()}),
        (bytes((16, 1, 1, 0)) + b"cert", {"certificate_padding": "1"}),
        (bytes((17, 3, 2, 64)) + bytes(4) + THERE6, {"ipa.prefix_len": "64", "ipa.ipv6_address": "2001:db8::2"}),
        (bytes((19, 1, 2, 1, 2, 3, 4, 5)), {"lla.bytes": "0102030405"}),
        (bytes((33, 2, 0, 0, 0, 0, 0, 60)) + OWNER, {"aro.registration_lifetime": "60", "aro.status": "0"}),
        (bytes((35, 3)) + struct.pack("!HHH", 1, 2, 60) + THERE6, {"abro.6lbr_address": "2001:db8::2"}),
        (bytes((36, 1, 0, 1, 0, 0, 0, 0)), {"6cio.flag_g": "0x0001"}),
    ],
)
def test_content(option: bytes, values: dict[str, str]) -> None:
    dissection = read(ipv6(58, icmpv6(133, 0, bytes(4) + option)))
    assert {name: printed(dissection, f"icmpv6.opt.{name}") for name in values} == {
        name: [value] for name, value in values.items()
    }
    assert not dissection.notices
