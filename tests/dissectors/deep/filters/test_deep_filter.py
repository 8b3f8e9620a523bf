"""Filters that tshark answers, asked of whole tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import NoTshark
from dissectors.deep.filters.deep_filter import deep_filter
from dissectors.filters.errors import FilterError
from tests.conftest import SAMPLES
from tests.dissectors.deep.filters.matching import rows_matching
from tests.dissectors.deep.test_decoder import table_of


@pytest.fixture(autouse=True)
def tshark(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")


def test_a_filter_is_taken_apart_once() -> None:
    chosen = deep_filter("frame.number < 4 && dns.response_in")
    assert chosen.native is not None
    assert chosen.native.text == "(frame.number < 4)"
    assert chosen.foreign == "frame.number < 4 && dns.response_in"
    assert chosen.two_passes
    assert "dns.response_in" in chosen.known_fields
    assert chosen.fields == {"frame.number"}
    assert deep_filter("quic").fields == frozenset()
    assert not deep_filter("http2 && udp.port == 4").two_passes


def test_where_the_user_decides_about_ports_a_tunnel_may_be_anywhere() -> None:
    choices = DeepChoices(decode_as=(DecodeAs("udp.port", 9, "gtp"),))
    chosen = deep_filter("gtp && ip.src == 10.0.0.1", choices)
    assert chosen.native is not None
    assert chosen.native.text.endswith("|| data)")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("dns.response_to", [1, 3, 5]),
        ("dns.response_in", [0, 2, 4]),
        ("frame.number > 2 && dns.response_in", [2, 4]),
        ("http2 || udp.length > 0", [0, 1, 2, 3, 4, 5]),
        ("tcp && http2", []),
        ("http2", []),
    ],
)
def test_rows_are_those_of_tshark(text: str, rows: list[int]) -> None:
    assert rows_matching(table_of(SAMPLES / "dns.pcapng"), text).tolist() == rows


def test_choices_hold() -> None:
    table = table_of(SAMPLES / "hello.pcapng")
    port = next(int(field.value) for field in table.dissection(0).fields() if field.name == "tcp.dstport")
    choices = DeepChoices(decode_as=(DecodeAs("tcp.port", port, "telnet"),))
    assert rows_matching(table, "http2 || telnet").tolist() == []
    assert rows_matching(table, "http2 || telnet", choices).tolist()


def test_what_is_no_filter_of_wiresharks_is_told_with_its_place() -> None:
    with pytest.raises(FilterError) as told:
        rows_matching(table_of(SAMPLES / "dns.pcapng"), "udp && http2.typ == 1")
    assert told.value.column == 7


def test_without_tshark_there_is_no_such_filter(tmp_path: Path) -> None:
    with pytest.raises(NoTshark):
        deep_filter("http2", DeepChoices(tshark_path=str(tmp_path / "none")))
