"""Conversations in a file: as JSON or, for spreadsheets, as CSV, by the file's ending."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from tui import wording
from tui.file_saving import problem_with
from tui.printing.conversations import as_object
from tui.printing.json_array import json_array

if TYPE_CHECKING:
    from dissectors.streams.outcomes.verdict import Verdict
    from dissectors.streams.tables.conversations import Conversation
    from tui.file_saving import Write

ENDINGS = (".csv", ".json")


def problem_with_name(text: str) -> str:
    """Why conversations cannot be saved under a name; empty if they can."""
    if Path(text.strip()).suffix.lower() not in ENDINGS:
        return "the name must end in .csv or .json"
    return problem_with(text)


def conversation_saving(records: Iterable[tuple[Conversation, Verdict | None]], ending: str) -> Write:
    """Writes them in their order; `ending` is one of ENDINGS."""

    def write(file: BinaryIO, is_stopped: Callable[[], bool]) -> str:
        count = 0

        def objects() -> Iterator[dict[str, Any]]:
            nonlocal count
            for record, verdict in records:
                if is_stopped():
                    return
                count += 1
                yield as_object(record, verdict)

        text = io.TextIOWrapper(file, "utf-8", newline="")
        if ending == ".json":
            text.writelines(json_array(objects()))
        else:
            _write_csv(text, map(_flat, objects()))
        text.detach()
        return f"{wording.count(count)} conversation{'s' * (count != 1)}"

    return write


def _write_csv(text: io.TextIOWrapper, rows: Iterator[dict[str, Any]]) -> None:
    """All rows have the same columns."""
    first = next(rows, None)
    writer = csv.DictWriter(text, list(first) if first is not None else ["kind"])
    writer.writeheader()
    if first is not None:
        writer.writerow(first)
        writer.writerows(rows)


def _flat(one: dict[str, Any]) -> dict[str, Any]:
    """An endpoint or a process in several columns; several packets, or words of a command, in one."""
    flat: dict[str, Any] = {}
    for name, value in one.items():
        inner = {f"{name}_{part}": told for part, told in value.items()} if isinstance(value, dict) else {name: value}
        flat |= {name: " ".join(map(str, told)) if isinstance(told, list) else told for name, told in inner.items()}
    return flat
