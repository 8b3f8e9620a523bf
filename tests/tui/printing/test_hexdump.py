"""Bytes in lines."""

from __future__ import annotations

from tui.printing.hexdump import hexdump_lines


def test_offset_bytes_and_text() -> None:
    lines = list(hexdump_lines(b"GET / HTTP/1.1\r\n\x00\xff"))
    assert lines[0] == "0000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a   GET / HTTP/1.1.."
    assert lines[1] == "0010  00 ff                                             .."


def test_no_bytes_are_no_lines() -> None:
    assert list(hexdump_lines(b"")) == []
