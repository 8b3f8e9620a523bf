"""Applications that hold one pane, for tests of panes alone."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.app import App, ComposeResult
from textual.widget import Widget

from tui import theme
from tui.panes.column_widths import Column
from tui.panes.lines import LinePane
from tui.panes.table import Row


class Host(App[None]):
    """A pane, in Remora's colours; messages of its class are collected."""

    CSS_PATH = "../../../tui/theme.tcss"

    def __init__(self, *panes: Widget) -> None:
        super().__init__()
        self.panes = panes
        self.heard: list[object] = []
        for own in theme.THEMES:
            self.register_theme(own)
        self.theme = theme.DARK

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(theme.VARIABLES)

    def compose(self) -> ComposeResult:
        yield from self.panes


class Numbers(LinePane):
    """Lines that show their number and count how often they are drawn."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.drawn: list[int] = []
        self.moved: list[int] = []

    def line_count(self) -> int:
        return self.count

    def draw_line(self, line: int, width: int) -> Sequence[tuple[str, Style]]:
        self.drawn.append(line)
        return [(f"line {line}", self.rich_style)]

    def cursor_moved(self) -> None:
        self.moved.append(self.cursor)


class Squares:
    """A row source: numbers and their squares, made when asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[int] = []

    def columns(self) -> list[Column]:
        return [
            Column("n", "N", right=True),
            Column("square", "Square", most=12, right=True),
            Column("words", "In words", stretches=True),
        ]

    def row_count(self) -> int:
        return self.count

    def row(self, row: int) -> Row:
        self.asked.append(row)
        return Row((str(row), str(row * row), f"the square of {row} is what {row} times {row} gives"))
