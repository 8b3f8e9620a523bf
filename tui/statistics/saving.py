"""Statistics in a file or in the clipboard: as CSV, JSON or text, in the order in which the screen has them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from tui import wording
from tui.file_saving import problem_with
from tui.printing.statistics.objects import csv_text, json_text
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from tui.file_saving import Write
    from tui.statistics.columns import Record
    from tui.statistics.kinds import Printed

ENDINGS: Final = (".csv", ".json", ".txt")
WIDTH: Final = 160
"""Cells of a line of text; a table is as wide as it is."""


class InOrder(Protocol):
    """What has records in the order in which they are in sight."""

    @property
    def records(self) -> Sequence[Record]: ...


def problem_with_name(text: str) -> str:
    """Why statistics cannot be saved under a name; empty if they can."""
    if Path(text.strip()).suffix.lower() not in ENDINGS:
        return "the name must end in .csv, .json or .txt"
    return problem_with(text)


def saving(part: Printed, rows: InOrder, ending: str) -> Write:
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


def as_text(part: Printed, rows: InOrder) -> str:
    """What is in sight, safe to be pasted."""
    return "\n".join(_lines(_in_sight(part, rows)))


def _in_sight(part: Printed, rows: InOrder) -> Printed:
    """A table with its records in the order of rows."""
    return replace(part, records=rows.records) if isinstance(part, Table) else part


def _texts(part: Printed, ending: str) -> Iterable[str]:
    if ending == ".json":
        return json_text([part])
    if ending == ".csv":
        return csv_text(part.records)
    return (f"{line}\n" for line in _lines(part))


def _lines(part: Printed) -> Iterable[str]:
    return part.whole(WIDTH) if isinstance(part, Table) else part.lines(WIDTH)
