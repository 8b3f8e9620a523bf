"""Counters as rows: groups, words, zeros, orders, marks."""

from __future__ import annotations

import pytest

from tests.tui.counting import history_of, look
from tui.counter_view.rows import COUNTER_GROUPS, CounterRows, growth_words, rate_words


def rows_of(*looks: object, **wanted: object) -> CounterRows:
    rows = CounterRows(history_of(*looks))  # type: ignore[arg-type]
    for name, value in wanted.items():
        setattr(rows, name, value)
    rows.arrange()
    return rows


def test_zeros_are_hidden_and_counted() -> None:
    rows = rows_of(look())
    assert "TcpExtListenOverflows" not in rows.names
    assert rows.hidden == 2
    assert "TcpExtListenOverflows" in rows_of(look(), hides_zeros=False).names


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("All", 7),
        ("Trouble", ["TcpRetransSegs", "UdpNoPorts"]),
        ("TCP", ["TcpCurrEstab", "TcpInSegs", "TcpRetransSegs", "TcpExtNewThing"]),
        ("IPv6", []),
        ("Sockets", ["sockstat.TCP.inuse"]),
    ],
)
def test_a_group_has_its_counters(group: str, names: int | list[str]) -> None:
    assert group in COUNTER_GROUPS
    found = rows_of(look(), group=group).names
    assert found == names if isinstance(names, list) else len(found) == names


def test_words_are_looked_for_in_names_and_meanings() -> None:
    assert rows_of(look(), words="NOBODY listens").names == ["UdpNoPorts"]
    assert rows_of(look(), words="tcp seg").names == ["TcpInSegs", "TcpRetransSegs"]
    assert rows_of(look(), words="no such thing").names == []


def test_a_row_has_value_growth_rate_and_meaning() -> None:
    rows = rows_of(look(), look(2, TcpRetransSegs=1207))
    row = rows.row(rows.names.index("TcpRetransSegs"))
    assert row.cells[:4] == ("TcpRetransSegs", "1,207", "+1,200", "600.0")
    assert row.cells[4].startswith("Segments sent again")
    assert (row.kind, row.mark) == ("trouble-now", "!")
    assert rows.text_of(rows.names.index("TcpCurrEstab")).startswith("TcpCurrEstab\t3\t\t\tConnections that are open")


def test_marks_tell_trouble_from_growth() -> None:
    rows = rows_of(look(), look(1, UdpNoPorts=5, TcpInSegs=501), look(2, UdpNoPorts=5, TcpInSegs=502))
    looks = {name: (rows.row(place).kind, rows.row(place).mark) for place, name in enumerate(rows.names)}
    assert looks["UdpNoPorts"] == ("trouble", "!")
    assert looks["TcpInSegs"] == ("growing", "+")
    assert looks["TcpRetransSegs"] == ("", "")
    rows = rows_of(look(), hides_zeros=False)
    assert rows.row(rows.names.index("TcpExtListenOverflows")).kind == "zero"


@pytest.mark.parametrize(
    ("column", "first", "then"),
    [
        ("name", "IpInReceives", "UdpNoPorts"),
        ("value", "IpInReceives", "TcpExtNewThing"),
        ("since", "UdpNoPorts", "TcpCurrEstab"),
        ("rate", "UdpNoPorts", "IpInReceives"),
    ],
)
def test_each_column_sorts_turns_and_ends(column: str, first: str, then: str) -> None:
    rows = rows_of(look(), look(1, UdpNoPorts=9, TcpCurrEstab=2))
    before = list(rows.names)
    rows.sort_by_next(column)
    assert rows.names[0] == first
    assert next(one for one in rows.columns() if one.name == column).mark in ("▲", "▼")
    rows.sort_by_next(column)
    assert rows.names[0] == then
    rows.sort_by_next(column)
    assert rows.names == before


def test_a_row_is_found_again_by_its_key() -> None:
    rows = rows_of(look())
    assert rows.row_of(rows.key(2)) == 2
    assert (rows.key(99), rows.row_of("gone"), rows.row_of(None)) == (None, None, None)


def test_without_a_look_there_are_no_rows() -> None:
    assert rows_of().row_count() == 0


@pytest.mark.parametrize(("grown", "words"), [(None, ""), (0, ""), (1200, "+1,200"), (-3, "-3")])
def test_growth_in_words(grown: int | None, words: str) -> None:
    assert growth_words(grown) == words


@pytest.mark.parametrize(("rate", "words"), [(None, ""), (0.0, ""), (0.5, "0.5"), (12_345.6, "12,346")])
def test_rates_in_words(rate: float | None, words: str) -> None:
    assert rate_words(rate) == words
