"""One declaration, four uses: values, ranges, tree and columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.errors import Truncated
from dissectors.fields import Field, bits, flag, ipv4, ipv6, mac, u8, u16, u24, u32, u64, unused
from dissectors.header import Header, HeaderColumns, choose, greater, lesser

LAST = flag("test.last", "Last")


class EveryKind(Header):
    high = bits(4, "test.high", "High")
    middle = bits(12, "test.middle", "Middle", parts=(unused(11), LAST))
    byte = u8("test.byte", "Byte")
    short = u16("test.short", "Short")
    backwards = u16("test.backwards", "Backwards", little_endian=True)
    three = u24("test.three", "Three")
    four = u32("test.four", "Four")
    eight = u64("test.eight", "Eight")
    address = ipv4("test.ip", "Address")
    six = ipv6("test.ip6", "Address")
    hardware = mac("test.mac", "Hardware")


SAMPLE = bytes(range(0x11, 0x11 + EveryKind.size))


def test_size_and_places_follow_from_the_order() -> None:
    assert EveryKind.size == 2 + 1 + 2 + 2 + 3 + 4 + 8 + 4 + 16 + 6
    assert (EveryKind.short.first_byte, EveryKind.short.last_byte) == (3, 5)
    assert (EveryKind.middle.first_byte, EveryKind.middle.last_byte) == (0, 2)


def test_values_are_read_in_network_order_unless_told() -> None:
    header = EveryKind(b"\0" + SAMPLE, 1, 1 + len(SAMPLE))
    assert header.high == 1
    assert header.middle == 0x112
    assert header.short == 0x1415
    assert header.backwards == 0x1716
    assert header.three == 0x18191A
    assert header.hardware == SAMPLE[-6:]
    assert header.value_of(LAST) == 0


def test_tree_fields_carry_ranges_and_dotted_bits() -> None:
    fields: list[Field] = []
    EveryKind.read(b"\0" + SAMPLE, 1, 1 + len(SAMPLE), fields)
    assert [(field.start, field.stop) for field in fields[:4]] == [(1, 2), (1, 3), (3, 4), (4, 6)]
    assert fields[0].line == "0001 .... = High: 1"
    assert fields[1].children[0].line == ".... .... ...0 = Last: Not set"


@pytest.mark.parametrize("length", range(len(SAMPLE)))
def test_cut_header_keeps_the_fields_that_are_whole(length: int) -> None:
    fields: list[Field] = []
    with pytest.raises(Truncated):
        EveryKind.read(SAMPLE[:length], 0, length, fields)
    assert [field.name for field in fields] == [s.name for s in EveryKind.specs if s.last_byte <= length]


@given(st.lists(st.binary(min_size=EveryKind.size, max_size=EveryKind.size), min_size=1, max_size=5))
def test_columns_equal_single_reads(headers: list[bytes]) -> None:
    data = b"".join(headers)
    starts = np.arange(len(headers)) * EveryKind.size
    for spec in (*EveryKind.specs, LAST):
        column = spec.column(np.frombuffer(data, np.uint8), starts)
        values = column.tolist() if spec.kind.is_number else [row.tobytes() for row in column]
        assert values == [EveryKind(data, int(start), len(data)).value_of(spec) for start in starts]


def test_rules_work_on_numbers_and_on_arrays() -> None:
    data = np.frombuffer(SAMPLE * 2, np.uint8)
    starts = np.array([0, len(SAMPLE)])
    many = HeaderColumns(EveryKind, data, starts, starts + len(SAMPLE), starts + len(SAMPLE))
    one = EveryKind(SAMPLE, 0, len(SAMPLE))
    for rule in (
        lambda h: choose(h.high > 3, h.middle, h.short),
        lambda h: lesser(h.short, h.middle) * 4,
        lambda h: greater(h.short, h.middle) - h.available,
        lambda h: h.peek(5),
        lambda h: h.peek(1000),
    ):
        assert np.broadcast_to(rule(many), (2,)).tolist() == [rule(one)] * 2


def test_half_a_byte_is_no_header() -> None:
    with pytest.raises(TypeError):

        class Half(Header):
            nibble = bits(4, "test.nibble", "Nibble")


def test_field_that_would_hide_the_headers_own_is_refused() -> None:
    with pytest.raises(TypeError, match="start"):

        class Hiding(Header):
            start = u8("test.start", "Start")
