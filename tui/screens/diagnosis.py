"""The diagnosis screen: what is wrong in the capture, by severity, each entry leading to the packets that show it.

Rows come from the packets screen below, a `DiagnosisRun` works on them, and this screen draws. It ends with the entry
that the user chose, or with None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from tui import wording
from tui.copying import Copy
from tui.diagnosis_entries import DiagnosisLines, Entry, entries_of
from tui.diagnosis_run import SURVEYED, DiagnosisFailed, DiagnosisRun, DiagnosisTold
from tui.keys import bindings
from tui.panes.diagnosis_pane import DiagnosisPane
from tui.panes.footer import KeyFooter
from tui.panes.one_line import OneLine, Piece
from tui.panes.status_bar import TopBar
from tui.screens.beside_packets import BesidePackets
from tui.screens.copy_menu import offer_copies
from tui.screens.every_screen import EveryScreen
from tui.screens.handing_over import HandingOver
from tui.screens.left_once import LeftOnce

if TYPE_CHECKING:
    from tui.screens.packets import PacketsScreen

SECONDS_BETWEEN_LOOKS = 0.5
"""How often a capture that grows is looked at."""


class DiagnosisView:
    """What is kept while the screen is not shown: findings, what is open, and where the user was."""

    def __init__(self) -> None:
        self.lines = DiagnosisLines()
        self.diagnosing = HandingOver(DiagnosisRun)
        self.cursor = 1

    @property
    def run(self) -> DiagnosisRun | None:
        return self.diagnosing.worker


class ShareLine(OneLine):
    """Which packets are diagnosed, how many of them were dissected, and what can be done about the rest."""

    told: DiagnosisTold | None = None
    scope = ""
    total = 0
    is_limited = True

    def show(self, told: DiagnosisTold | None, scope: str, total: int, is_limited: bool) -> None:
        """`total` rows are there; `is_limited`: not all of them will be dissected."""
        self.told, self.scope, self.total, self.is_limited = told, scope, total, is_limited
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        told = self.told
        if told is None:
            return [(" Looking ...", "line--dim")]
        if told.count < self.total:
            return self._part("looked through ", told.count, self.total, is_working=True)
        if told.examined >= told.count:
            return [(f" looked at all of {wording.packets(told.count)}", "line--dim")]
        pieces = self._part("dissected ", told.examined, told.count, is_working=not told.is_done)
        if told.is_done:
            pieces += [(" · ", "line--dim"), ("A", "line--key"), (" looks at all", "line--dim")]
        elif not self.is_limited:
            pieces += [(" · ", "line--dim"), ("Esc", "line--key"), (" stops", "line--dim")]
        return pieces

    @staticmethod
    def _part(verb: str, done: int, total: int, *, is_working: bool) -> list[Piece]:
        part = done / max(total, 1)
        return [
            (f" {wording.progress_bar(part, 8)} " if is_working else " ", "line--name"),
            (verb, "line--dim"),
            (wording.percent(part), "line--strong"),
            (f" of {wording.packets(total)}", "line--dim"),
        ]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self.scope} ", "line--dim")]


class DiagnosisScreen(BesidePackets, EveryScreen, LeftOnce[Entry], Screen[Entry]):
    """Stands over the packets screen whose packets it diagnoses."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("diagnosis")]
    AUTO_FOCUS = "#diagnosis"
    HELP_PLACES = ("diagnosis", "panes")

    def __init__(self, packets: PacketsScreen, view: DiagnosisView) -> None:
        super().__init__()
        self.packets = packets
        self.view = view
        self._told: DiagnosisTold | None = None
        self._failure = ""

    def compose(self) -> ComposeResult:
        yield TopBar(id="top")
        yield ShareLine(id="share")
        yield DiagnosisPane(self.view.lines, id="diagnosis")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(TopBar).name_screens(self._remora.keys, "diagnosis")
        self.query_one(KeyFooter).show("diagnosis")
        self.pane.come_back(self.view.cursor)
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.look)
        self.look()
        if self.view.run is not None:
            # What was found while this screen was away.
            self.view.run.tell()

    def keep_place(self) -> None:
        self.view.cursor = self.pane.cursor
        if self.view.run is not None:
            self.view.run.pause()

    @property
    def pane(self) -> DiagnosisPane:
        return self.query_one(DiagnosisPane)

    # Diagnosing.

    def look(self) -> None:
        """Hand over what has come to the packets screen since."""
        before = self.view.run
        run = self.view.diagnosing.hand_over(self.packets, self.post_message)
        if run is not before:
            self._told, self._failure = None, ""
        run.more_may_come = self.packets.state.may_grow
        run.go_on()
        self._show_state()

    @on(DiagnosisTold)
    def _diagnosis_told(self, message: DiagnosisTold) -> None:
        run = self.view.run
        if run is None or message.run is not run:
            return
        self._told = message
        self.pane.show(entries_of(message.findings, message.items, message.verdicts))
        self._show_state()
        if message.is_done:
            run.go_on()

    @on(DiagnosisFailed)
    def _failed(self, message: DiagnosisFailed) -> None:
        if message.run is self.view.run:
            self._failure = message.sentence
            self._show_state()
            self._remora.tell(message.sentence, "error")

    def _show_state(self) -> None:
        packets, view = self.packets, self.view
        self.query_one(TopBar).show(packets.state, len(packets.table), len(packets.displayed))
        run = view.run
        handed = run.handed if run is not None else 0
        self.query_one(ShareLine).show(self._told, view.diagnosing.scope, handed, run is None or run.wanted is not None)
        told = self._told
        if self._failure:
            lines: tuple[str, ...] = (f"The capture cannot be diagnosed: {self._failure}",)
        elif told is None or not told.is_done or (run is not None and run.is_working):
            lines = ("Looking ...",)
        elif not told.count:
            lines = ("There are no packets.",)
        else:
            lines = ("Nothing was noticed, and no pattern of an attack was found.",)
        if lines != self.pane.empty_lines:
            self.pane.empty_lines = lines
            self.pane.refresh()

    # Keys.

    def action_choose(self) -> None:
        """Show the entry's packets."""
        entry = self.pane.entry
        if entry is not None:
            self.dismiss(entry)

    def action_open(self) -> None:
        self.pane.toggle(is_open=True)

    def action_close(self) -> None:
        self.pane.toggle(is_open=False)

    @on(DiagnosisPane.Toggled)
    def _toggled(self) -> None:
        entry = self.pane.entry
        if entry is not None:
            self.pane.toggle(is_open=entry.key not in self.view.lines.opened)

    def action_expand_all(self) -> None:
        self.pane.toggle_all(is_open=True)

    def action_collapse_all(self) -> None:
        self.pane.toggle_all(is_open=False)

    def action_survey_all(self) -> None:
        """Dissect every packet."""
        run = self.view.run
        if run is None or (self._told is not None and self._told.examined >= self._told.count):
            self._remora.tell("All packets were looked at.")
            return
        run.wanted = None
        run.go_on()

    def action_only_displayed(self) -> None:
        """Diagnose only what the display filter shows, or all again."""
        if self.view.diagnosing.change_scope(self.packets):
            self.look()
        else:
            self._remora.tell("No display filter is in use: all packets are diagnosed.")

    def action_copy(self) -> None:
        """Offer the entry's sentence, its filter and all of it."""
        entry = self.pane.entry
        if entry is None:
            return
        whole = "\n".join([entry.title, *(f"{name}: {text}" if name else text for name, text in entry.details)])
        ways = [
            Copy("s", "the sentence", dict(entry.details).get("", entry.title)),
            Copy("d", "a display filter for it", entry.filter),
            Copy("a", "all of it", whole),
        ]
        offer_copies(self._remora, ways)

    # Leaving.

    def action_back(self) -> None:
        """First stop looking at more packets than were promised."""
        run = self.view.run
        if run is not None and run.is_working and (run.wanted is None or run.wanted > SURVEYED):
            run.survey_no_further()
            return
        self.dismiss(None)
