"""Formats and what they refuse."""

from __future__ import annotations

import io

import pytest

from dissectors import PacketTable
from tui.exit_status import CommandError
from tui.printing.output import Output
from tui.printing.printers import Format, check_fields, printer


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
        check_fields(["tcp.analysis.flags"])


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
