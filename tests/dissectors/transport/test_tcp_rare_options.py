"""TCP options that few ever see."""

from __future__ import annotations

import pytest

from tests.dissectors.transport.packets import dissected, ipv4, tcp, values


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("0606 01020304", {"tcp.options.echo_value": 0x01020304}),
        ("0b06 00000007", {"tcp.options.cc_value": 7}),
        ("1312 000102030405060708090a0b0c0d0e0f", {"tcp.options.md5.digest": bytes(range(16))}),
        ("1d07 0102 aabbcc", {"tcp.options.ao.keyid": 1, "tcp.options.ao.mac": b"\xaa\xbb\xcc"}),
        ("1b08 0710 00000004", {"tcp.options.qs.rate": 7, "tcp.options.qs.ttl_diff": 16}),
        ("1404 f801", {"tcp.options.scpsflags.bets": 1, "tcp.options.scps.binding": 1}),
        ("1406 0510 aabb", {"tcp.options.scps.binding.len": 1, "tcp.options.scps.binding.data": b"\xaa"}),
        ("1506 0001 0002", {"tcp.options.snack.offset": 1, "tcp.options.snack.size": 2}),
        ("ac08 000001 000002", {"tcp.options.acc_ecn.ee0b": 1, "tcp.options.acc_ecn.eceb": 2}),
        ("ae08 000001 000002", {"tcp.options.acc_ecn.ee1b": 1, "tcp.options.acc_ecn.eceb": 2}),
        ("fd06 abcd 0102", {"tcp.options.experimental.exid": 0xABCD, "tcp.options.experimental.data": b"\1\2"}),
        ("fe06 f989 0102", {"tcp.options.experimental.exid": 0xF989, "tcp.options.tfo.cookie": b"\1\2"}),
        ("fd05 00ac 07", {"tcp.options.tarr.rate": 3, "tcp.options.tar.reserved": 1}),
    ],
)
def test_option_has_its_fields(options: str, expected: dict[str, object]) -> None:
    dissection = dissected(ipv4(6, tcp(bytes.fromhex(options))))
    assert values(dissection, *expected) == list(expected.values())
    assert not dissection.find("tcp.option.len.invalid")
