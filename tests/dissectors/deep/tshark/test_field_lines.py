"""Lines of fields are read as they were asked for, and what is none is passed over."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dissectors.deep.tshark.field_lines import fields_of, numbers_in, parameters_for

NAMES = ("frame.protocols", "tcp.stream")


def test_every_field_is_asked_for_behind_the_packet_s_number() -> None:
    parameters = parameters_for(NAMES)
    asked = [value for option, value in pairwise(parameters) if option == "-e"]
    assert asked == ["frame.number", *NAMES]


def test_a_field_has_all_its_values_in_order() -> None:
    assert fields_of(b"12\teth:ip:ip\t0\x1e7", NAMES) == (
        12,
        {"frame.protocols": ["eth:ip:ip"], "tcp.stream": ["0", "7"]},
    )
    assert fields_of(b"12\t\xff\t", NAMES) == (12, {"frame.protocols": ["\ufffd"], "tcp.stream": []})


@pytest.mark.parametrize("line", [b"", b"nonsense", b"x\teth\t0", b"1\teth", b"1\teth\t0\t", "²\teth\t0".encode()])
def test_what_is_no_line_of_fields_is_none(line: bytes) -> None:
    assert fields_of(line, NAMES) is None


def test_only_digits_make_a_number() -> None:
    assert numbers_in(["7", "", "-1", "0x2", "²", "9" * 5000, str((1 << 64) - 1)]) == [7, (1 << 64) - 1]
