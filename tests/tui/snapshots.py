"""What a screen shows, as plain text, compared with a stored picture.

A picture that should change is written anew by running the tests with REMORA_UPDATE_SNAPSHOTS=1; read its diff.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rich.segment import Segment
from textual.app import App

FOLDER = Path(__file__).parent / "pictures"


def screen_segments(app: App[Any]) -> list[list[Segment]]:
    """Every line that is on the screen, with its styles."""
    return [list(strip) for strip in app.screen._compositor.render_strips()]


def screen_lines(app: App[Any]) -> list[str]:
    """Every line that is on the screen, without styles; all layers of it, the uppermost screen in front."""
    return ["".join(segment.text for segment in line) for line in screen_segments(app)]


def screen_text(app: App[Any]) -> str:
    return "\n".join(line.rstrip() for line in screen_lines(app)) + "\n"


def assert_looks_like(app: App[Any], name: str) -> None:
    """Compare with the picture of that name."""
    _compare(screen_text(app), FOLDER / f"{name}.txt")


def assert_text_like(shown: str, name: str) -> None:
    """Compare a text with the picture of that name."""
    _compare(shown + "\n", FOLDER / f"{name}.txt")


def _compare(shown: str, path: Path) -> None:
    if os.environ.get("REMORA_UPDATE_SNAPSHOTS") == "1":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    expected = path.read_text("utf-8") if path.exists() else "(no picture stored)\n"
    assert shown.splitlines() == expected.splitlines()
