"""SCTP packets: the common header, the checksum and the row."""

from __future__ import annotations

from tests.dissectors.transport.packets import chunk, dissected, info, ipv4, only, sctp, values

PACKET = sctp(chunk(3, bytes.fromhex("00000007 00001000 0000 0000")), chunk(0, bytes(12) + b"hello", 3))


def test_crc_is_verified() -> None:
    assert values(dissected(ipv4(132, PACKET)), "sctp.checksum.status") == [1]
    damaged = dissected(ipv4(132, PACKET[:-8] + b"j" + PACKET[-7:]))
    assert values(damaged, "sctp.checksum.status") == [0]
    assert [notice.severity for notice in damaged.notices] == ["warning"]


def test_crc_left_to_the_card_is_a_note() -> None:
    dissection = dissected(ipv4(132, PACKET[:8] + bytes(4) + PACKET[12:]))
    assert [notice.severity for notice in dissection.notices] == ["note"]


def test_cut_packet_keeps_header_and_whole_chunks() -> None:
    dissection = dissected(ipv4(132, PACKET), captured=20 + 12 + 16 + 6)
    assert values(dissection, "sctp.checksum.status", "sctp.sack_cumulative_tsn_ack_raw") == [2, 7]
    assert dissection.find("_ws.short")


def test_row_names_the_chunks() -> None:
    assert info(dissected(ipv4(132, PACKET)), "sctp") == "SACK (Ack=7, Arwnd=4096) DATA (TSN=0)"


def test_ports_and_tag() -> None:
    dissection = dissected(ipv4(132, PACKET))
    assert [field.value for field in dissection.find("sctp.port")] == [51000, 1234]
    assert only(dissection, "sctp.verification_tag").line == "Verification tag: 0x01020304"
