from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors import fields
from dissectors.dissect import Dissection, dissect
from dissectors.fields import Field, FieldSpec
from dissectors.filters import compile_filter
from dissectors.filters.apply import (
    MOST_BYTES,
    WAYS,
    filter_for,
    filter_for_bytes,
    filter_for_rows,
    joined,
    quoted,
)
from dissectors.filters.packet import Packet
from tests.dissectors import golden

WITHOUT_FILTER = {"tcp.nxtseq", "tcp.analysis.tfo_syn", "tcp.seq"}
"""Names that are refused, where no number in the packet takes their place: of `tcp.seq` one does, but in quotes."""


def chosen(text: str, dissection: Dissection) -> bool:
    return compile_filter(text).matches(dissection)


def first(dissection: Dissection, name: str) -> Field:
    return dissection.find(name)[0]


@pytest.fixture(scope="module")
def tcp() -> Dissection:
    return dissect(golden.read(golden.FOLDER / "tcp_syn_ack_options.golden").frame)


@pytest.mark.parametrize("path", golden.paths(), ids=lambda path: path.stem)
def test_every_field_of_a_packet_gives_a_filter_that_finds_it(path: Path) -> None:
    dissection = dissect(golden.read(path).frame)
    found = [field for root in dissection.roots for field in root.walk()]
    texts = {text for field in found if (text := filter_for(field)) is not None}
    assert texts
    filters = [compile_filter(text) for text in sorted(texts)]
    packet = Packet(dissection, {name for one in filters for name in one.fields})
    assert [one.text for one in filters if not one.holds(packet)] == []
    assert {field.name for field in found if filter_for(field) is None and field.name} <= WITHOUT_FILTER


def test_numbers_are_written_as_they_are_shown(tcp: Dissection) -> None:
    assert filter_for(first(tcp, "tcp.srcport")) == f"tcp.srcport == {first(tcp, 'tcp.srcport').value}"
    number = first(tcp, "tcp.checksum").value
    assert filter_for(first(tcp, "tcp.checksum")) == f"tcp.checksum == 0x{number:04x}"
    assert filter_for(first(tcp, "tcp.flags.syn")) in ("tcp.flags.syn == 1", "tcp.flags.syn == 0")


def test_a_protocol_and_a_group_are_asked_for_by_name(tcp: Dissection) -> None:
    assert filter_for(tcp.layers[-1].root) == tcp.layers[-1].root.name
    assert filter_for(Field(first(tcp, "tcp.srcport").spec, None, 0, 0)) == "tcp.srcport"


def test_a_line_without_a_name_has_no_filter() -> None:
    spec: FieldSpec[None] = FieldSpec("", "Only a line", fields.NONE)
    assert filter_for(Field(spec, None, 0, 4)) is None


def test_a_name_that_no_filter_takes_has_none() -> None:
    spec: FieldSpec[int] = FieldSpec("udp.time_relative", "Time", fields.RELATIVE_TIME)
    try:
        assert filter_for(Field(spec, 5, 0, 0)) is None
    finally:
        fields.SPECS.pop("udp.time_relative")


def test_a_long_value_is_compared_by_its_beginning(tcp: Dissection) -> None:
    data = bytes(range(256)) * 20
    text = filter_for(Field(first(tcp, "tcp.options").spec, data, 0, len(data)))
    assert text is not None
    assert text.startswith(f"tcp.options[0:{MOST_BYTES}] == 00:01:02")
    compile_filter(text)


def test_a_value_without_bytes_is_asked_for_by_its_length(tcp: Dissection) -> None:
    assert filter_for(Field(first(tcp, "tcp.options").spec, b"", 0, 0)) == "len(tcp.options) == 0"


@given(st.floats())
def test_a_float_is_read_back_as_it_was(value: float) -> None:
    from dissectors.filters.types import FLOAT

    spec: FieldSpec[float] = FieldSpec("frame.len", "A float under a known name", fields.FLOAT)
    fields.SPECS["frame.len"].remove(spec)
    text = filter_for(Field(spec, value, 0, 0))
    assert text is not None
    if math.isnan(value):
        assert text == "frame.len"
    else:
        assert FLOAT.word(text.removeprefix("frame.len == "), spec) == value


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_a_quoted_string_is_read_back_as_it_was(text: str, with_bytes: bool) -> None:
    text += "\udcff" if with_bytes else ""
    literal = quoted(text)
    assert literal.isprintable()
    from dissectors.filters.parser import parse
    from dissectors.filters.syntax import Comparison, Text

    tree = parse(f"http.host == {literal}")
    assert isinstance(tree, Comparison)
    ((_, right),) = tree.rest
    assert isinstance(right, Text)
    assert right.text == text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(("start", "length"), [(0, 1), (3, 4), (12, 2), (0, 60)])
def test_bytes_are_found_at_their_place(tcp: Dissection, start: int, length: int) -> None:
    data = tcp.frame.data[start : start + length]
    text = filter_for_bytes(start, data)
    assert text.startswith(f"frame[{start}:{len(data)}] == ")
    assert chosen(text, tcp)
    moved = Dissection(tcp.frame, tcp.layers)
    assert chosen(f"!({text})", moved) is False


def test_no_bytes_at_all_are_in_every_frame() -> None:
    assert filter_for_bytes(0, b"") == "frame"


@pytest.mark.parametrize(
    ("current", "way", "expected"),
    [
        ("", "is", "tcp.port == 80"),
        ("udp", "is", "tcp.port == 80"),
        ("udp", "is not", "!(tcp.port == 80)"),
        ("udp", "and is", "udp && tcp.port == 80"),
        ("udp || arp", "and is", "(udp || arp) && tcp.port == 80"),
        ("udp && arp", "and is not", "udp && arp && !(tcp.port == 80)"),
        ("udp || arp", "or is", "udp || arp || tcp.port == 80"),
        ("udp && arp", "or is not", "(udp && arp) || !(tcp.port == 80)"),
        ("  ", "and is", "tcp.port == 80"),
        ("", "or is not", "!(tcp.port == 80)"),
    ],
)
def test_a_filter_goes_together_with_the_one_in_use(current: str, way: str, expected: str) -> None:
    assert joined(current, "tcp.port == 80", way) == expected
    compile_filter(expected)


def test_rows_are_named_by_the_numbers_of_their_frames() -> None:
    assert filter_for_rows([0, 4]) == "frame.number in {1, 5}"
    compile_filter(filter_for_rows([0, 4]))


def test_a_bare_field_needs_no_parentheses() -> None:
    assert joined("", "http", "is not") == "!http"


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_a_filter(way: str) -> None:
    compile_filter(joined("udp || arp", "tcp.port == 80", way))
