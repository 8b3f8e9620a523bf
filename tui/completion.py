"""Completing the name of a file as it is typed, as a shell does."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tui.safe import safe

MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file or folder that what was typed could mean."""

    path: Path
    is_folder: bool

    @property
    def name(self) -> str:
        return self.path.name + ("/" if self.is_folder else "")

    @property
    def is_typable(self) -> bool:
        """The name has nothing in it that a text field may not be given."""
        return safe(str(self.path)) == str(self.path)


def as_path(text: str) -> Path:
    """What was typed, with the home folder for ~."""
    return Path(os.path.expanduser(text.strip()))


def candidates(text: str) -> list[Candidate]:
    """What the text could be continued to, folders first; hidden ones only when a dot was typed."""
    folder, _, start = os.path.expanduser(text.lstrip()).rpartition("/")
    parent = Path((folder or "/") if "/" in text else ".")
    found = []
    try:
        with os.scandir(parent) as entries:
            for entry in entries:
                if entry.name.startswith(start) and (start.startswith(".") or not entry.name.startswith(".")):
                    found.append(Candidate(Path(entry.path) if "/" in text else Path(entry.name), entry.is_dir()))
                    if len(found) == MOST_NAMES:
                        break
    except OSError:
        return []
    return sorted(found, key=lambda candidate: (not candidate.is_folder, candidate.path.name))


def completed(text: str) -> str:
    """The text with what all candidates have in common; the same text where there is nothing to add."""
    found = [candidate for candidate in candidates(text) if candidate.is_typable]
    if not found:
        return text
    names = [candidate.name for candidate in found]
    folder, slash, start = text.rpartition("/")
    common = os.path.commonprefix(names)  # noqa: RUF071  characters are what is completed
    return f"{folder}{slash}{common}" if len(common) >= len(start) else text
