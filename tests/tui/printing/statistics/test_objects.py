"""Statistics for other programs: JSON that says its kinds, CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json

from tui.printing.statistics.objects import csv_text, json_text
from tui.statistics.tables import Table


def test_every_object_says_its_kind() -> None:
    text = "".join(json_text([Table("io", "", (), [{"packets": 1}]), Table("ttl", "", (), [{"value": 64}])]))
    assert json.loads(text) == [{"type": "io", "packets": 1}, {"type": "ttl", "value": 64}]


def test_nothing_is_an_empty_array() -> None:
    assert json.loads("".join(json_text([]))) == []


def test_csv_has_a_heading_and_a_line_a_record() -> None:
    text = "".join(csv_text([{"a": 1, "b": {"x": 2}, "c": ["p", 3]}, {"a": None, "b": {"x": -4}, "c": []}]))
    assert list(csv.reader(io.StringIO(text))) == [["a", "b_x", "c"], ["1", "2", "p 3"], ["", "-4", ""]]


def test_no_name_from_the_wire_becomes_a_formula() -> None:
    records = [{"name": text} for text in ("=1+1", "+1", "-1", "@x", "\t=1", "fine")]
    cells = [row[0] for row in csv.reader(io.StringIO("".join(csv_text(records))))][1:]
    assert cells == ["'=1+1", "'+1", "'-1", "'@x", "\\t=1", "fine"]
