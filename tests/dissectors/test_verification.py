"""What becomes of a checksum."""

from __future__ import annotations

from dissectors.checksum import internet_checksum, pseudo_header
from tests.dissectors.transport.packets import (
    DESTINATION,
    DESTINATION6,
    SOURCE,
    SOURCE6,
    dissected,
    ipv4,
    ipv6,
    only,
    summed,
    tcp,
    udp,
    values,
)

SEGMENT = tcp(payload=b"hello")


def with_checksum(segment: bytes, checksum: int) -> bytes:
    return segment[:16] + checksum.to_bytes(2, "big") + segment[18:]


def severities(packet: bytes, captured: int | None = None) -> tuple[object, list[str]]:
    dissection = dissected(packet, captured)
    return values(dissection, "tcp.checksum.status")[0], [notice.severity for notice in dissection.notices]


def test_good_sum_is_good() -> None:
    assert severities(ipv4(6, SEGMENT)) == (1, [])


def test_flipped_bit_is_bad_and_a_warning() -> None:
    dissection = dissected(ipv4(6, with_checksum(SEGMENT, 0x1234)))
    expected = int.from_bytes(SEGMENT[16:18], "big")
    assert values(dissection, "tcp.checksum.status", "tcp.checksum_calculated") == [0, expected]
    assert only(dissection, "tcp.checksum").text == f"0x1234 [incorrect, should be 0x{expected:04x}]"
    assert [notice.severity for notice in dissection.notices] == ["warning"]


def test_sum_left_to_the_card_is_bad_but_only_a_note() -> None:
    partial = 0xFFFF - internet_checksum(pseudo_header(SOURCE, DESTINATION, 6, len(SEGMENT)))
    lengthless = 0xFFFF - internet_checksum(pseudo_header(SOURCE, DESTINATION, 6, 0))
    for checksum in (partial, lengthless, 0):
        assert severities(ipv4(6, with_checksum(SEGMENT, checksum))) == (0, ["note"])


def test_cut_segment_and_fragment_cannot_be_verified() -> None:
    assert severities(ipv4(6, SEGMENT), captured=42)[0] == 2
    assert severities(ipv4(6, SEGMENT, flags=0x2000)) == (2, [])


def test_beginning_quoted_by_icmp_cannot_be_verified() -> None:
    quote = ipv4(6, SEGMENT)[:40]
    message = bytes((3, 1, 0, 0)) + bytes(4) + quote
    message = message[:2] + internet_checksum(message).to_bytes(2, "big") + message[4:]
    dissection = dissected(ipv4(1, message))
    assert only(dissection, "tcp.checksum").text.endswith("[unverified: only the beginning of the packet is quoted]")
    assert values(dissection, "tcp.checksum.status", "tcp.checksum_calculated") == [2, None]


def test_udp_sends_a_sum_of_zero_as_all_ones() -> None:
    datagram = udp(b"\0\0")
    remainder = int.from_bytes(datagram[6:8], "big")
    zero_sum = udp(remainder.to_bytes(2, "big"))
    assert zero_sum[6:8] == b"\0\0"
    dissection = dissected(ipv4(17, zero_sum[:6] + b"\xff\xff" + zero_sum[8:]))
    assert values(dissection, "udp.checksum.status", "udp.checksum_calculated") == [1, 0xFFFF]


def test_ipv6_addresses_count() -> None:
    segment = summed(SEGMENT, 6, 16, (SOURCE6, DESTINATION6))
    assert severities(ipv6(6, segment)) == (1, [])
    assert severities(ipv6(6, SEGMENT))[0] == 0


def test_message_cut_short_by_a_quote_cannot_be_verified() -> None:
    igmp = bytes.fromhex("16 00 0904 e0000000")
    message = bytes((3, 1, 0, 0)) + bytes(4) + ipv4(2, igmp + bytes(8))[:28]
    message = message[:2] + internet_checksum(message).to_bytes(2, "big") + message[4:]
    assert values(dissected(ipv4(1, message)), "igmp.checksum.status") == [2]
    assert values(dissected(ipv4(2, igmp)), "igmp.checksum.status") == [int(internet_checksum(igmp) == 0)]
