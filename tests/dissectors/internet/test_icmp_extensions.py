"""Extension objects behind quoted packets."""

from __future__ import annotations

import struct

import pytest

from dissectors.checksum import internet_checksum
from tests.dissectors.internet.packets import HERE, icmp, ipv4, layers, printed, read, told, udp

LABEL = bytes((0, 8, 1, 1)) + struct.pack("!I", 100704 << 12 | 5 << 9 | 1 << 8 | 7)


def exceeded(objects: bytes, *, words: int = 32, checksum: int | None = None) -> bytes:
    structure = b"\x20\0\0\0" + objects
    right = internet_checksum(structure) if checksum is None else checksum
    structure = structure[:2] + right.to_bytes(2, "big") + objects
    return ipv4(1, icmp(11, 0, bytes((0, words, 0, 0)) + ipv4(17, udp()).ljust(128, b"\0") + structure))


@pytest.mark.parametrize("words", [32, 0])
def test_labels_are_found_with_and_without_a_length(words: int) -> None:
    dissection = read(exceeded(LABEL, words=words))
    assert printed(dissection, "icmp.mpls.label") == ["100704"]
    assert printed(dissection, "icmp.mpls.exp") == ["5"]
    assert printed(dissection, "icmp.ext.checksum.status") == ["1"]
    assert layers(dissection) == ["ip", "icmp", "ip", "udp"]


def test_interface_is_told_piece_by_piece() -> None:
    content = struct.pack("!IHH", 7, 1, 0) + HERE + bytes((8,)) + b"eth0\0\0\0" + struct.pack("!I", 1500)
    dissection = read(exceeded(bytes((0, 4 + len(content), 2, 0x0F)) + content))
    assert printed(dissection, "icmp.int_info.index") == ["7"]
    assert printed(dissection, "icmp.int_info.ipv4") == ["192.0.2.1"]
    assert printed(dissection, "icmp.int_info.name") == ["eth0"]
    assert printed(dissection, "icmp.int_info.mtu") == ["1500"]


@pytest.mark.parametrize(
    ("kind", "content", "name", "value"),
    [
        (1, b"eth0", "name", "eth0"),
        (2, struct.pack("!I", 3), "index", "3"),
        (3, struct.pack("!HBB", 1, 4, 0) + HERE, "ipv4", "192.0.2.1"),
        (3, struct.pack("!HBB", 9, 4, 0) + HERE, "address", HERE.hex()),
    ],
)
def test_interface_is_asked_for_by(kind: int, content: bytes, name: str, value: str) -> None:
    structure = b"\x20\0\0\0" + bytes((0, 4 + len(content), 3, kind)) + content
    dissection = read(ipv4(1, icmp(42, 0, bytes((0, 9, 1, 1)) + structure)))
    assert printed(dissection, f"icmp.int_ident.{name}") == [value]
    assert printed(dissection, "icmp.ext.checksum.status") == ["3"]


def test_wrong_checksum_is_a_warning() -> None:
    assert ("icmp.ext.checksum_bad", "warning") in told(read(exceeded(LABEL, checksum=1)))


def test_object_longer_than_the_message_is_read_as_far_as_it_goes() -> None:
    dissection = read(exceeded(bytes((0, 200, 9, 9)) + b"abcd"))
    assert printed(dissection, "icmp.ext.data") == [b"abcd".hex()]


def test_object_of_length_zero_ends_the_list() -> None:
    assert printed(read(exceeded(bytes(8))), "icmp.ext.length") == ["0"]
