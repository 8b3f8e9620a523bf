"""Statistics in files: in the order of rows, as CSV, JSON or text."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.tui.statistics.made import record, table
from tui.statistics.rows import StatisticsRows
from tui.statistics.saving import as_text, problem_with_name, saving

HOSTS = table(record("10.0.0.1", 1), record("x\x1b[2J", 5, 2))


@pytest.fixture
def rows() -> StatisticsRows:
    found = StatisticsRows()
    found.show(HOSTS, "hosts")
    found.sort_by_next("packets")
    return found


def saved(rows: StatisticsRows, ending: str) -> str:
    file = io.BytesIO()
    assert saving(HOSTS, rows, ending)(file, lambda: False) == "2 lines"
    return file.getvalue().decode()


def test_json_is_as_the_command_prints_it_in_the_order_of_rows(rows: StatisticsRows) -> None:
    found = json.loads(saved(rows, ".json"))
    assert [one["packets"] for one in (found if isinstance(found, list) else found["hosts"])] == [5, 1]


def test_csv_has_a_column_for_everything_known(rows: StatisticsRows) -> None:
    first, second = csv.DictReader(io.StringIO(saved(rows, ".csv"), newline=""))
    assert (first["packets"], first["peers"], second["peers"]) == ("5", "2", "")


def test_text_is_what_is_seen_and_safe(rows: StatisticsRows) -> None:
    text = saved(rows, ".txt")
    assert text.startswith("IPv4 hosts\n")
    assert text.splitlines()[2].split()[-3:] == ["5", "2", "#####"]
    assert "\x1b" not in text
    assert text.rstrip("\n") == as_text(HOSTS, rows)


def test_a_stop_is_heard_between_two_lines(rows: StatisticsRows) -> None:
    file = io.BytesIO()
    saving(HOSTS, rows, ".txt")(file, lambda: True)
    assert file.getvalue() == b""


def test_the_ending_says_how(tmp_path: Path) -> None:
    assert "must end" in problem_with_name("some.pcap")
    assert [problem_with_name(str(tmp_path / f"new{ending}")) for ending in (".csv", ".JSON", ".txt")] == [""] * 3
    (tmp_path / "there.csv").touch()
    assert problem_with_name(str(tmp_path / "there.csv")) == "there is such a file already"
