"""The window in which interfaces and a capture filter are chosen; the filter is checked while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from tui.panes.lines import LinePane
from tui.panes.one_line import OneLine, Piece
from tui.safe import fit
from tui.screens.dialogs import MARGIN, WIDEST, Dialog

if TYPE_CHECKING:
    from tui.capture.interfaces import Interface

ETHERNET = 1
MOST_LINES = 12
NOTHING_TICKED = "no interface is ticked: Space ticks the one under the cursor"

CheckFilter = Callable[[str, int], str | None]
"""A capture filter and a link type to what is wrong with it, None if nothing is."""


@dataclass(frozen=True, slots=True)
class CaptureChoice:
    """Where to capture, and what."""

    interfaces: tuple[str, ...]
    capture_filter: str


class TickList(LinePane):
    """Interfaces with a tick for each that is to be captured."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--dim", "text--key", "tree--cursor-focused"}

    def __init__(self, interfaces: Sequence[Interface], ticked: Sequence[str]) -> None:
        super().__init__()
        self.interfaces = list(interfaces)
        self.ticked = {interface.name for interface in interfaces if interface.name in ticked}
        names = [interface.name for interface in interfaces]
        self.cursor = next((names.index(name) for name in ticked if name in names), 0)

    def line_count(self) -> int:
        return len(self.interfaces)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        interface = self.interfaces[line]
        mark = "[x]" if interface.name in self.ticked else "[ ]"
        told = " ".join((interface.description, *interface.addresses[:2]))
        state = "" if interface.is_up else "down · "
        text = f" {mark} {fit(interface.name, 15)} {state}{told}"
        if line == self.cursor and self.has_focus:
            return [(fit(text, width), self.colours("tree--cursor-focused"))]
        return [(fit(text, width), self.rich_style)]

    def toggle(self, line: int) -> None:
        if line < len(self.interfaces):
            self.ticked ^= {self.interfaces[line].name}
            self.refresh()
            if isinstance(self.screen, InterfacesDialog):
                self.screen.look()

    def clicked(self, line: int, x: int) -> None:
        super().clicked(line, x)
        self.toggle(line)

    def on_key(self, event: events.Key) -> None:
        if event.key == "space":
            event.stop()
            self.toggle(self.cursor)
        elif event.key == "enter" and isinstance(self.screen, InterfacesDialog):
            event.stop()
            self.screen.submit()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Those that are ticked."""
        return tuple(interface.name for interface in self.interfaces if interface.name in self.ticked)

    @property
    def link_type(self) -> int:
        """Of the first one chosen."""
        chosen = self.chosen[:1]
        return next((known.link_type for known in self.interfaces if known.name in chosen), ETHERNET)


class FilterHead(OneLine):
    """What the text field is for."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(" Capture filter", "line--name"), (" in libpcap's language, as with -f", "line--dim")]


class Hint(OneLine):
    """What is wrong with the filter, or what the keys do."""

    problem = ""
    verdict = ""

    def show(self, problem: str, verdict: str = "") -> None:
        self.problem, self.verdict = problem, verdict
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if self.problem:
            return [(f" {self.problem}", "line--error")]
        good: list[Piece] = [(f" {self.verdict} ", "line--good")] if self.verdict else []
        return [*good, (" Tab", "line--key"), (" list ", "line--dim"), ("Space", "line--key"), (" tick ", "line--dim"),
                ("Enter", "line--key"), (" capture", "line--dim")]  # fmt: skip


class InterfacesDialog(Dialog[CaptureChoice]):
    """Ends with the choice, or None."""

    def __init__(
        self,
        title: str,
        interfaces: Sequence[Interface],
        ticked: Sequence[str],
        capture_filter: str,
        check: CheckFilter,
    ) -> None:
        super().__init__(title)
        self._interfaces = interfaces
        self._ticked = ticked
        self._filter = capture_filter
        self._check = check

    def compose_window(self) -> ComposeResult:
        yield FilterHead()
        yield Input(self._filter, placeholder="none: all packets; for example: tcp port 1234 or icmp", compact=True)
        yield Hint()
        yield TickList(self._interfaces, self._ticked)

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        ticks = self.query_one(TickList)
        ticks.styles.height = min(max(len(self._interfaces), 1), MOST_LINES)
        ticks.focus()
        self.look()

    @on(Input.Changed)
    def _changed(self) -> None:
        self.look()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.submit()

    def look(self) -> str:
        """Tell what is wrong with the filter, if anything is, and return it."""
        text = self.query_one(Input).value.strip()
        problem = self._check(text, self.query_one(TickList).link_type) if text else None
        self.query_one(Hint).show(problem or "", "✓" if text and not problem else "")
        return problem or ""

    def submit(self) -> None:
        """End with the choice if the filter is one."""
        chosen = self.query_one(TickList).chosen
        if self.look():
            return
        if not chosen:
            self.query_one(Hint).show(NOTHING_TICKED)
        else:
            self.dismiss(CaptureChoice(chosen, self.query_one(Input).value.strip()))
