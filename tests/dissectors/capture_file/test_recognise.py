from __future__ import annotations

import gzip

import pytest
import zstandard

from dissectors.capture_file.recognise import (
    compression_of,
    may_become_a_capture,
    reader_for,
    what_it_seems_to_be,
)
from tests.dissectors.capture_file.build import pcap, section


@pytest.mark.parametrize("order", ["<", ">"])
def test_captures_are_recognised_by_their_magic(order: str) -> None:
    found = reader_for(pcap(order=order))
    assert found is not None
    assert found.format.startswith("pcap (microsecond")
    other = reader_for(section(order))
    assert other is not None
    assert other.format == "pcapng"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"snoop\0\0\0\0\0\0\2", "a snoop capture"),
        (b"\x7fELF\2\1\1", "a program (ELF)"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xfd7zXZ\0\0", "xz-compressed (unpack it first, with xz -d)"),
        (bytes(257) + b"ustar", "a tar archive"),
        (bytes(20), "nothing but zero bytes"),
        ("Grüße\n".encode(), "text"),
        (b"x" * 20 + "ß".encode()[:1], "text"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\x09", "unknown data that begins with 01 02 03 04 05 06 07 08"),
        (b"\n\r\r\n\x1c\0\0\0abcd", "unknown data that begins with 0a 0d 0d 0a"),
    ],
)
def test_what_is_no_capture_is_named(head: bytes, words: str) -> None:
    assert reader_for(head) is None
    assert not may_become_a_capture(head) or len(head) < 4
    assert words in what_it_seems_to_be(head)


def test_compressions() -> None:
    assert compression_of(gzip.compress(b"x")) == "gzip"
    assert compression_of(zstandard.compress(b"x")) == "zstd"
    assert compression_of(b"\x53\x2a\x4d\x18\4\0\0\0skip") == "zstd"
    assert compression_of(b"plain") is None


@pytest.mark.parametrize("whole", [pcap(), pcap(order=">", magic=0xA1B23C4D), section(), zstandard.compress(b"")])
def test_the_first_bytes_of_a_capture_may_become_one(whole: bytes) -> None:
    for length in range(4):
        assert may_become_a_capture(whole[:length])
