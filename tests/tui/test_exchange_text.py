"""The bytes of an exchange in each form."""

from __future__ import annotations

from dissectors.streams.following.parts import CUT, LOST
from tui.exchange_text import ascii_text, c_line, gap_words, hex_line, printable_text


def test_text_keeps_lines_and_nothing_else_that_is_not_printable() -> None:
    assert ascii_text(b"a\tb\r\n\x1b[31m\xff~\x7f") == "a\tb\r\n.[31m.~."
    assert printable_text(b"a\tb\r\n") == "a.b.."


def test_hex_lines_are_laid_out_as_tshark_does() -> None:
    assert hex_line(16, b"Host: remora.tes") == (
        "00000010  48 6f 73 74 3a 20 72 65  6d 6f 72 61 2e 74 65 73  Host: re mora.tes"
    )
    assert hex_line(0x40, b"GET / \r\n\r\n") == (
        "00000040  47 45 54 20 2f 20 0d 0a  0d 0a                    GET / .. .."
    )
    assert hex_line(0, b"\x00") == "00000000  00" + " " * 48 + "."


def test_arrays_end_with_their_last_line() -> None:
    assert c_line(b"ab", is_last=False) == "0x61, 0x62,"
    assert c_line(b"a", is_last=True) == "0x61 };"


def test_what_is_missing_has_its_size() -> None:
    assert gap_words(LOST, 1448) == "[1448 bytes missing in capture file]"
    assert gap_words(CUT, 1) == "[1 byte not captured: the packet was cut]"
