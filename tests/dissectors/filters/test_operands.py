"""Values from packets: slices, layers, computations."""

from __future__ import annotations

from dissectors.dissect import Dissection
from dissectors.fields import SPECS
from dissectors.filters.operands import Computed, Constant, FieldValues, Negative, Sliced
from dissectors.filters.packet import Packet
from dissectors.filters.syntax import Piece
from dissectors.filters.types import NUMBER, type_of


def field(name: str, *layers: Piece) -> FieldValues:
    spec = SPECS[name][0]
    return FieldValues(name, spec, type_of(spec), layers)


def packet(dissection: Dissection) -> Packet:
    return Packet(dissection, {"ip.ttl", "eth.src", "udp.port"})


def test_layers_are_chosen_by_number_from_either_end(tunnelled: Dissection) -> None:
    assert field("ip.ttl").values(packet(tunnelled)) == [64, 32]
    assert field("ip.ttl", Piece(2, 1)).values(packet(tunnelled)) == [32]
    assert field("ip.ttl", Piece(-2, 1)).values(packet(tunnelled)) == [64]
    assert field("ip.ttl", Piece(0, 1)).values(packet(tunnelled)) == []


def test_a_slice_beyond_the_end_gives_nothing(tunnelled: Dissection) -> None:
    assert Sliced(field("eth.src"), (Piece(0, 2),)).values(packet(tunnelled)) == [b"\x36\xdc", b"\x00\x11"]
    assert Sliced(field("eth.src"), (Piece(4, 5),)).values(packet(tunnelled)) == [b"", b""]
    assert Sliced(field("eth.src"), (Piece(4, 5),), passes_over_empty=True).values(packet(tunnelled)) == []
    assert Sliced(field("eth.src"), (Piece(0, 1), Piece(4, 5))).values(packet(tunnelled)) == [b"\x36", b"\x00"]
    assert Sliced(field("eth.src"), (Piece(4, 5), Piece(0, 1))).values(packet(tunnelled)) == [b"", b""]


def test_whole_numbers_are_computed_within_their_width(tunnelled: Dissection) -> None:
    def computed(code: str, right: int, left: int = 64) -> list[int]:
        return Computed(Constant(left, NUMBER), [(code, Constant(right, NUMBER))], NUMBER, bits=32).values(
            packet(tunnelled)
        )

    assert computed("+", 0xFFFFFFFF - 64) == [0xFFFFFFFF]
    assert computed("+", 0xFFFFFFFF) == computed("*", 1 << 31) == []
    assert computed("-", 70) == [-6]
    assert computed("+", -1) == []
    assert computed("*", 2, left=-5) == [-10]
    assert computed("&", -1) == [64]
    assert Negative(Constant(1 << 32, NUMBER), NUMBER, bits=32).values(packet(tunnelled)) == []


def test_computations_take_every_combination(tunnelled: Dissection) -> None:
    one = Constant(1, NUMBER)
    assert Computed(field("ip.ttl"), [("+", one)], NUMBER).values(packet(tunnelled)) == [65, 33]
    assert Computed(field("ip.ttl"), [("/", Constant(0, NUMBER))], NUMBER).values(packet(tunnelled)) == []
    assert Negative(field("ip.ttl"), NUMBER).values(packet(tunnelled)) == [-64, -32]


def test_division_goes_towards_zero(tunnelled: Dissection) -> None:
    computed = Computed(Constant(-7, NUMBER), [("/", Constant(2, NUMBER))], NUMBER)
    assert computed.values(packet(tunnelled)) == [-3]
    computed = Computed(Constant(-7, NUMBER), [("%", Constant(2, NUMBER))], NUMBER)
    assert computed.values(packet(tunnelled)) == [-1]
