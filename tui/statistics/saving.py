"""Statistics in a file or in the clipboard: as CSV, JSON or text, in the order in which the screen has them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from tui import wording
from tui.file_saving import problem_with
from tui.printing.statistics.objects import csv_text, json_text
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from tui.file_saving import Write
    from tui.statistics.kinds import Printed
    from tui.statistics.rows import StatisticsRows

ENDINGS: Final = (".csv", ".json", ".txt")
WIDTH: Final = 160
"""Cells of a line of text."""


def problem_with_name(text: str) -> str:
    """Why statistics cannot be saved under a name; empty if they can."""
    if Path(text.strip()).suffix.lower() not in ENDINGS:
        return "the name must end in .csv, .json or .txt"
    return problem_with(text)


def saving(part: Printed, rows: StatisticsRows, ending: str) -> Write:
    """Writes what is in sight by now; `ending` is one of ENDINGS."""
    ordered = _in_sight(part, rows)

    def write(file: BinaryIO, is_stopped: Callable[[], bool]) -> str:
        text = io.TextIOWrapper(file, "utf-8", newline="")
        for one in _texts(ordered, ending):
            if is_stopped():
                break
            text.write(one)
        text.detach()
        return wording.counted(len(ordered.records), "line")

    return write


def as_text(part: Printed, rows: StatisticsRows) -> str:
    """What is in sight, safe to be pasted."""
    return "\n".join(_in_sight(part, rows).lines(WIDTH))


def _in_sight(part: Printed, rows: StatisticsRows) -> Printed:
    """A table with its records in the order of rows."""
    return replace(part, records=rows.records) if isinstance(part, Table) else part


def _texts(part: Printed, ending: str) -> Iterable[str]:
    if ending == ".json":
        return json_text([part])
    if ending == ".csv":
        return csv_text(part.records)
    return (f"{line}\n" for line in part.lines(WIDTH))
