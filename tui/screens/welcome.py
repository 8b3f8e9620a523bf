"""The start screen: capture on an interface, open a file, learn from a sample or a scene.

Interfaces and their traffic are looked at while it is shown; what is chosen, the application does.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from tui.capture.interfaces import Interface
from tui.capture.permission import Permission
from tui.capture.temporary import Leftover
from tui.key_table import Place
from tui.keys import bindings
from tui.lab.scenes import SCENES, Scene
from tui.machine import Machine
from tui.panes.footer import KeyFooter
from tui.panes.one_line import OneLine, Piece
from tui.panes.start_list import StartList
from tui.panes.text_lines import wrapped
from tui.safe import safe
from tui.samples import Sample, samples
from tui.screens.dialogs import Choice, QuestionDialog
from tui.screens.to_counters import ToCounters
from tui.start_entries import (
    SPARK_CELLS,
    StartLine,
    interface_lines,
    leftover_lines,
    recent_lines,
    sample_lines,
    scene_lines,
)

if TYPE_CHECKING:
    from tui.viewer_app import ViewerApp

RATE_SECONDS = 0.5
HINT_LINES = 2
INTERFACES_SECONDS = 3.0
PLACES: tuple[Place, ...] = ("start", "panes")


class StartTop(OneLine):
    """The name, and what it is for, or a note about this session."""

    def __init__(self, note: str) -> None:
        super().__init__()
        self._note = note

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(" remora ", "line--badge"), (f" {self._note or 'capture live, or open a saved capture'}", "")]


class HintLines(OneLine):
    """What Enter would do."""

    DEFAULT_CSS = f"HintLines {{ height: {HINT_LINES}; }}"
    text = ""

    def show(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        lines = wrapped(safe(self.text), max(self.size.width - 2, 1))
        if line >= len(lines):
            return []
        is_cut = line == HINT_LINES - 1 and len(lines) > HINT_LINES
        return [(f" {lines[line]}{' …' if is_cut else ''}", "")]


class WelcomeScreen(ToCounters, Screen[None]):
    """Wants a `ViewerApp` around it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("start")]
    AUTO_FOCUS = "#start"

    def __init__(self, machine: Machine, note: str = "") -> None:
        """`note` is a sentence about this session."""
        super().__init__()
        self._note = note
        self._machine = machine
        self._interfaces: tuple[Interface, ...] = ()
        self._permission: Permission | None = None
        self._leftovers: tuple[Leftover, ...] = ()
        self._rates: dict[str, deque[float]] = {}
        self._samples = samples()

    @property
    def viewer(self) -> ViewerApp:
        return cast("ViewerApp", self.app)

    def compose(self) -> ComposeResult:
        yield StartTop(self._note)
        yield StartList(id="start")
        yield HintLines(id="hint")
        yield KeyFooter(self.viewer.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(KeyFooter).show(*PLACES)
        self.look_at_interfaces()
        self.set_interval(RATE_SECONDS, self.look_at_rates)
        self.set_interval(INTERFACES_SECONDS, self.look_at_interfaces)
        self.run_worker(self._look_at_permission, thread=True)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        self._leftovers = self._machine.leftovers()
        self._show()

    # What there is.

    def look_at_interfaces(self) -> None:
        """They come and go while the screen is shown."""
        if self.is_current or not self._interfaces:
            self._interfaces = self._machine.interfaces()
            self._show()

    def look_at_rates(self) -> None:
        """What passed since the last look."""
        rates = self._machine.rates()
        total = 0.0
        for name, rate in rates.items():
            amount = rate.received_bytes + rate.sent_bytes
            total += amount
            self._rates.setdefault(name, deque(maxlen=SPARK_CELLS)).append(amount)
        if rates:
            self._rates.setdefault("any", deque(maxlen=SPARK_CELLS)).append(total)
        if self.is_current:
            self._show()

    def _look_at_permission(self) -> None:
        permission = self._machine.permission()
        self.app.call_from_thread(self._permission_known, permission)

    def _permission_known(self, permission: Permission) -> None:
        self._permission = permission
        self._show()

    def _show(self) -> None:
        rates = {name: tuple(values) for name, values in self._rates.items()}
        self.query_one(StartList).show(
            [
                *interface_lines(self._interfaces, self._permission, rates, self.size.width - 2),
                *leftover_lines(self._leftovers),
                *recent_lines(self.viewer.settings.recent_files),
                *sample_lines(self._samples),
                *scene_lines(list(SCENES.values())),
            ]
        )

    # What the user wants.

    def action_start_choose(self) -> None:
        selected = self.query_one(StartList).selected
        if selected is not None:
            self._open(selected)

    @on(StartList.Moved)
    def _moved(self) -> None:
        selected = self.query_one(StartList).selected
        self.query_one(HintLines).show(selected.hint if selected is not None else "")

    @on(StartList.Chosen)
    def _chosen(self, message: StartList.Chosen) -> None:
        self._open(message.line)

    def _open(self, line: StartLine) -> None:
        target = line.target
        if isinstance(target, Interface | Scene) and self._permission is not None and not self._permission.allowed:
            self.viewer.tell(f"{self._permission.reason}: {self._permission.remedies[0]} changes that", "warning")
        elif isinstance(target, Interface):
            self.viewer.begin_capture((target.name,))
        elif isinstance(target, Leftover):
            self.viewer.open_leftover(target)
        elif isinstance(target, Sample):
            self.viewer.open_file(target.path)
        elif isinstance(target, Scene):
            self.viewer.play(target)
        elif target is not None:
            self.viewer.open_file(target)

    def action_capture_with_filter(self) -> None:
        selected = self.query_one(StartList).selected
        target = selected.target if selected is not None else None
        self.viewer.choose_interfaces((target.name,) if isinstance(target, Interface) else ())

    def action_discard(self) -> None:
        selected = self.query_one(StartList).selected
        leftover = selected.target if selected is not None else None
        if not isinstance(leftover, Leftover):
            self.viewer.tell("Delete discards a capture that was not saved: put the cursor on one.")
            return

        def answered(key: str | None) -> None:
            if key == "y":
                leftover.discard()
                self._leftovers = self._machine.leftovers()
                self._show()

        choices = [Choice("n", "no", "it stays"), Choice("y", "yes", "nobody will see it again")]
        self.app.push_screen(QuestionDialog("Discard the capture?", choices), answered)

    def action_sockets(self) -> None:
        self.viewer.show_sockets()

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen, mark_paragraphs  # read only when asked for

        self.app.push_screen(HelpScreen(self.viewer.keys, *PLACES, marks=mark_paragraphs(), elsewhere=True))

    async def action_palette(self) -> None:
        await self.app.run_action("command_palette")

    def action_quit(self) -> None:
        self.viewer.leave()

    def action_open_file(self) -> None:
        self.viewer.ask_for_file()
