"""The points of a TCP graph in a file: as JSON or, for spreadsheets, as CSV, by the file's ending."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from tui import wording
from tui.printing.json_array import json_array
from tui.printing.statistics.objects import csv_text
from tui.tcp_graphs.records import PointRecords, Record

if TYPE_CHECKING:
    from tui.file_saving import Write
    from tui.tcp_graphs.run import GraphPicture


def usual_name(picture: GraphPicture, stream: int) -> str:
    """`tcp-3-tcptrace.csv`."""
    return f"tcp-{stream}-{picture.graph.kind}.csv"


def point_saving(picture: GraphPicture, stream: int, ending: str) -> Write:
    """Writes all points of a picture; `ending` is .csv or .json."""

    def write(file: BinaryIO, is_stopped: Callable[[], bool]) -> str:
        count = 0

        def records() -> Iterator[Record]:
            nonlocal count
            for one in PointRecords(picture.observed, picture.graph, stream, picture.ends):
                if is_stopped():
                    return
                count += 1
                yield one

        text = io.TextIOWrapper(file, "utf-8", newline="")
        text.writelines(json_array(records()) if ending == ".json" else csv_text(records()))
        text.detach()
        return f"{wording.count(count)} point{'s' * (count != 1)}"

    return write
