from __future__ import annotations

import pytest

from dissectors.capture_file.contents import Option
from dissectors.capture_file.options import (
    BadOptions,
    first_number,
    first_text,
    read_options,
    read_options_until_damage,
    texts,
    write_options,
)

OPTIONS = (Option(1, b"a comment"), Option(2, b""), Option(1, b"another"), Option(9, b"\x06"))


@pytest.mark.parametrize("order", ["<", ">"])
def test_options_come_back_as_they_were_written(order: str) -> None:
    written = write_options(OPTIONS, order)
    assert len(written) % 4 == 0
    assert read_options(written, order) == OPTIONS
    assert read_options(written[:-4], order) == OPTIONS, "the end mark may be missing"


def test_no_options_take_no_bytes() -> None:
    assert write_options((), "<") == b""
    assert read_options(b"", "<") == ()


def test_what_follows_the_end_mark_is_ignored() -> None:
    assert read_options(write_options(OPTIONS[:1], "<") + b"\x01\x00\xff\xff", "<") == OPTIONS[:1]


@pytest.mark.parametrize("cut", [1, 3, 5, 12])
def test_an_option_beyond_the_end_keeps_those_before_it(cut: int) -> None:
    written = write_options([OPTIONS[0]], "<")[:-4] + write_options([Option(3, b"0123456789")], "<")[:cut]
    options, problem = read_options_until_damage(written, "<")
    assert options == OPTIONS[:1]
    assert problem is not None
    with pytest.raises(BadOptions):
        read_options(written, "<")


def test_texts_are_utf8_up_to_a_nul() -> None:
    options = [Option(1, "größe".encode()), Option(1, b"end\0ed"), Option(1, b"bad \xff"), Option(2, b"other")]
    assert texts(options, 1) == ("größe", "end", "bad \N{REPLACEMENT CHARACTER}")
    assert first_text(options, 2) == "other"
    assert first_text(options, 3) is None


def test_a_number_of_another_length_is_none() -> None:
    assert first_number([Option(9, b"\x06")], 9, "B") == 6
    assert first_number([Option(9, b"\x06\x07")], 9, "B") is None
    assert first_number([Option(14, b"\xff" * 8)], 14, ">q") == -1
