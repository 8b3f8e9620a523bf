"""The window in which a capture file is chosen."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult

from tui.panes.path_field import PathField
from tui.screens.dialogs import MARGIN, WIDEST, Dialog, Message


class OpenDialog(Dialog[Path]):
    """Ends with the path of a file that is there, or None."""

    def __init__(self, folder: Path | None = None) -> None:
        """It begins in `folder`; None: where the program was started."""
        super().__init__("Open a capture")
        self._start = f"{folder}/" if folder is not None else ""

    def compose_window(self) -> ComposeResult:
        yield PathField(self._start, "a capture file: Tab completes, ↓ picks from the list", list_lines=10)
        yield Message()

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        field = self.query_one(PathField)
        field.input.focus()
        field.input.cursor_position = len(field.input.value)

    @on(PathField.Changed)
    def _changed(self) -> None:
        self.query_one(Message).show("")

    @on(PathField.Chosen)
    def _chosen(self, message: PathField.Chosen) -> None:
        if message.path.exists():
            self.dismiss(message.path)
        else:
            self.query_one(Message).show(f"there is no file {message.path}")
