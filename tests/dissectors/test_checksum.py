"""The Internet checksum against RFC 1071's own example and its defining property."""

from hypothesis import given
from hypothesis import strategies as st

from dissectors.checksum import crc32c, internet_checksum, pseudo_header


def by_the_book(data: bytes) -> int:
    total = sum(int.from_bytes(data[i : i + 2].ljust(2, b"\0"), "big") for i in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def test_example_of_rfc_1071() -> None:
    assert internet_checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF - 0xDDF2


@given(st.binary(max_size=80))
def test_equals_the_sum_of_words_with_carry(data: bytes) -> None:
    assert internet_checksum(data) == by_the_book(data)


def test_zeros_sum_to_zero_and_ones_to_minus_zero() -> None:
    assert internet_checksum(bytes(4)) == 0xFFFF
    assert internet_checksum(b"\xff\xff") == 0


def test_pseudo_header_has_the_shape_of_its_addresses() -> None:
    assert pseudo_header(b"\x7f\0\0\1", b"\x7f\0\0\2", 6, 20).hex() == "7f0000017f00000200060014"
    assert pseudo_header(bytes(16), bytes(16), 17, 9).hex() == "00" * 32 + "00000009" + "00000011"


def test_pseudo_header_carries_lengths_that_ipv4_cannot_hold() -> None:
    assert pseudo_header(bytes(4), bytes(4), 6, 80_000)[8:] == ((6 << 16) + 80_000).to_bytes(4, "big")


def test_crc32c_of_the_usual_check_string() -> None:
    assert crc32c(b"123456789") == 0xE3069283
    # RFC 3720, appendix B.4: 32 bytes of zeros, of ones, and counting up.
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
