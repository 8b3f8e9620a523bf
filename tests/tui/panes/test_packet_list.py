from dataclasses import replace

import numpy as np

from dissectors.frame import Frame
from dissectors.processes.ends import Ends
from tests.dissectors.processes.found import found
from tests.tui.toy import LINK_TYPE, ToyTable, toy_bytes, toy_frames
from tui.displayed import DisplayedRows
from tui.panes.packet_list import COLUMN_NAMES, MARKED, PacketList, PacketRows
from tui.time_format import TimeFormat


def rows_of(table: ToyTable, columns=COLUMN_NAMES, errors=None) -> PacketRows:
    return PacketRows(table, DisplayedRows(lambda: len(table)), columns, errors.append if errors is not None else None)


def test_a_row_has_what_the_columns_name() -> None:
    row = rows_of(ToyTable(toy_frames(3))).row(1)
    assert row.cells == ("2", "0.100000", "", "", "TOY", "10", "port 2, anna")


def test_a_field_can_be_a_column() -> None:
    rows = rows_of(ToyTable(toy_frames(3)), ("number", "toy.port", "no.such"))
    assert [column.title for column in rows.columns()] == ["No.", "toy.port", "no.such"]
    assert rows.row(2).cells == ("3", "3 (toys)", "")
    rows.numbers_only = True
    assert rows.row(2).cells == ("3", "3", "")


def test_processes_can_be_a_column() -> None:
    table = ToyTable(toy_frames(2))
    table.known_ends = {1: Ends(found("curl", 7), found("nginx", 9))}
    rows = rows_of(table, ("number", "process"))
    assert [column.title for column in rows.columns()] == ["No.", "Process"]
    assert [rows.row(row).cells[1] for row in range(2)] == ["", "curl → nginx"]


def test_times_count_from_the_reference_or_from_the_row_above() -> None:
    rows = rows_of(ToyTable(toy_frames(5)), ("time",))
    rows.reference = 2
    assert [rows.row(row).cells[0] for row in range(4)] == ["-0.200000", "-0.100000", "0.000000", "0.100000"]
    rows.time_format = TimeFormat.DELTA
    assert [rows.row(row).cells[0] for row in range(3)] == ["0.000000", "0.100000", "0.100000"]


def test_a_frame_without_a_time_is_shown() -> None:
    frames = [replace(frame, time=None) for frame in toy_frames(2)]
    assert rows_of(ToyTable(frames), ("time",)).row(1).cells == ("—",)


def test_marks_stand_before_what_the_kind_says() -> None:
    rows = rows_of(ToyTable(toy_frames(3)))
    assert rows.row(0).mark.strip() == ""
    rows.marked.add(0)
    assert rows.row(0).mark == MARKED


def test_trouble_has_a_kind_and_a_mark() -> None:
    table = ToyTable([Frame(toy_bytes()[:3], LINK_TYPE)])
    row = rows_of(table).row(0)
    assert row.kind == "malformed"
    assert row.mark == "!"


def test_a_row_whose_bytes_are_gone_says_so() -> None:
    errors: list[Exception] = []
    table = ToyTable(toy_frames(3))
    table.lost = {1}
    row = rows_of(table, errors=errors).row(1)
    assert row.kind == "unreadable"
    assert row.cells[0] == "2"
    assert "shorter" in row.cells[-1]
    assert len(errors) == 1


def test_the_row_under_the_cursor_is_one_of_the_table() -> None:
    rows = rows_of(ToyTable(toy_frames(3)))
    packets = PacketList(rows)
    rows.displayed.show_none()
    assert packets.row_under_cursor is None
    rows.displayed.append(np.array([2]))
    assert packets.row_under_cursor == 2
