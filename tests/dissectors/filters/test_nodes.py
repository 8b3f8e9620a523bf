"""Tests joined with and, or, xor, not; comparisons of many values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dissectors import PacketTable, compile_filter, open_capture
from dissectors.dissect import Dissection
from dissectors.filters.nodes import And, Compare, Element, In, Not, NotZero, Or, Xor
from dissectors.filters.operands import Constant
from dissectors.filters.operators import BY_CODE
from dissectors.filters.packet import Packet
from dissectors.filters.types import BYTES, NUMBER


@dataclass(frozen=True)
class Fixed:
    answer: bool

    def matches(self, packet: Packet) -> bool:
        return self.answer


@dataclass(frozen=True)
class Values(Constant):
    """Several constants."""

    def values(self, packet: Packet) -> list[int]:
        return list(self.value)


YES, NO = Fixed(True), Fixed(False)


def test_joints(tunnelled: Dissection) -> None:
    packet = Packet(tunnelled, ())
    assert And([YES, YES]).matches(packet)
    assert not And([YES, NO]).matches(packet)
    assert Or([NO, YES]).matches(packet)
    assert Xor([YES, NO, NO]).matches(packet)
    assert not Xor([YES, YES]).matches(packet)
    assert Not(NO).matches(packet)


def test_a_comparison_needs_values_on_both_sides(tunnelled: Dissection) -> None:
    packet = Packet(tunnelled, ())
    one, many, none = (Values(value, NUMBER) for value in ([1], [1, 2], []))
    equal, different = BY_CODE["=="], BY_CODE["!="]
    assert Compare(many, equal, one, False).matches(packet)
    assert not Compare(many, equal, one, True).matches(packet)
    assert not Compare(many, different, one, True).matches(packet)
    assert not Compare(none, different, one, True).matches(packet)


def test_sets_hold_values_and_ranges(tunnelled: Dissection) -> None:
    packet = Packet(tunnelled, ())
    many = Values([1, 5], NUMBER)
    elements = [Element(Constant(4, NUMBER), Constant(6, NUMBER))]
    assert In(many, elements, False).matches(packet)
    assert not In(many, elements, True).matches(packet)


def test_not_zero(tunnelled: Dissection) -> None:
    packet = Packet(tunnelled, ())
    assert NotZero(Values([0, 2], NUMBER)).matches(packet)
    assert not NotZero(Values([0], NUMBER)).matches(packet)
    assert not NotZero(Constant(b"\0\0", BYTES)).matches(packet)


def test_protocol_contains_what_it_carries(samples: Path) -> None:
    with open_capture(samples / "dns.pcapng") as capture:
        table = PacketTable(capture)
        rows = capture.refresh()
        for text in ('udp contains "remora"', 'ip matches "rem.ra"', "len(udp) == 8 && udp contains 06:72:65"):
            assert [row for row in rows if compile_filter(text).matches(table.dissection(row))] == [0, 1, 2, 3]


def test_all_values_are_in_one_and_the_same_member(chooses: Callable[[str], bool]) -> None:
    assert chooses("any ip.ttl in {64, 200}")
    assert chooses("all ip.ttl in {32..64}")
    assert not chooses("all ip.ttl in {32, 64}")
    assert not chooses("all ip.ttl in {30..40, 60..70}")
    assert not chooses("all udp.srcport in {udp.port}")
    assert chooses("any ip.ttl not in {5}")
    assert not chooses("all ip.ttl not in {64}")


def test_what_a_slice_leaves_is_less_than_anything(chooses: Callable[[str], bool]) -> None:
    assert chooses("eth.src[6:1] < 00 && eth.src[6:1] != 00 && eth.src[9] !== 00")
    assert not chooses("eth.src[6:1]")
    assert not chooses('udp.payload[2000:1] matches ""')


def test_a_slice_compares_with_all_bytes_of_what_is_none(chooses: Callable[[str], bool]) -> None:
    assert chooses("ip.src[0:4] == ip.src && ip.src == ip.src[0:4] && ip.src[0:2] < ip.src")
    assert chooses('frame.protocols[0:3] == "eth" && frame.protocols[0:4] < frame.protocols')


def test_numbers_compare_with_flags_on_the_right(chooses: Callable[[str], bool]) -> None:
    assert chooses("ip.ttl > ip.flags.df")


def test_negative_numbers_are_below_fields_and_beyond_them(chooses: Callable[[str], bool]) -> None:
    assert chooses("ip.ttl != -1 && -ip.ttl < 0 && ip.ttl - 65 == -1 && ip.ttl in {-1, 64}")
    assert not chooses("ip.ttl > -1")
    assert not chooses("ip.ttl !== -1")
    assert not chooses("any ip.ttl != -1")
    assert not chooses("ip.ttl in {-1 .. 64}")
