"""Formats and what they refuse."""

from __future__ import annotations

import io

import numpy as np
import pytest

from dissectors import PacketTable
from tui.exit_status import CommandError
from tui.printing.output import Output
from tui.printing.printers import Format, check_fields, printer, printer_of_many


def printed(table: PacketTable, form: Format, is_terminal: bool = False) -> str:
    stream = io.BytesIO()
    output = Output(stream, is_terminal=is_terminal)
    printer(form, table, output)(0)
    output.flush()
    return stream.getvalue().decode()


def test_unknown_fields_are_refused_by_name() -> None:
    check_fields(["ip.src", "_ws.col.Anything", "udp"])
    with pytest.raises(CommandError, match=r"ip\.srx"):
        check_fields(["ip.src", "ip.srx"])
    with pytest.raises(CommandError, match="one packet alone"):
        check_fields(["udp.time_delta"])
    check_fields(["tcp.analysis.flags", "udp.stream"])


def test_a_wrong_layout_is_refused(table: PacketTable) -> None:
    with pytest.raises(CommandError):
        printed(table, Format("fields", fields=("ip.src",), layout=("x=1",)))


def test_text_is_one_line_trees_and_bytes_are_many(table: PacketTable) -> None:
    assert printed(table, Format()).count("\n") == 1
    assert "Internet Protocol" in printed(table, Format(with_tree=True))
    assert printed(table, Format(with_bytes=True)).startswith("0000  ")


def test_a_terminal_gets_no_control_characters(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.printing.field_rows.FieldRows.line", lambda self, table, row: "a\x1b[2J\tb")
    form = Format("fields", fields=("ip.src",))
    assert printed(table, form, is_terminal=True) == "a\\033[2J\tb\n"
    assert printed(table, form) == "a\x1b[2J\tb\n"


@pytest.mark.parametrize("is_terminal", [False, True])
@pytest.mark.parametrize(
    "form",
    [
        Format(),
        Format("fields", fields=("frame.number", "udp.port", "udp.stream"), layout=("header=y", "separator=;")),
        Format("fields", fields=("frame.number", "dns.qry.name", "udp.stream")),
        Format("jsonl", fields=("udp.stream",)),
    ],
)
def test_many_packets_are_printed_as_each_is(table: PacketTable, form: Format, is_terminal: bool) -> None:
    table.number_streams(len(table))
    streams = io.BytesIO(), io.BytesIO()
    rows = np.array([0, 2, 3])
    many, each = (Output(stream, is_terminal=is_terminal) for stream in streams)
    printer_of_many(form, table, many)(rows)
    print_one = printer(form, table, each)
    for row in rows.tolist():
        print_one(row)
    many.flush()
    each.flush()
    assert streams[0].getvalue() == streams[1].getvalue() != b""
