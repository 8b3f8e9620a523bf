"""The window in which is chosen what is saved, and under what name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from dissectors.capture_file import format_for
from tui import wording
from tui.panes.lines import LinePane
from tui.panes.one_line import OneLine, Piece
from tui.panes.path_field import PathField
from tui.safe import fit
from tui.saving import RangeError, SaveWish, Scope, rows_of_range
from tui.screens.dialogs import MARGIN, WIDEST, Choice, Dialog, Message, QuestionDialog

SCOPES: tuple[Scope, ...] = ("all", "displayed", "marked", "range")
WORDS: Mapping[Scope, str] = {
    "all": "all packets",
    "displayed": "those displayed",
    "marked": "those marked",
    "range": "a range of numbers",
}


class ScopeList(LinePane):
    """Which packets: the cursor is the choice."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--dim", "tree--cursor-focused"}

    def __init__(self, counts: Mapping[Scope, int]) -> None:
        super().__init__()
        self._counts = counts

    @property
    def scope(self) -> Scope:
        return SCOPES[self.cursor]

    def line_count(self) -> int:
        return len(SCOPES)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        scope = SCOPES[line]
        mark = "●" if line == self.cursor else "○"
        count = f"{wording.count(self._counts[scope])}" if scope in self._counts else ""
        text = fit(f" {mark} {WORDS[scope]:<20} {count}", width)
        if line == self.cursor and self.has_focus:
            return [(text, self.colours("tree--cursor-focused"))]
        return [(text, self.rich_style)]

    def on_key(self, event: events.Key) -> None:
        screen = self.screen
        if event.key == "enter" and isinstance(screen, SaveDialog):
            event.stop()
            screen.submit()

    def cursor_moved(self) -> None:
        screen = self.screen
        if isinstance(screen, SaveDialog):
            screen.scope_changed()


class FormatLine(OneLine):
    """What kind of file the name asks for."""

    text = ""

    def show(self, text: str) -> None:
        self.text = text
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self.text}", "line--dim")]


class SaveDialog(Dialog[SaveWish]):
    """Ends with what the user wants saved, or None. Asks before a file is replaced."""

    def __init__(self, counts: Mapping[Scope, int], suggestion: str, *, scopes_are_open: bool = True) -> None:
        """`counts` tells how many packets are meant by all, displayed, marked."""
        super().__init__("Save packets")
        self._counts = counts
        self._suggestion = suggestion
        self._scopes_are_open = scopes_are_open

    def compose_window(self) -> ComposeResult:
        yield PathField(self._suggestion, "a file: .pcap for pcap, any other name for pcapng", list_lines=4)
        yield FormatLine()
        yield ScopeList(self._counts)
        yield Input(placeholder="packet numbers, such as 1-100, 205, 300-", compact=True, id="range")
        yield Message()

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        scopes = self.query_one(ScopeList)
        scopes.styles.height = len(SCOPES)
        scopes.display = self._scopes_are_open
        field = self.query_one(PathField)
        field.input.focus()
        field.input.cursor_position = len(field.input.value)
        self.scope_changed()

    def scope_changed(self) -> None:
        """The field for numbers is there when it is needed."""
        self.query_one("#range").display = self.query_one(ScopeList).scope == "range"
        self.query_one(Message).show("")

    @on(PathField.Changed)
    def _changed(self, message: PathField.Changed) -> None:
        self.query_one(Message).show("")
        kind = "pcap" if "pcap" in format_for(message.text.strip(), []).split() else "pcapng"
        told = {
            "pcap": "a pcap file: one link type, no comments, no interface names",
            "pcapng": "a pcapng file: with interfaces, comments and names",
        }
        self.query_one(FormatLine).show(told[kind] if message.text.strip() else "")

    @on(PathField.Chosen)
    def _chosen(self, message: PathField.Chosen) -> None:
        self._submit(message.path)

    @on(Input.Submitted, "#range")
    def _range_submitted(self) -> None:
        self.submit()

    def submit(self) -> None:
        """End with the wish, if it can be fulfilled."""
        self._submit(self.query_one(PathField).path)

    def _submit(self, path: Path) -> None:
        if self.app.screen is not self:
            return  # a repeated key, when it is already asked about
        scope = self.query_one(ScopeList).scope
        wish = SaveWish(path, scope, self.query_one("#range", Input).value)
        problem = self._problem(wish)
        if problem:
            self.query_one(Message).show(problem)
        elif path.exists():
            self._ask(wish)
        else:
            self.dismiss(wish)

    def _problem(self, wish: SaveWish) -> str:
        if not str(wish.path).strip() or str(wish.path) == ".":
            return "a name for the file"
        if not wish.path.absolute().parent.is_dir():
            return f"there is no folder {wish.path.absolute().parent}"
        if wish.path.is_dir():
            return f"{wish.path} is a folder"
        if wish.scope == "range":
            try:
                rows_of_range(wish.range_text, self._counts["all"])
            except RangeError as error:
                return str(error)
        elif self._counts[wish.scope] == 0 and wish.scope != "all":
            return f"no packet is {wish.scope}"
        return ""

    def _ask(self, wish: SaveWish) -> None:
        def answered(key: str | None) -> None:
            if key == "y":
                self.dismiss(replace(wish, overwrite=True))

        choices = [Choice("n", "no", "another name"), Choice("y", "yes", "what is in it now is lost")]
        self.app.push_screen(QuestionDialog("Replace the file?", choices, f"{wish.path} exists already."), answered)
