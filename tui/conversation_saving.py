"""Conversations saved in a file: as JSON or, for spreadsheets, as CSV, by the file's ending."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.printing.conversations import as_object

if TYPE_CHECKING:
    from dissectors.streams.conversations import Conversation
    from dissectors.streams.verdict import Verdict

ENDINGS = (".csv", ".json")


def problem_with_name(text: str) -> str:
    """Why conversations cannot be saved under a name; empty if they can."""
    path = Path(text).expanduser()
    if path.suffix.lower() not in ENDINGS:
        return "The name must end in .csv or .json."
    try:
        return "There is such a file already." if path.exists() else ""
    except (OSError, ValueError) as error:
        return str(error)


def save_conversations(path: Path, records: Iterable[tuple[Conversation, Verdict | None]]) -> int:
    """Write them in their order into a new file; how many. Raises OSError, FileExistsError among them."""
    objects = [as_object(record, verdict) for record, verdict in records]
    with path.open("x", encoding="utf-8", newline="") as file:
        if path.suffix.lower() == ".json":
            file.write("[\n" + ",\n".join(map(json.dumps, objects)) + "\n]\n" if objects else "[]\n")
        else:
            rows = [_flat(one) for one in objects]
            writer = csv.DictWriter(file, list(rows[0]) if rows else ["kind"])
            writer.writeheader()
            writer.writerows(rows)
    return len(objects)


def _flat(one: dict[str, Any]) -> dict[str, Any]:
    """An endpoint in two columns, several packets in one."""
    flat: dict[str, Any] = {}
    for name, value in one.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{part}": inner for part, inner in value.items()}
        else:
            flat[name] = " ".join(map(str, value)) if isinstance(value, list) else value
    return flat
