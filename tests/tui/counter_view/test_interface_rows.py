"""Interfaces as rows: two ways each, their rates, what goes wrong."""

from __future__ import annotations

import pytest

from tests.tui.counting import history_of, look
from tui.counter_view.interface_rows import InterfaceRows, Way


def rows_of(*looks: object, words: str = "", hides_zeros: bool = True) -> InterfaceRows:
    rows = InterfaceRows(history_of(*looks))  # type: ignore[arg-type]
    rows.words, rows.hides_zeros = words, hides_zeros
    rows.arrange()
    return rows


def test_each_interface_has_two_rows_and_idle_ones_are_hidden() -> None:
    rows = rows_of(look())
    assert rows.ways == [Way("lo", "rx"), Way("lo", "tx"), Way("eth0", "rx"), Way("eth0", "tx")]
    assert rows.hidden == 2
    assert rows_of(look(), hides_zeros=False).row_count() == 6


def test_words_are_looked_for_in_names_and_states() -> None:
    assert {way.interface for way in rows_of(look(), words="OFF", hides_zeros=False).ways} == {"dummy0"}
    assert {way.interface for way in rows_of(look(), words="lo").ways} == {"lo"}


def test_a_row_has_rates_sizes_and_what_was_lost() -> None:
    rows = rows_of(look(), look(2, lo__rx_bytes=5000, lo__rx_packets=30, lo__rx_dropped=4))
    row = rows.row(0)
    assert row.cells == ("lo", "in", "2.0 kB/s", "10.0", "5.0 kB", "30", "0", "4", "+20", "+4", "up")
    assert (row.kind, row.mark) == ("trouble-now", "!")
    assert rows.row(1).kind == ""
    assert rows.row(2).kind == "zero"
    assert rows.text_of(1).startswith("lo\tout\t")


@pytest.mark.parametrize(
    ("column", "first"),
    [
        ("name", "eth0"),
        ("way", "lo"),
        ("bytes", "lo"),
        ("packets", "lo"),
        ("byte_rate", "eth0"),
        ("packet_rate", "eth0"),
        ("errors", "lo"),
        ("dropped", "lo"),
        ("since_packets", "eth0"),
        ("since_dropped", "lo"),
        ("state", "lo"),
    ],
)
def test_each_column_sorts_and_ends(column: str, first: str) -> None:
    rows = rows_of(look(), look(1, eth0__tx_bytes=900, eth0__tx_packets=9))
    before = list(rows.ways)
    rows.sort_by_next(column)
    assert rows.ways[0].interface == first
    rows.sort_by_next(column)
    rows.sort_by_next(column)
    assert rows.ways == before


def test_a_way_has_the_counters_of_its_direction() -> None:
    assert "multicast" in Way("lo", "rx").counters
    assert "collisions" in Way("lo", "tx").counters
    assert not set(Way("lo", "rx").counters) & set(Way("lo", "tx").counters)


def test_a_row_is_found_again_by_its_key() -> None:
    rows = rows_of(look())
    assert rows.row_of(rows.key(1)) == 1
    assert (rows.key(9), rows.row_of(None), rows.row_of("lo")) == (None, None, None)
