"""The window in which it is decided what a packet's numbers lead to, and decisions are taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.binding import BindingType

from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.decode_subjects import Subject
from tui.keys import Keys, bindings
from tui.panes.lines import LinePane
from tui.safe import fit
from tui.screens.key_hints import KeyHints
from tui.screens.lines_dialog import LinesDialog
from tui.screens.protocol_dialog import ProtocolDialog

Changed = Callable[[tuple[DecodeAs, ...]], None]
"""Called with all decisions whenever one is made or taken back."""
NamesOf = Callable[[str], Mapping[str, str]]
"""From a table to names and titles of dissectors."""

SELECTED_CELLS, LABEL_CELLS = 24, 26
AS_IT_COMES = "as it comes"
ELSEWHERE = "not in this packet"


@dataclass(frozen=True, slots=True)
class Line:
    """A number of the packet, or a decision about another one."""

    selected: str
    label: str
    decision: DecodeAs | None


def lines_of(subjects: Sequence[Subject], decisions: Sequence[DecodeAs]) -> list[Line]:
    """The packet's numbers first, with what was decided about them."""
    made = {decision.selected: decision for decision in decisions}
    lines = [Line(one.selected, one.label, made.pop(one.selected, None)) for one in subjects]
    return lines + [Line(selected, ELSEWHERE, decision) for selected, decision in made.items()]


class DecisionLines(LinePane):
    """Numbers and what they lead to, one a line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--dim", "tree--cursor-focused"}

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__()
        self.lines = list(lines)

    def line_count(self) -> int:
        return len(self.lines)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        shown = self.lines[line]
        selected = f"  {fit(shown.selected.replace('==', ' == '), SELECTED_CELLS)}  "
        label = f"{fit(shown.label, LABEL_CELLS)}  "
        told = AS_IT_COMES if shown.decision is None else f"as {shown.decision.protocol}"
        told = fit(told, max(width - len(selected) - len(label), 0))
        if line == self.cursor:
            return [(selected + label + told, self.colours("tree--cursor-focused"))]
        dim = self.colours("text--dim")
        return [(selected, self.rich_style), (label, dim), (told, dim if shown.decision is None else self.rich_style)]

    def clicked(self, line: int, x: int) -> None:
        self.put_cursor(line)
        screen = self.screen
        if isinstance(screen, DecodeAsDialog):
            screen.action_choose_protocol()


class DecodeAsDialog(LinesDialog[None]):
    """Every decision takes effect at once."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("decisions")]

    def __init__(
        self,
        keys: Keys,
        subjects: Sequence[Subject],
        decisions: Sequence[DecodeAs],
        changed: Changed,
        native: NamesOf,
        ask: NamesOf,
    ) -> None:
        """There must be a subject or a decision; `ask` asks tshark, and blocks."""
        self._lines = DecisionLines(lines_of(subjects, decisions))
        super().__init__("Decode as", self._lines, KeyHints(keys, "decisions"))
        self._subjects = subjects
        self._decisions = tuple(decisions)
        self._tell = changed
        self._native = native
        self._ask = ask

    @property
    def _chosen(self) -> Line | None:
        lines = self._lines
        return lines.lines[lines.cursor] if lines.lines else None

    def action_choose_protocol(self) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        about = chosen.decision or DecodeAs.parse(f"{chosen.selected},data")
        value = chosen.decision.protocol if chosen.decision is not None else ""

        def named(name: str | None) -> None:
            if name is not None:
                self._change(chosen.selected, DecodeAs(about.table, about.number, name, about.selector))

        native = self._native(about.table)
        self.app.push_screen(ProtocolDialog(chosen.selected, native, lambda: self._ask(about.table), value), named)

    def action_take_back(self) -> None:
        chosen = self._chosen
        if chosen is not None and chosen.decision is not None:
            self._change(chosen.selected, None)

    def _change(self, selected: str, decision: DecodeAs | None) -> None:
        made = {one.selected: one for one in self._decisions}
        if decision is None:
            made.pop(selected, None)
        else:
            made[selected] = decision
        self._decisions = tuple(made.values())
        cursor = self._lines.cursor
        self._lines.lines = lines_of(self._subjects, self._decisions)
        self.fit_lines()
        self._lines.put_cursor(cursor)
        self._lines.refresh()
        self._tell(self._decisions)
