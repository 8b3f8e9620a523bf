"""The menu of what can be copied: each way by its key, with the beginning of what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.screens.dialogs import Choice, ChoiceDialog

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.copying import Copy

HINT_CHARACTERS = 40


def offer_copies(app: RemoraApp, ways: Sequence[Copy]) -> None:
    """Let the user choose one, and copy it."""
    by_key = {way.key: way for way in ways}
    choices = [Choice(way.key, way.label, " ".join(way.text[:HINT_CHARACTERS].split())) for way in ways]

    def copy(key: str | None) -> None:
        if key is not None:
            app.copy_out(by_key[key])

    app.push_screen(ChoiceDialog("Copy", choices), copy)
