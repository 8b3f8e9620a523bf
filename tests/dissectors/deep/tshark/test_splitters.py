"""tshark's output cut into packets, lines, or taken whole."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark import splitters
from dissectors.deep.tshark.splitters import Everything, Lines, PacketXml, Pieces

PACKETS = [b"<packet><proto/></packet>", b"<packet a='1'>\n&lt;/packet></packet>", b"<packet></packet>"]
PDML = b"<?xml version='1.0'?>\n<pdml>\n" + b"\n\n".join(PACKETS) + b"\n</pdml>\n"


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    return [data[start:stop] for start, stop in pairwise(places)]


@given(st.lists(st.integers(0, 1000), max_size=20))
def test_packets_come_out_whole_wherever_the_stream_was_cut(cuts: list[int]) -> None:
    splitter = PacketXml()
    found = [packet for piece in pieces(PDML, cuts) for packet in splitter.feed(piece)]
    assert found == PACKETS
    assert splitter.end() == []


@given(st.lists(st.integers(0, 1000), max_size=20))
def test_lines_come_out_whole_and_the_last_one_needs_no_end(cuts: list[int]) -> None:
    data = b"one\n\ntwo\nthree\nfour"
    splitter = Lines()
    batches = [batch for piece in pieces(data, cuts) for batch in splitter.feed(piece)] + splitter.end()
    assert [line for batch in batches for line in batch] == data.split(b"\n")
    assert all(batches)


def test_everything_comes_at_the_end() -> None:
    splitter = Everything()
    assert splitter.feed(b"ab") == splitter.feed(b"c") == []
    assert splitter.end() == [b"abc"]
    assert Everything().end() == []


@given(st.lists(st.integers(0, 1000), max_size=20))
def test_a_mark_ends_it_before_its_line(cuts: list[int]) -> None:
    splitter = Everything(b"mark")
    found = [answer for piece in pieces(b"one\ntwo\n0000 mark", cuts) for answer in splitter.feed(piece)]
    assert found == [b"one\ntwo\n"]


@pytest.mark.parametrize("kind", [PacketXml, Lines, Everything])
def test_an_answer_without_an_end_is_refused(
    kind: type[PacketXml | Lines | Everything], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(splitters, "MOST_BYTES", 1 << 20)
    splitter = kind()
    splitter.feed(b"<packet>" + bytes(900_000))
    with pytest.raises(TsharkFailed, match="longer than"):
        splitter.feed(bytes(900_000))


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_pieces_end_where_the_mark_is_a_line(size: int) -> None:
    pieces = Pieces(b"~mark~")
    data = b"a\nb\n~mark~\n~mark~\nc\n~mark~\nnot whole"
    lists = [one for at in range(0, len(data), size) for one in pieces.feed(data[at : at + size])]
    assert all(lists)
    assert [piece for some in lists for piece in some] == [b"a\nb\n", b"", b"c\n"]
    assert pieces.end() == []


def test_a_piece_without_an_end_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitters, "MOST_BYTES", 100)
    with pytest.raises(TsharkFailed, match="longer than"):
        Pieces(b"~mark~").feed(bytes(101))
