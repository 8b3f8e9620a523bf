"""The counters screen: what the kernel counts of protocols and interfaces, how fast it grows, and what that means.

Counters are read in a thread each second; a `CountersView` keeps them while the screen is not shown.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from tui.counter_view import details
from tui.counter_view.history import is_trouble
from tui.counter_view.rows import TROUBLE
from tui.counter_view.view import GROUP_TABS, INTERFACES
from tui.keys import bindings
from tui.panes.counter_bars import CounterLines, CountersBar, CountersShown
from tui.panes.counter_table import CounterTable
from tui.panes.footer import KeyFooter
from tui.panes.tab_line import Tab, TabLine
from tui.panes.table import Table
from tui.panes.words_field import WordsField
from tui.screens.counter_actions import CounterActions
from tui.screens.sorted_by_column import SortedByColumn
from tui.sockets.counter_words import group_of

if TYPE_CHECKING:
    from tui.counter_view.interface_rows import Way
    from tui.counter_view.view import CountersView

SECONDS_BETWEEN_LOOKS = 1.0


class CountersScreen(CounterActions, SortedByColumn, Screen[None]):
    """Stands over any other."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("counters")]
    AUTO_FOCUS = "#counters"
    HELP_PLACES = ("counters", "table", "panes", "words")

    def __init__(self, view: CountersView) -> None:
        super().__init__()
        self.view = view
        self._looking: asyncio.Task[None] | None = None
        self._subject: str | Way | None = None
        """What the row under the cursor is of."""
        self._told = ""
        """What is wrong, as it was last told."""

    def compose(self) -> ComposeResult:
        yield CountersBar(id="top")
        yield TabLine(id="groups")
        yield WordsField(id="words")
        yield CounterTable(self.view.rows, id="counters")
        yield CounterLines(id="counter")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(KeyFooter).show("counters", "table")
        words = self.query_one(WordsField)
        words.field.value = self.view.rows.words
        words.close()
        self.table.empty_lines = ("Looking ...",)
        self.show_rows()
        self._looking = asyncio.ensure_future(self._look_on())

    def on_unmount(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    @property
    def table(self) -> CounterTable:
        return self.query_one(CounterTable)

    # Looking.

    async def _look_on(self) -> None:
        while True:
            if not self.view.is_paused:
                await self.look()
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def look(self) -> None:
        """Read all counters now and show them."""
        found = await asyncio.to_thread(self.view.read)
        is_first = self.view.history.latest is None
        self.view.add(found)
        if not self.is_attached:
            return
        problem = self.view.problem
        if problem and problem != self._told:
            self._remora.tell(problem[:1].upper() + problem[1:], "error")
        self._told = problem
        if is_first and self.view.tells_only_interfaces:
            self.show_group(INTERFACES)
        else:
            self.show_rows()

    # What is shown.

    def show_rows(self, *, are_sorted: bool = False) -> None:
        """There are other rows, or the same with other numbers; the cursor stays on the counter that was chosen."""
        table = self.table
        self._show_empty()
        table.rows_moved(self.view.rows.row_of(self._subject), are_sorted=are_sorted)
        self._subject = self.view.subject(table.cursor)
        self.show_state()

    def show_group(self, group: str) -> None:
        """Show another group, from its first row on."""
        self.view.show_group(group)
        self._subject = None
        self.table.has_chosen = False
        self.table.show_source(self.view.rows)
        self.table.scroll_lines_to(0)
        self.show_rows()

    def show_state(self) -> None:
        """Draw the lines around the table."""
        view, history = self.view, self.view.history
        rows = view.rows
        shown = CountersShown(
            view.namespace, view.begun, history.seconds, view.is_paused, rows.row_count(), rows.hidden, rows.words
        )
        self.query_one(CountersBar).show(shown)
        grown = [one for one in history.grown if is_trouble(one[1], one[0])]
        troubled = {INTERFACES if interface else group_of(name) for interface, name in grown}
        if grown:
            troubled |= {TROUBLE} if any(not interface for interface, _ in grown) else set()
        tabs = tuple(Tab(group, group, is_warning=group in troubled) for group in GROUP_TABS)
        self.query_one(TabLine).show(tabs, view.group)
        self._show_details()

    def _show_details(self) -> None:
        subject, history, lines = self._subject, self.view.history, self.query_one(CounterLines)
        if subject is None:
            lines.show("", "", [], is_trouble=False)
            return
        counters = [(subject, "")] if isinstance(subject, str) else [(one, subject[0]) for one in subject.counters]
        troubled = any(is_trouble(*one) and history.has_grown(*one) for one in counters)
        lines.show(
            details.title_of(subject),
            details.explanation(history, subject),
            details.rates_of(history, subject),
            is_trouble=troubled,
        )

    def _show_empty(self) -> None:
        view, rows = self.view, self.view.rows
        if view.problem:
            lines = [view.problem[:1].upper() + view.problem[1:]]
        elif view.history.latest is None:
            lines = ["Looking ..."]
        elif rows.words:
            lines = [f"Nothing here has the words {rows.words}: Esc shows all again."]
        elif rows.hidden:
            lines = [f"All {rows.hidden:,} of these are 0: o shows them."]
        elif view.tells_only_interfaces:
            lines = ["Only Linux tells its counters of protocols by name."]
        else:
            lines = ["This kernel tells none of these."]
        self.table.empty_lines = lines

    @on(Table.CursorMoved)
    def _moved(self) -> None:
        self.table.follows = False
        self._subject = self.view.subject(self.table.cursor)
        self._show_details()

    # Groups, order, words.

    def action_next_kind(self) -> None:
        self._step_group(1)

    def action_previous_kind(self) -> None:
        self._step_group(-1)

    def _step_group(self, step: int) -> None:
        self.show_group(GROUP_TABS[(GROUP_TABS.index(self.view.group) + step) % len(GROUP_TABS)])

    @on(TabLine.Chosen)
    def _group_clicked(self, message: TabLine.Chosen) -> None:
        self.show_group(message.name)

    def sort_by_next(self, column: str) -> None:
        self.view.rows.sort_by_next(column)
        self.table.columns_changed()
        self.show_rows(are_sorted=True)

    def action_filter(self) -> None:
        """Let the user type words that rows must have."""
        self.query_one(WordsField).open(self.view.rows.words)

    @on(WordsField.Typed)
    def _typed(self, message: WordsField.Typed) -> None:
        if message.words != self.view.rows.words:
            # What was found by its words is found among all others, too.
            self.table.has_chosen |= not message.words
            self.view.rows.words = message.words
            self.view.rows.arrange()
            self.show_rows()

    @on(WordsField.Left)
    def _left(self) -> None:
        self.query_one(WordsField).close()
        self.set_focus(self.table)

    # Leaving.

    def action_back(self) -> None:
        """Innermost first: the words, the screen."""
        words = self.query_one(WordsField)
        if words.field.value:
            words.field.value = ""
            words.display = False
        else:
            self.dismiss(None)
