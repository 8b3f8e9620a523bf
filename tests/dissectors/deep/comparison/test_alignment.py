"""Layers and fields of two trees find each other."""

from __future__ import annotations

from dissectors.byte_source import ByteSource
from dissectors.deep.comparison.alignment import (
    fields_below,
    fields_together,
    layers_together,
    same_sources,
    with_inner,
)
from dissectors.fields import Field
from tests.dissectors.deep.decoded_by_hand import ByHand, layer, made

SAME = {0: 0}


def names(together: list[tuple[Field | None, list[Field]]]) -> list[tuple[str | None, list[str]]]:
    return [(ours.name if ours is not None else None, [part.name for part in parts]) for ours, parts in together]


def layers(*called: str) -> list[Field]:
    return [layer(name, number, number + 1) for number, name in enumerate(called)]


def test_layers_of_a_name_meet_in_tshark_s_order_and_the_lone_ones_keep_their_place() -> None:
    found = layers_together(layers("eth", "own", "ip", "ip", "end"), layers("eth", "ip", "theirs", "ip"))
    assert names(found) == [
        ("eth", ["eth"]), ("own", []), ("ip", ["ip"]), (None, ["theirs"]), ("ip", ["ip"]), ("end", []),
    ]  # fmt: skip


def test_a_layer_that_tshark_draws_in_parts_is_one() -> None:
    assert names(layers_together(layers("tls"), layers("tls", "tls"))) == [("tls", ["tls", "tls"])]


def test_a_layer_drawn_within_another_is_one_of_its_own() -> None:
    inner = layer("inner", 2, 4, made("inner.a", 1, 2, 3))
    outer = layer("outer", 0, 4, made("outer.a", 1, 0, 1), inner)
    assert [one.name for one in with_inner(outer, {"inner"})] == ["outer", "inner"]
    assert [place.field.name for place in fields_below([outer], {"inner"})] == ["outer.a"]
    assert [place.field.name for place in fields_below([outer], set())] == ["outer.a", "inner", "inner.a"]


def test_fields_of_a_name_meet_at_their_place_first() -> None:
    ours = fields_below([layer("toy", 0, 4, made("toy.a", 1, 0, 1), made("toy.a", 2, 2, 3))], set())
    theirs = fields_below([layer("toy", 0, 4, made("toy.a", 2, 2, 3), made("toy.a", 9, 3, 4))], set())
    found = fields_together(ours, theirs, SAME)
    assert {order: place.order for order, place in found.items()} == {0: 1, 1: 0}


def test_sources_are_the_same_if_their_bytes_are() -> None:
    native = ByHand([], more_sources=(ByteSource("Reassembled", b"whole"),))
    deep = ByHand([], more_sources=(ByteSource("Decrypted", b"secret"), ByteSource("TCP", b"whole")))
    assert same_sources(native, deep) == {0: 0, 2: 1}
