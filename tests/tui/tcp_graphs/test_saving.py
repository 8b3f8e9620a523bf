"""Points in files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.tui.tcp_graphs.pictures import ENDS, graph
from tui.tcp_graphs.picture import plot_of
from tui.tcp_graphs.run import GraphPicture, Wish
from tui.tcp_graphs.saving import point_saving, usual_name
from tui.tcp_graphs.spots import spots_of


def picture(folder: Path) -> GraphPicture:
    seen, one = graph(folder)
    return GraphPicture(Wish("tcptrace"), seen, one, plot_of(seen, one), spots_of(seen, one), ENDS)


def test_points_are_saved_as_json_and_as_csv(tmp_path: Path) -> None:
    one = picture(tmp_path)
    count = sum(map(len, one.graph.points))
    as_json, as_csv = io.BytesIO(), io.BytesIO()
    assert point_saving(one, 0, ".json")(as_json, lambda: False) == f"{count} points"
    point_saving(one, 0, ".csv")(as_csv, lambda: False)
    records = json.loads(as_json.getvalue())
    rows = list(csv.DictReader(io.StringIO(as_csv.getvalue().decode())))
    assert len(records) == len(rows) == count
    assert [record["packet"] for record in records] == [int(row["packet"]) for row in rows]


def test_saving_stops_when_it_is_told_to(tmp_path: Path) -> None:
    file = io.BytesIO()
    assert point_saving(picture(tmp_path), 0, ".json")(file, lambda: True) == "0 points"
    assert json.loads(file.getvalue()) == []


def test_the_usual_name_tells_what_it_is(tmp_path: Path) -> None:
    assert usual_name(picture(tmp_path), 3) == "tcp-3-tcptrace.csv"
