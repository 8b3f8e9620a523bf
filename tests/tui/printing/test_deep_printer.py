"""What a format asks of tshark, and what becomes of its answers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from dissectors import PacketTable
from dissectors.deep.tshark.field_table import FieldTable
from tests.dissectors.processes.found import found
from tests.dissectors.streams.talk import Talk
from tui.exit_status import CommandError
from tui.printing.deep_printer import DeepPrinter
from tui.printing.output import Output
from tui.printing.printers import Format

XML = b"""<packet><proto name="frame" showname="Frame 1" size="71" pos="0">
<field name="frame.number" showname="Number: 1" size="0" pos="0" show="1"/></proto></packet>"""
NO_FIELDS = FieldTable(b"", frozenset(), 0)


def printed(
    table: PacketTable, form: Format, *answers: bytes, is_terminal: bool = False
) -> tuple[str, list[tuple[str, ...]]]:
    """What is printed for a packet, and what was asked."""
    stream = io.BytesIO()
    output = Output(stream, is_terminal=is_terminal)
    printer = DeepPrinter(form, table, "tshark 4.0.17", NO_FIELDS, output)
    printer.print(0, answers)
    output.flush()
    return stream.getvalue().decode(), [(one.output, *one.parameters) for one in printer.questions]


def test_fields_are_asked_for_and_passed_on(table: PacketTable) -> None:
    form = Format("fields", fields=("ip.src", "http.host"), layout=("header=y", "separator=,"))
    text, asked = printed(table, form, b'"a,b"\f"\xff"')
    assert text == "ip.src,http.host\na,b,\N{REPLACEMENT CHARACTER}\n"
    assert asked == [("fields", "-E", "separator=\f", "-E", "quote=d", "-e", "ip.src", "-e", "http.host")]


def test_an_empty_value_is_not_the_same_as_none(table: PacketTable) -> None:
    form = Format("fields", fields=("http.host", "http.host", "http.host"), layout=("quote=s", "occurrence=l"))
    text, asked = printed(table, form, b'\f""\f"""')
    assert text == "\t''\t'\"'\n"
    assert asked[0][5:7] == ("-E", "occurrence=l")


def test_what_the_file_tells_is_not_asked_of_tshark(table: PacketTable) -> None:
    """It is given nanoseconds and interfaces whatever the capture has."""
    form = Format("fields", fields=("frame.interface_name", "_ws.col.Time", "ip.src"))
    text, _ = printed(table, form, b'"other"\f"0.1"\f"1.2.3.4"')
    assert text == "lo\t0.000000000\t1.2.3.4\n"


def test_a_terminal_obeys_nothing_in_a_line(table: PacketTable) -> None:
    form = Format("fields", fields=("ip.src", "http.host"))
    assert printed(table, form, b'"a"\f"\x1b[2J"', is_terminal=True)[0] == "a\t\\033[2J\n"
    assert printed(table, form, b'"a"\f"\x1b[2J"')[0] == "a\t\x1b[2J\n"
    assert "\x1b" not in printed(table, Format(), b'"\x1b"\f"\x1b"\f"\x1b"\f"\x1b"\f"\x1b"')[0]


def test_trees_and_bytes_stand_below_the_line(table: PacketTable) -> None:
    form = Format(with_tree=True, with_bytes=True, with_line=True)
    text, asked = printed(table, form, XML, b"", b'"from"\f"to"\f"DNS"\f"71"\f"the line"')
    lines = text.splitlines()
    assert lines[0] == "    1 0.000000000         from → to           DNS 71 the line"
    assert lines[1].startswith("Frame 1")
    assert any(line.startswith("0000  ") for line in lines)
    assert [question[0] for question in asked] == ["pdml", "", "fields"]


def test_objects_have_tsharks_columns(table: PacketTable) -> None:
    text, asked = printed(table, Format("jsonl"), XML, b"", b'"from"\f"to"\f"PROTO"\f"9"\f"what \xe2\x86\x92 it is"')
    packet = json.loads(text)
    assert [packet[name] for name in ("source", "destination", "protocol", "info")] == [
        *("from", "to", "PROTO", "what → it is")
    ]
    assert packet["decoder"] == "tshark 4.0.17"
    assert asked[2][:3] == ("fields", "-E", "separator=\f")


def test_chosen_fields_of_objects_take_columns_from_tshark(table: PacketTable) -> None:
    form = Format("jsonl", fields=("frame.number", "_ws.col.Info", "no.such"))
    text, _ = printed(table, form, XML, b"", b'"told"')
    assert json.loads(text)["fields"] == {"frame.number": [1], "_ws.col.Info": ["told"]}
    _, asked = printed(table, Format("jsonl", fields=("frame.number",)), XML, b"")
    assert [question[0] for question in asked] == ["pdml", ""]


def test_a_layout_that_is_none_is_refused(table: PacketTable) -> None:
    with pytest.raises(CommandError, match="-E nonsense=1"):
        printed(table, Format("fields", fields=("ip.src",), layout=("nonsense=1",)), b"")


def test_a_time_that_tshark_cannot_be_given_is_told_by_the_file(
    table: PacketTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Format("fields", fields=("frame.time_epoch", "ip.src"))
    assert printed(table, form, b'"1.5"\f"a"')[0] == "1.5\ta\n"
    monkeypatch.setattr(PacketTable, "time", lambda table, row: None)
    assert printed(table, form, b'"0.0"\f"a"')[0].startswith("17")


def test_trees_tell_of_processes(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("cu\x1brl", 7)])
    xml = b'<packet><proto name="tcp" showname="TCP" size="20" pos="34"/></packet>'
    lines = printed(table, Format(with_tree=True, with_line=False), xml, b"")[0].splitlines()
    assert lines[:2] == ["TCP", "    [Sent by cu\\033rl, pid 7]"]
