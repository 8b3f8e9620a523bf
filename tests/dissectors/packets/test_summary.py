"""The row's columns."""

from __future__ import annotations

from dissectors.dissect import dissect
from dissectors.frame import Frame
from dissectors.packets.summary import summarize
from tests.dissectors import golden


def test_innermost_layer_with_a_say_says_it() -> None:
    frame = next(golden.read(path).frame for path in golden.paths() if path.stem == "data_in_udp")
    summary = summarize(dissect(frame))
    assert (summary.source, summary.destination, summary.protocol) == ("127.0.0.1", "127.0.0.1", "UDP")
    assert summary.length == 48
    assert "40000" in summary.info


def test_trouble_is_told_in_the_row() -> None:
    assert "[Malformed Packet]" in summarize(dissect(Frame(bytes(5), 1))).info
    assert "[Packet size limited" in summarize(dissect(Frame(bytes(5), 1, original_length=60))).info


def test_frame_without_addresses_has_none() -> None:
    summary = summarize(dissect(Frame(b"abc", 9999)))
    assert (summary.source, summary.destination) == ("", "")
