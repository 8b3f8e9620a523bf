"""The sample captures that come with Remora: beside the packages in a checkout, inside of `tui` when installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = "sample_captures"
_ROW = re.compile(r"\| `(?P<name>[^`|]+)` \|[^|]*\| (?P<shows>[^|]*?) *\|")


@dataclass(frozen=True, slots=True)
class Sample:
    """One capture to learn from."""

    path: Path
    shows: str
    """What it shows, a line."""


def samples_folder() -> Path | None:
    """Where they are; None if they were left out."""
    here = Path(__file__).resolve().parent
    for folder in (here / FOLDER, here.parent / FOLDER):
        if folder.is_dir():
            return folder
    return None


def samples(folder: Path | None = None) -> list[Sample]:
    """The samples that the folder's README tells about, in its order; None: those that come with Remora."""
    folder = folder or samples_folder()
    if folder is None:
        return []
    try:
        told = (folder / "README.md").read_text("utf-8")
    except OSError:
        return []
    found = [Sample(folder / row["name"], row["shows"].replace("`", "")) for row in _ROW.finditer(told)]
    return [sample for sample in found if sample.path.is_file()]
