"""The window in which is typed what to find, and chosen where and how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message as TextualMessage
from textual.widgets import Input

from tui.finding import FindRequest, Kind
from tui.panes.one_line import OneLine, Piece
from tui.safe import safe
from tui.screens.dialogs import MARGIN, WIDEST, Dialog, Message

if TYPE_CHECKING:
    from dissectors.packets.search import Place

V = TypeVar("V")

KINDS: Sequence[tuple[Kind, str]] = (
    ("text", "text"), ("hex", "hex bytes"), ("pattern", "expression"), ("filter", "display filter"),
)  # fmt: skip
PLACES: Sequence[tuple[Place, str]] = (("list", "list"), ("tree", "decoded packet"), ("bytes", "bytes"))
CASES: Sequence[tuple[bool, str]] = ((False, "any"), (True, "as typed"))
WAYS: Sequence[tuple[bool, str]] = ((False, "forward"), (True, "back"))
HINTS: dict[Kind, str] = {
    "text": "some text",
    "hex": "0d 0a or 0d0a or 0x0d:0a",
    "pattern": "a regular expression: GET /\\S+",
    "filter": "tcp.flags.reset == 1",
}


class ChoiceLine(OneLine, Generic[V], can_focus=True):
    """One of a few, in a line: left and right choose, Tab goes on."""

    class Changed(TextualMessage):
        """Another one is chosen."""

    def __init__(self, label: str, choices: Sequence[tuple[V, str]], value: V, *, id: str) -> None:
        super().__init__(id=id)
        self._label = label
        self._choices = choices
        self._chosen = next((place for place, (own, _) in enumerate(choices) if own == value), 0)

    @property
    def value(self) -> V:
        return self._choices[self._chosen][0]

    def left_pieces(self, line: int = 0) -> list[Piece]:
        pieces: list[Piece] = [(f" {self._label:<9}", "line--name" if self.has_focus else "line--dim")]
        for place, (_, words) in enumerate(self._choices):
            is_chosen = place == self._chosen
            style = "line--key" if is_chosen and self.has_focus else "line--strong" if is_chosen else "line--dim"
            pieces.append((f" {'●' if is_chosen else '○'} {words} ", style))
        return pieces

    def _choose(self, place: int) -> None:
        self._chosen = place % len(self._choices)
        self.refresh()
        self.post_message(self.Changed())

    def on_key(self, event: events.Key) -> None:
        step = {"left": -1, "h": -1, "right": 1, "l": 1, "space": 1}.get(event.key)
        if step is not None:
            event.stop()
            self._choose(self._chosen + step)
        elif event.key in ("up", "k", "down", "j"):
            event.stop()
            if event.key in ("up", "k"):
                self.screen.focus_previous()
            else:
                self.screen.focus_next()
        elif event.key == "enter" and isinstance(self.screen, FindDialog):
            event.stop()
            self.screen.submit()

    def on_click(self, event: events.Click) -> None:
        left = 0
        for place, (text, _) in enumerate(self.left_pieces()):
            left += len(text)
            if event.x < left:
                if place:
                    self._choose(place - 1)
                return

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()


class FindDialog(Dialog[FindRequest]):
    """Ends with what to find, or None. `check` gives a sentence about what is wrong with it, or empty."""

    def __init__(self, before: FindRequest, check: Callable[[FindRequest], str]) -> None:
        """`before` is what was looked for last."""
        super().__init__("Find")
        self._before = before
        self._check = check

    def compose_window(self) -> ComposeResult:
        field = Input(safe(self._before.text), compact=True)
        field.cursor_blink = False
        yield field
        yield ChoiceLine("Look for", KINDS, self._before.kind, id="kind")
        yield ChoiceLine("In", PLACES, self._before.place, id="place")
        yield ChoiceLine("Letters", CASES, self._before.match_case, id="case")
        yield ChoiceLine("Go", WAYS, self._before.backwards, id="way")
        yield Message()

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        self.set_focus(self.query_one(Input))
        self._fit()

    def _line(self, name: str) -> ChoiceLine[object]:
        return self.query_one(f"#{name}", ChoiceLine)

    @property
    def request(self) -> FindRequest:
        """What is typed and chosen now."""
        chosen = {"kind": "kind", "place": "place", "match_case": "case", "backwards": "way"}
        values = {field: self._line(name).value for field, name in chosen.items()}
        return replace(self._before, text=self.query_one(Input).value, **values)  # type: ignore[arg-type]

    def _fit(self) -> None:
        """Only what is of account for this kind can be chosen."""
        request = self.request
        self.query_one(Input).placeholder = HINTS[request.kind]
        self._line("place").display = request.kind in ("text", "pattern")
        self._line("case").display = request.kind in ("text", "pattern")

    @on(ChoiceLine.Changed)
    def _chosen(self) -> None:
        self._fit()
        self._tell()

    @on(Input.Changed)
    def _tell(self) -> None:
        if not self.query("#way"):
            return  # the text field speaks before the lines below it are there
        request = self.request
        self.query_one(Message).show(self._check(request) if request.text else "")

    @on(Input.Submitted)
    def submit(self) -> None:
        """End with the request, if it can be looked for."""
        problem = self._check(self.request)
        if problem:
            self.query_one(Message).show(problem)
        else:
            self.dismiss(self.request)

    def on_key(self, event: events.Key) -> None:
        """Letters typed so fast that the text field was not there yet; arrows go between the lines."""
        field = self.query_one(Input)
        if event.key == "down" and self.focused is field:
            event.stop()
            self.focus_next()
        elif self.focused is None and event.is_printable and event.character is not None:
            event.stop()
            field.insert_text_at_cursor(event.character)
