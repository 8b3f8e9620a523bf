from __future__ import annotations

from dissectors.byte_source import ByteSource
from tests.dissectors.deep.decoded_by_hand import ByHand, layer, made
from tui.deep.places import candidates_of, place_told

SOURCES = (ByteSource("Reassembled TCP", b"0123456789"), ByteSource("Decrypted TLS", b"abc"))


def test_a_place_says_which_bytes_it_counts_in() -> None:
    packet = ByHand([layer("toy", 0, 4)], more_sources=SOURCES)
    assert place_told(packet, made("a", 1, 1, 3)) == "bytes 1–2"
    assert place_told(packet, made("a", 1, 1, 3, source=2)) == "bytes 1–2 of Decrypted TLS"


def test_a_field_of_which_nobody_can_tell_says_so() -> None:
    between, nowhere = made("a", 1), made("b", 2)
    packet = ByHand([layer("toy", 0, 4)], more_sources=SOURCES, ambiguous={between: (0, 1), nowhere: ()})
    assert place_told(packet, between).startswith("in Frame or Reassembled TCP")
    assert place_told(packet, nowhere) == "bytes that are not shown"
    assert candidates_of(packet, packet.roots[0]) is None
