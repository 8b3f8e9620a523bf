from __future__ import annotations

from tests.tui.toy import ToyTable, toy_frames
from tui.deep.native_alone import native_alone


def test_every_field_is_there_in_its_place_and_none_is_news() -> None:
    native = ToyTable(toy_frames(1)).dissection(0)
    alone = native_alone(native, "not yet")
    layers = [(pair.name, pair.layer) for pair in alone.pairs if pair.depth == 0]
    assert layers == [(root.name, root.name) for root in native.roots]
    port = next(pair for pair in alone.pairs if pair.name == "toy.port")
    assert (port.layer, port.depth, port.reason, port.deep) == ("toy", 1, "not yet", None)
    assert not alone.news
