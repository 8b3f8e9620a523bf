"""Summaries from tshark's bytes: cut anywhere, hostile texts, colours, and what is no summary."""

from __future__ import annotations

import contextlib
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.columns.psml import (
    LONGEST_SUMMARY,
    Colours,
    PacketSummary,
    SummaryBatch,
    SummarySplitter,
    colours_in,
    plain_text,
)
from dissectors.deep.errors import TsharkFailed

HEAD = b"""<?xml version="1.0" encoding="utf-8"?>
<psml version="0" creator="wireshark/4.0.17">
<structure>
<section>No.</section>
<section>Protocol</section>
<section>Info</section>
</structure>

"""
COLOURED = b" foreground='#12272e' background='#daeeff'"


def packet(number: int, protocol: bytes = b"DNS", info: bytes = b"a query", attributes: bytes = b"") -> bytes:
    """One packet as tshark 4.0.17 prints it; texts are escaped already."""
    sections = (str(number).encode(), protocol, info)
    return b"<packet%s>\n%s</packet>\n\n" % (attributes, b"".join(b"<section>%s</section>\n" % one for one in sections))


def rows(batches: list[SummaryBatch]) -> list[PacketSummary]:
    return [row for batch in batches for row in batch]


def test_packets_of_one_read_are_one_batch() -> None:
    (batch,) = SummarySplitter().feed(HEAD + packet(1) + packet(2, b"TCP", b"80"))
    assert (batch.first, len(batch)) == (1, 2)
    assert list(batch) == [PacketSummary(1, "DNS", "a query"), PacketSummary(2, "TCP", "80")]


def test_every_cut_gives_the_same_packets() -> None:
    whole = HEAD + packet(1, attributes=COLOURED) + packet(2, info=b"&lt;/packet&gt;") + packet(3) + b"</psml>\n"
    expected = rows(SummarySplitter().feed(whole))
    for cut in range(len(whole)):
        splitter = SummarySplitter()
        assert rows([*splitter.feed(whole[:cut]), *splitter.feed(whole[cut:]), *splitter.end()]) == expected


def test_byte_by_byte() -> None:
    splitter, found = SummarySplitter(), []
    for byte in HEAD + packet(1) + packet(2) + b"</psml>\n":
        found += splitter.feed(bytes([byte]))
    assert [row.number for row in rows(found)] == [1, 2]


def test_an_info_that_ends_the_packet_by_its_text_ends_nothing() -> None:
    text = "GET /</section></packet><packet><section>9</section>&amp;\"'"
    (batch,) = SummarySplitter().feed(packet(1, info=escape(text, {'"': "&quot;", "'": "&#x27;"}).encode()))
    assert [row.info for row in batch] == [text]


def test_control_characters_and_bytes_that_are_no_text_stay_in_their_packet() -> None:
    (batch,) = SummarySplitter().feed(packet(1, info=b"a\x00\x1b[31m\r\nb\xff\xc3") + packet(2))
    assert [row.info for row in batch] == ["a\x00\x1b[31m\r\nb\ufffd\ufffd", "a query"]


def test_colours_of_a_rule() -> None:
    (batch,) = SummarySplitter().feed(packet(1, attributes=COLOURED) + packet(2))
    assert [row.colours for row in batch] == [Colours("12272e", "daeeff"), None]


@pytest.mark.parametrize(
    "attributes",
    [b"", b" foreground='#12272e'", b" foreground='#12272e' background='#xyzxyz'", b" foreground='' background=''"],
)
def test_half_a_pair_of_colours_is_none(attributes: bytes) -> None:
    assert colours_in(attributes) is None


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (b"&lt;&gt;&amp;&quot;&apos;&#x27;&#39;", "<>&\"''''"[:-1]),
        (b"&amp;lt;", "&lt;"),
        (b"&eacute; & &#x110000; &#xD800;", "&eacute; & &#x110000; \ud800"),
    ],
)
def test_only_what_tshark_escapes_is_unescaped(escaped: bytes, text: str) -> None:
    assert plain_text(escaped) == text


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    assert plain_text(escape(text, {'"': "&quot;", "'": "&#x27;"}).encode("utf-8", "replace")) == (
        text.encode("utf-8", "replace").decode()
    )


@pytest.mark.parametrize(
    "answer",
    [
        packet(2),
        packet(1) + packet(3),
        packet(1) + b"<packet>\n<section>2</section>\n</packet>\n" + packet(3),
        b"garbage </packet>",
        packet(1) + b"<packet></packet>",
    ],
)
def test_a_packet_that_is_missing_or_unreadable_is_told(answer: bytes) -> None:
    with pytest.raises(TsharkFailed, match=r"packet [12] or of one after it cannot be read"):
        SummarySplitter().feed(answer)


def test_a_summary_without_an_end_fills_no_memory() -> None:
    splitter = SummarySplitter()
    for _ in range(LONGEST_SUMMARY // 65_536):
        splitter.feed(b"x" * 65_536)
    with pytest.raises(TsharkFailed, match="packet 1 does not end"):
        splitter.feed(b"x" * 65_536)


@given(st.binary(max_size=300))
def test_garbage_is_no_packet_and_no_other_error(data: bytes) -> None:
    splitter = SummarySplitter()
    with contextlib.suppress(TsharkFailed):
        assert not rows(splitter.feed(data))
