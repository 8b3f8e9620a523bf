"""The application: themes, settings, and which screen is shown. Everything else is in the screens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import Monochrome, NoColor
from textual.screen import Screen
from textual.widgets import Input

from tui import settings as settings_file
from tui import theme
from tui.chosen_decoding import ChosenDecoding
from tui.copying import Copy, write_copy
from tui.counter_view.shown import ShownCounters
from tui.key_table import KEYS
from tui.keys import Keys
from tui.safe import safe
from tui.settings import Settings
from tui.socket_view.shown import ShownSockets

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.packets.table import PacketTable
    from tui.deep.decoder import Decoder
    from tui.deep.foreign_filters import ForeignFilters
    from tui.deep.summary_run import Stream
    from tui.file_saving import FileSaving, Write
    from tui.loading import Source

SECONDS_UNTIL_REMEMBERED = 1.0
"""The settings are written when the first packets are on the screen, not before."""


class RemoraApp(ChosenDecoding, ShownSockets, ShownCounters, App[str]):
    """Runs with a packet table and the source that fills it."""

    CSS_PATH: ClassVar[Any] = [Path(__file__).with_name(name) for name in ("theme.tcss", "no_color.tcss")]
    TITLE = "remora"
    COMMAND_PALETTE_BINDING = "ctrl+p"
    # Textual's own ctrl+q and ctrl+c are replaced by the key table's.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "interrupt", show=False, priority=True)]

    def __init__(
        self,
        table: PacketTable | None = None,
        source: Source | None = None,
        *,
        settings: Settings | None = None,
        settings_path: Path | None = None,
        display_filter: str = "",
        opened: Path | None = None,
        deep_choices: DeepChoices | None = None,
    ) -> None:
        """Without `settings_path` nothing is remembered; `opened` is the file to remember as a recent one.

        Without `deep_choices` no tshark is started.
        """
        super().__init__()
        self.choose(deep_choices)
        self.settings = settings or Settings()
        self.settings_path = settings_path
        self.keys = Keys(self.settings.keys)
        self._foreign_filters: ForeignFilters | None = None
        self.savings: list[FileSaving] = []
        """Files that are being written, or were."""
        self.start_problems = list(self.keys.problems)
        self._table = table
        self._source = source
        self._display_filter = display_filter
        self._opened = opened
        for own in theme.THEMES:
            self.register_theme(own)
        # Before the first style sheet is made: a theme set later makes all of them again.
        wanted = self.settings.theme
        self.theme = wanted if wanted in self.available_themes else theme.default_theme()
        # Textual decided about NO_COLOR when it had another theme yet; its greys turn the terminal's own into black.
        self._filters = [NoColor() if isinstance(own, Monochrome) else own for own in self._filters]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(theme.VARIABLES)

    def on_mount(self) -> None:
        if self.keys.keymap:
            self.set_keymap(self.keys.keymap)
        self.theme_changed_signal.subscribe(self, lambda chosen: self.remember_theme(chosen.name))
        if self._opened is not None:
            self.set_timer(SECONDS_UNTIL_REMEMBERED, self._remember_opened)
        for problem in self.start_problems:
            self.tell(problem, "warning")

    def on_unmount(self) -> None:
        for saving in self.savings:
            saving.stop()
        self.end_sockets()
        self.end_counters()
        if self._foreign_filters is not None:
            self._foreign_filters.close()

    def get_default_screen(self) -> Screen[Any]:
        """What is shown at the start. Pushing it on another one would lay out and paint both."""
        if self._table is None or self._source is None:
            return super().get_default_screen()
        from tui.screens.packets import PacketsScreen  # dissectors, which a start without a capture does not need

        return PacketsScreen(self._table, self._source, self._display_filter)

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        # Textual counts the screen right below as seen, however opaque the one above it is, which then would be
        # painted as a whole whenever anything changes below.
        if self._screen_stack and self._screen_stack[-1].styles.background.a == 1:
            return []
        return super()._background_screens

    def make_decoder(self, table: PacketTable) -> Decoder | None:
        """What decodes a capture's packets by tshark; made on the running loop. None where no tshark is wanted."""
        if self.deep_choices is None:
            return None
        from dissectors.deep.decoder import DeepDecoder  # read only where tshark is wanted

        return DeepDecoder(table, self.deep_choices)

    @property
    def foreign_filters(self) -> ForeignFilters | None:
        """Who answers filters that are not native; None where no tshark is wanted."""
        if self.deep_choices is None:
            return None
        known = self._foreign_filters
        if known is None or known.choices != self.deep_choices:
            from tui.deep.foreign_filters import ForeignFilters  # read only where tshark is wanted

            if known is not None:
                known.close()
            known = self._foreign_filters = ForeignFilters(self.deep_choices)
        return known

    async def make_summaries(self, table: PacketTable, *, with_colours: bool) -> Stream:
        """What tells Protocol and Info of a capture's rows by tshark. Raises NoTshark, TsharkFailed."""
        from dissectors.deep.choices.deep_choices import DeepChoices
        from tui.deep.summary_run import tshark_stream

        return await tshark_stream(table, self.deep_choices or DeepChoices(), with_colours=with_colours)

    def tell(self, sentence: str, severity: SeverityLevel = "information") -> None:
        """A short-lived message in the corner, in place of the one before; the text may come from anywhere."""
        if severity == "information":
            self.clear_notifications()
        self.notify(safe(sentence), severity=severity, markup=False)

    def copy_out(self, way: Copy) -> None:
        """Put a copy into the clipboard and, for terminals that have none, into a file."""
        self.copy_to_clipboard(way.text)
        try:
            where = f"; also in {write_copy(way.text)}"
        except OSError as error:
            where = f"; no copy in a file: {error}"
        self.tell(f"Copied {way.label}{where}")

    def save_file(self, path: Path, write: Write) -> None:
        """Write a new file behind the screens; what became of it is told. There is none where the app ends before."""
        from tui.file_saving import FileSaving  # read only when asked for

        saving = FileSaving(path, write, lambda *told: self.call_later(self.tell, *told))
        self.savings.append(saving)
        saving.start()

    def remember(self, settings: Settings) -> None:
        """Keep changed settings, in the file too if there is one."""
        if settings == self.settings:
            return
        self.settings = settings
        if self.settings_path is None:
            return
        try:
            settings_file.save(self.settings_path, settings)
        except (OSError, ValueError) as error:
            self.tell(f"The settings cannot be saved: {error}", "warning")

    def _remember_opened(self) -> None:
        if self._opened is not None:
            self.remember(self.settings.with_recent_file(self._opened))

    def remember_theme(self, name: str) -> None:
        if name != theme.default_theme() or self.settings.theme:
            self.remember(replace(self.settings, theme=name))

    async def on_event(self, event: events.Event) -> None:
        """Keys that do something are followed at once, like Textual's priority bindings.

        Else they would wait in the focused pane's queue, and with "/tcp" typed fast the letters would follow the
        slash to the pane, not to the text field that it opens.
        """
        if not (isinstance(event, events.Key) and await self._followed_at_once(event)):
            await super().on_event(event)

    async def _followed_at_once(self, key: events.Key) -> bool:
        if self._screen_stack and not self.screen.is_mounted:
            return False  # it waits in the screen's queue until there are panes to act on
        new_and_no_text = not key.is_forwarded and not isinstance(self.focused, Input)
        return new_and_no_text and await self._check_bindings(key.key)

    def leave(self) -> None:
        """The user wants to quit."""
        self.exit()

    def action_interrupt(self) -> None:
        self.exit(return_code=130)

    def offers(self, screen: Screen[object], action: str) -> bool:
        """Whether the palette names an action that the screen has."""
        return True

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what the key table offers here, then the choice of a theme."""
        told: set[str] = set()
        for key in KEYS:
            action = getattr(screen, f"action_{key.action}", None)
            if key.palette and action is not None and key.action not in told and self.offers(screen, key.action):
                told.add(key.action)
                yield SystemCommand(key.label.capitalize(), key.help, action)
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)
