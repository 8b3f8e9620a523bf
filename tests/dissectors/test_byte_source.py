"""Bytes that fields lie in."""

from __future__ import annotations

from dissectors.byte_source import ByteSource


def test_a_source_is_named_with_its_size() -> None:
    assert ByteSource("Frame", b"ab").name == "Frame (2 bytes)"
    assert ByteSource("Frame", b"a").name == "Frame (1 byte)"
