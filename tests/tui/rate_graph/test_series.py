"""A series as a text: what there is to say, and what is said of texts that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.filters import compile_filter
from dissectors.filters.errors import FilterError
from dissectors.statistics.rates import Quantity
from tests.dissectors.streams.talk import ACK, Talk
from tui.rate_graph.series import (
    MOST_SERIES,
    SHAPES,
    USUAL,
    SeriesWanted,
    as_settings,
    series_in_settings,
    series_of,
)


@pytest.mark.parametrize(
    ("text", "quantity", "display_filter"),
    [
        ("packets", Quantity(), ""),
        ("", Quantity(), ""),
        ("tcp", Quantity(), "tcp"),
        ("bytes: tcp.port == 80", Quantity("bytes"), "tcp.port == 80"),
        ("Bits", Quantity("bits"), ""),
        ("max(tcp.len): tcp", Quantity("MAX", "tcp.len"), "tcp"),
        ("COUNT ( ip.src )", Quantity("COUNT", "ip.src"), ""),
        ("max(tcp.len) > 5", Quantity(), "max(tcp.len) > 5"),
        ("eth.addr == 00:11:22:33:44:55", Quantity(), "eth.addr == 00:11:22:33:44:55"),
    ],
)
def test_what_is_counted_of_which_packets(text: str, quantity: Quantity, display_filter: str) -> None:
    found = series_of(text)
    assert (found.quantity, found.filter, found.name) == (quantity, display_filter, text.strip())


def test_how_it_is_drawn_stands_before_it() -> None:
    found = series_of("[bars, colour 3, mark *, hidden] bits: udp", "DNS")
    assert found == SeriesWanted("DNS", Quantity("bits"), "udp", 3, "*", "bars", is_shown=False)
    assert found.drawn_mark == "*"
    assert series_of("udp", colour=2).drawn_mark == "▲"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("frames: tcp", "frames is nothing that can be counted"),
        ("MEDIAN(tcp.len): tcp", "MEDIAN is no summary"),
        ("SUM(ip.src)", "ip.src is no number"),
        ("SUM(tcp.lenn)", "did you mean tcp.len"),
        ("[thick] tcp", "[thick] is none of"),
        ("[colour 8] tcp", "[colour 8] is none of"),
        ("[colour ²] tcp", "[colour ²] is none of"),
        ("[mark **] tcp", "[mark **] is none of"),
    ],
)
def test_one_sentence_for_what_is_none(text: str, told: str) -> None:
    with pytest.raises(FilterError) as failure:
        series_of(text)
    assert told in failure.value.message


SERIES = st.builds(
    SeriesWanted,
    st.just("name"),
    st.sampled_from([Quantity(), Quantity("bytes"), Quantity("MIN", "tcp.len")]),
    st.sampled_from(["", "tcp", "tcp.port in {80, 443} && ip[0] == 45"]),
    st.integers(0, 7),
    st.sampled_from(["", "*", "é"]),
    st.sampled_from(SHAPES),
    st.booleans(),
)


@given(SERIES)
def test_the_settings_give_back_what_they_got(series: SeriesWanted) -> None:
    found, problems = series_in_settings(as_settings([series]))
    assert (found, problems) == ([series], [])


@given(st.text(max_size=40))
def test_no_text_is_more_than_a_sentence(text: str) -> None:
    message = ""
    try:
        series_of(text)
    except FilterError as error:
        message = error.message
    assert len(message) < 200


def test_what_is_wrong_in_the_settings_is_left_out_and_told() -> None:
    found, problems = series_in_settings({"good": "tcp", "bad": "MEDIAN(tcp.len)"})
    assert [one.name for one in found] == ["good"]
    assert [one.colour for one in series_in_settings({"a": "tcp", "b": "udp", "c": "[colour 5] ip"})[0]] == [0, 1, 5]
    assert problems[0].startswith("The series bad is left out")
    assert series_in_settings({}) == (list(USUAL), [])
    assert as_settings(USUAL) == {}
    assert len(series_in_settings({str(number): "tcp" for number in range(99)})[0]) == MOST_SERIES


def test_tcp_errors_are_what_wireshark_calls_bad(tmp_path: Path) -> None:
    talk = Talk(first=(1000, 5000)).shake().send(0, ACK, bytes(100)).send(1)
    # More room, the last byte again with its answer, and the hundred bytes again, in frames 6 to 9.
    talk = talk.send(1, window=900).send(0, ACK, b"x", back=1).send(1, window=900).send(0, ACK, bytes(100), back=100)
    matching = talk.table(tmp_path).matching(compile_filter("tcp.analysis.flags"))
    assert matching.step(60).tolist() == [5, 6, 7, 8]
    assert talk.table(tmp_path).matching(compile_filter(USUAL[1].filter)).step(60).tolist() == [8]
