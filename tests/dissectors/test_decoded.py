"""Our own dissections offer what every decoded packet does."""

from __future__ import annotations

from dissectors.decoded import Decoded
from dissectors.dissect import dissect
from dissectors.frame import Frame


def test_a_dissection_is_a_decoded_packet() -> None:
    decoded: Decoded = dissect(Frame(bytes(14), link_type=1))
    assert [root.name for root in decoded.roots] == ["frame", "eth"]
    assert decoded.sources[0].data == bytes(14)
    assert decoded.find("eth.type") == [field for field in decoded.fields() if field.name == "eth.type"]
