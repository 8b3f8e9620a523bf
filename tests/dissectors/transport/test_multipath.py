"""The Multipath TCP option: its subtypes, told apart by number, version and length."""

from __future__ import annotations

import pytest

from tests.dissectors.transport.packets import dissected, ipv4, layer, only, tcp, values

PREFIX = "tcp.options.mptcp"


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("1e0c 0081 0102030405060708", {"version": 0, "sha1.flag": 1, "sendkey": 0x0102030405060708}),
        ("1e04 0181", {"version": 1, "sha256.flag": 1, "sendkey": None}),
        ("1e18 0181 0000000000000001 0000000000000002 0040 abcd", {"recvkey": 2, "datalvllen": 64, "checksum": 0xABCD}),
        ("1e0c 1105 aabbccdd 01020304", {"backup.flag": 1, "recvtok": 0xAABBCCDD, "sendrand": 0x01020304}),
        ("1e10 1005 0000000000000009 01020304", {"sendtrunchmac": 9, "recvtok": None}),
        ("1e18 1000" + "aa" * 20, {"reserved": 0, "sendhmac": b"\xaa" * 20}),
        ("1e1c 200f 0000000000000001 0000000000000002 00000003 0004 beef", {"rawdataack": 1, "rawdataseqno": 2}),
        ("1e0e 2004 00000002 00000003 0004", {"rawdataack": None, "subflowseqno": 3, "checksum": None}),
        ("1e0a 3405 c0000201 1388", {"ipver": 4, "ipv4": 0xC0000201, "port": 5000, "echo": None}),
        ("1e10 3005 c0000201 0000000000000007", {"echo": 0, "port": None, "addaddrtrunchmac": 7}),
        ("1e14 3105 20010db8" + "00" * 12, {"echo": 1, "ipv6": bytes.fromhex("20010db8") + bytes(12)}),
        ("1e04 5105", {"backup.flag": 1, "addrid": 5}),
        ("1e0c 6000 0000000000000008", {"rawdataseqno": 8}),
        ("1e0c 7000 0000000000000009", {"recvkey": 9}),
        ("1e04 8102", {"flag_T.flag": 1, "rst_reason": 2}),
        ("1e04 9000", {"subtype": 9, "flags": None}),
    ],
)
def test_subtype_has_its_fields(option: str, expected: dict[str, object]) -> None:
    dissection = dissected(ipv4(6, tcp(bytes.fromhex(option))))
    assert values(dissection, *(f"{PREFIX}.{name}" for name in expected)) == list(expected.values())
    assert layer(dissection, "tcp").protocol_name == "MPTCP"


def test_removed_addresses_are_counted() -> None:
    dissection = dissected(ipv4(6, tcp(bytes.fromhex("1e064005 0607"))))
    assert values(dissection, "mptcp.rm_addr.count") == [3]
    assert [field.value for field in dissection.find(f"{PREFIX}.addrid")] == [5, 6, 7]


def test_line_names_the_subtype() -> None:
    dissection = dissected(ipv4(6, tcp(bytes.fromhex("1e04 2000"))))
    assert only(dissection, "mptcp").line == "Multipath Transmission Control Protocol: Data Sequence Signal"


def test_mapping_of_length_0_is_told() -> None:
    assert dissected(ipv4(6, tcp(bytes.fromhex("1e0e 2004 00000002 00000003 0000")))).find("mptcp.dss.infinite_mapping")
