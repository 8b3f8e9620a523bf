"""Records of statistics for other programs: one JSON array, or CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from tui.printing.json_array import json_array
from tui.printing.visible import visible

if TYPE_CHECKING:
    from tui.statistics.columns import Record
    from tui.statistics.kinds import Printed

_FORMULA: Final = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def json_text(parts: Iterable[Printed]) -> Iterator[str]:
    """One array with all records; `type` tells of which kind each is."""
    return json_array({"type": part.kind, **one} for part in parts for one in part.records)


def csv_text(records: Iterable[Record]) -> Iterator[str]:
    """A line with the names of the first record's columns, then one for each record; all have the same."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    heading: list[str] = []
    for one in records:
        flat = _flat(one)
        if not heading:
            heading = list(flat)
            writer.writerow(heading)
        writer.writerow([_cell(flat.get(name)) for name in heading])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _flat(record: Record) -> dict[str, Any]:
    """What is inside of a mapping in columns of its own; of lists one column."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{part}": told for part, told in value.items()}
        else:
            flat[name] = value
    return flat


def _cell(value: object) -> object:
    """Text that no spreadsheet takes for a formula; lists of texts and numbers in words, of other things as JSON."""
    if isinstance(value, list):
        plain = all(isinstance(one, str | int | float) for one in value)
        value = " ".join(map(str, value)) if plain else json.dumps(value)
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
