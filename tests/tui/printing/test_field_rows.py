"""`-T fields`."""

from __future__ import annotations

import pytest

from dissectors import PacketTable
from tui.printing.field_rows import FieldRows, Layout, parse_layout


def test_every_option_of_the_layout() -> None:
    options = ["header=y", "separator=/s", "quote=d", "bom=y", "occurrence=f", "aggregator=;"]
    assert parse_layout(options) == Layout(True, " ", '"', True, "f", ";")
    assert parse_layout([]) == Layout()
    assert parse_layout(["separator=/t", "quote=n"]) == Layout()


@pytest.mark.parametrize("option", ["", "header", "header=maybe", "separator=ab", "quote=x", "occurrence=2", "foo=1"])
def test_a_wrong_option_is_refused(option: str) -> None:
    with pytest.raises(ValueError, match="is wanted"):
        parse_layout([option])


def test_absent_fields_are_empty_and_present_ones_quoted(table: PacketTable) -> None:
    rows = FieldRows(["tcp.port", "udp.dstport", "_ws.col.Nothing"], Layout(quote='"'))
    assert rows.line(table, 0).split("\t")[::2] == ["", ""]
    assert rows.line(table, 0).split("\t")[1].startswith('"')


def test_occurrences(table: PacketTable) -> None:
    every, first, last = (FieldRows(["udp.port"], Layout(occurrence=which)).line(table, 0) for which in "afl")
    assert every == f"{first},{last}"


def test_the_header_names_the_columns(table: PacketTable) -> None:
    assert FieldRows(["ip.src", "x"], Layout(header=True, byte_order_mark=True)).header() == "\ufeffip.src\tx\n"
    assert FieldRows(["ip.src"], Layout()).header() == ""
