"""The Internet checksum (RFC 1071), the pseudo headers it is taken over (RFC 9293 §3.1, RFC 8200 §8.1), and CRC32c."""

from __future__ import annotations

CASTAGNOLI = 0x82F63B78
"""The polynomial of CRC32c, bits reversed (RFC 9260, appendix A)."""


def internet_checksum(data: bytes) -> int:
    """One's complement of the one's complement sum of 16-bit words; an odd last byte counts as its word's high one."""
    padded = data + b"\0" if len(data) % 2 else data
    # 2**16 is 1 modulo 0xFFFF, so the sum of words with end-around carry is the whole number's remainder.
    number = int.from_bytes(padded, "big")
    total = number % 0xFFFF
    return 0xFFFF - (0xFFFF if total == 0 and number else total)


def pseudo_header(source: bytes, destination: bytes, protocol: int, length: int) -> bytes:
    """What IPv4 or IPv6, by the addresses' size, adds to a transport checksum; `length` in bytes, below 2**32.

    A length above 65,535, which IPv4's field cannot hold, carries over: segmentation offload sums it so.
    """
    if len(source) == 4:
        return source + destination + ((protocol << 16) + length).to_bytes(4, "big")
    return source + destination + length.to_bytes(4, "big") + bytes((0, 0, 0, protocol))


def _crc_of_byte(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (CASTAGNOLI if value & 1 else 0)
    return value


_CRC_OF_BYTE = tuple(map(_crc_of_byte, range(256)))


def crc32c(data: bytes) -> int:
    """CRC32c as SCTP uses it (RFC 9260, appendix A); sent with its lowest byte first."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _CRC_OF_BYTE[crc & 0xFF ^ byte]
    return crc ^ 0xFFFFFFFF
