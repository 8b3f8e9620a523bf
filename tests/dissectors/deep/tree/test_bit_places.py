"""Bits are found by the pattern that tshark draws, whatever the number's byte order."""

from __future__ import annotations

import pytest

from dissectors.deep.tree.bit_places import bits_of, pattern_of, without_pattern
from tests.dissectors.deep.xml import field, node


@pytest.mark.parametrize(
    ("label", "start", "size", "octets", "above", "bits"),
    [
        ("0100 .... = Version: 4", 14, 1, "45", (14, 20), (0, 4)),
        (".1.. .... = Don't fragment: Set", 20, 1, "40", (20, 1), (1, 2)),
        # TCP draws its flags in the twelve bits of the field above, and each lies in one byte.
        ("000. .... .... = Reserved: Not set", 46, 1, "80", (46, 2), (4, 7)),
        (".... .... ...1 = Fin: Set", 47, 1, "11", (46, 2), (7, 8)),
        (".... .... ..0. = Syn: Not set", 47, 1, "11", (40, 20), None),
        ("...0 0000 0000 0001 = Fragment Offset: 1", 20, 2, "0001", (14, 20), (3, 16)),
        # The lowest byte first, as 802.11 sends it.
        (".... ...1 .... .... = A: 1", 0, 2, "0001", (0, 9), (15, 16)),
        (".... .... .... ..1. = B: 1", 0, 2, "0200", (0, 9), (6, 7)),
        # The bits of one number lie apart in memory.
        (".... 1111 1111 .... = C: 255", 0, 2, "f00f", (0, 9), None),
        # Nothing tells the order.
        (".... .... ...0 = D: 0", 0, 2, "0000", (0, 9), None),
        ("1... .... = E: Set", 0, 0, "", (0, 9), None),
        ("Plain: 1010", 0, 1, "01", (0, 9), None),
    ],
)
def test_bits_of_a_field(
    label: str, start: int, size: int, octets: str, above: tuple[int, int], bits: tuple[int, int] | None
) -> None:
    name = "ip.frag_offset" if "Fragment" in label else "none.such"
    drawn = node(field(name, label, start, size, show="1", value="1", unmaskedvalue=octets))
    assert bits_of(drawn, node(field("above", "Above", *above))) == bits


def test_a_pattern_stands_in_front() -> None:
    drawn = node(field("a", ".... ..1. = Syn: Set"))
    assert (pattern_of(drawn), without_pattern(drawn.label)) == ("......1.", "Syn: Set")
    assert pattern_of(node(field("a", "Syn: .... ..1. = Set"))) == ""
