"""The sockets screen: the machine's sockets and whose they are, as they are now.

A `SocketLook` takes snapshots and arranges them in a thread of its own, and this screen draws. It ends with what is to
be done on the screen below it then, or with None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen

from tui.keys import bindings
from tui.panes.filter_bar import FilterBar
from tui.panes.filter_input import FilterInput
from tui.panes.footer import KeyFooter
from tui.panes.socket_bars import SocketNotice, SocketsShown, SocketsTop, SocketToggles
from tui.panes.socket_details import SocketDetails
from tui.panes.socket_table import SocketTable
from tui.panes.table import Table
from tui.screens.left_once import LeftOnce
from tui.screens.socket_actions import SocketActions
from tui.screens.socket_choices import SocketChoices
from tui.socket_view.told import SocketsDetailed, SocketsFailed, SocketsSeen, SocketTold

if TYPE_CHECKING:
    from tui.screens.packets import PacketsScreen
    from tui.screens.sockets_view import SocketsView
    from tui.socket_view.order import Line
    from tui.sockets.seen import Key, Seen

Then = Callable[[], object]
TALL_ENOUGH = 32
"""Lines of a screen on which the details are shown unasked."""


class SocketsScreen(SocketActions, SocketChoices, LeftOnce[Then], Screen[Then]):
    """Stands over the packets screen, or over none."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sockets")]
    AUTO_FOCUS = "#sockets"
    HELP_PLACES = ("sockets", "table", "panes", "filter")

    def __init__(self, view: SocketsView, packets: PacketsScreen | None = None) -> None:
        super().__init__()
        self.view = view
        self.packets = packets
        self._has_looked = False
        self._failure = ""

    def compose(self) -> ComposeResult:
        yield SocketsTop(id="top")
        yield SocketToggles(self._remora.keys, id="toggles")
        yield self.make_filter_bar()
        yield SocketTable(self.view.rows, id="sockets")
        yield SocketDetails(id="details")
        yield SocketNotice(id="notice")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(SocketsTop).name_screens(self._remora.keys, "sockets")
        self.query_one(KeyFooter).show("sockets", "table")
        self.table.empty_lines = ("Looking ...",)
        self.begin_choices()
        self.table.choose_column(self.view.column)
        self.table.has_chosen = self.view.cursor is not None
        self.view.listen(self.post_message)
        self._show_state()

    def on_unmount(self) -> None:
        self.view.listen(None)

    def on_screen_suspend(self) -> None:
        """Another screen hides this one: nobody looks. Below a window it goes on."""
        if not isinstance(self.app.screen, ModalScreen):
            self.view.listen(None)

    def on_screen_resume(self) -> None:
        self.view.listen(self.post_message)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.lay_out)

    def keep_place(self) -> None:
        chosen = self.table.chosen_column
        self.view.column = chosen.name if chosen is not None else self.view.column

    @property
    def table(self) -> SocketTable:
        return self.query_one(SocketTable)

    # What is under the cursor.

    @property
    def line(self) -> Line | None:
        """The row under the cursor."""
        return self.view.rows.line(self.table.cursor)

    @property
    def entry(self) -> Seen | None:
        """The socket under the cursor; None on the heading of a group."""
        return self.view.rows.seen(self.table.cursor)

    @property
    def row_text(self) -> str:
        """The row under the cursor with all columns, for copying."""
        return self.view.rows.text_of(self.table.cursor)

    def go_to_key(self, key: Key) -> bool:
        """The cursor to a socket, by the kernel's key; what hides it is taken off. False where there is none."""
        rows = self.view.rows
        wanted = next((seen for seen in self.view.seen if seen.found.socket.key == key), None)
        if wanted is None:
            return False
        row = rows.row_of_socket(wanted.key)
        if row is None:
            self.view.cursor = (wanted.key,)
            self.show_all()
        else:
            self.table.move_cursor(row)
        self.table.has_chosen = True
        return True

    @on(SocketTable.Scrolled)
    def _scrolled(self) -> None:
        self._watch()

    @on(Table.CursorMoved)
    def _moved(self) -> None:
        self.table.follows = False
        line = self.line
        self.view.cursor = line.key if line is not None else None
        self._watch()

    def _watch(self) -> None:
        """Ask for what is in sight, and for the socket under the cursor."""
        if not self.query(SocketTable):
            # It was left before the refresh that this was to come after.
            return
        rows, table = self.view.rows, self.table
        in_sight = (rows.line(row) for row in table.visible_lines())
        keys = frozenset(line.seen.key for line in in_sight if line is not None and line.seen is not None)
        entry = self.entry
        watched = entry.key if entry is not None and self.shows_details else None
        self.view.want(in_sight=keys, watched=watched)
        if watched is None:
            line = self.line
            self.query_one(SocketDetails).show(self.words_for(line) if line is not None else ())

    # What was seen.

    @on(SocketsSeen)
    def _seen(self, message: SocketsSeen) -> None:
        if message.look is not self.view.look:
            return
        self._has_looked, self._failure = True, ""
        rows, table = self.view.rows, self.table
        before, arrangement = rows.picture.arrangement, message.picture.arrangement
        rows.show(message.picture)
        if replace(before, turned=arrangement.turned) != arrangement:
            # Other marks of order, and other rows, whose columns may be narrower.
            table.columns_changed()
        row = rows.row_of(self.view.cursor)
        if row is None and self.view.cursor is not None:
            # In another grouping it has another place.
            row = rows.row_of_socket(self.view.cursor[-1]) if isinstance(self.view.cursor[-1], tuple) else None
        table.empty_lines = self.empty_words()
        are_sorted = (before.sorted_by, before.descending) != (arrangement.sorted_by, arrangement.descending)
        table.rows_moved(row, are_sorted=are_sorted)
        line = self.line
        if not table.has_chosen:
            self.view.cursor = None
        elif line is not None and (row is not None or arrangement == self.view.wish.arrangement):
            # Else it will be there in the next picture, which is arranged as wished.
            self.view.cursor = line.key
        self._show_state()
        self._watch()
        self.tell_filtered(message.picture)
        self.seen_changed()

    @on(SocketsDetailed)
    def _detailed(self, message: SocketsDetailed) -> None:
        if message.look is self.view.look:
            self.view.rows.add_details(message.seen)
            self.table.refresh()

    @on(SocketTold)
    def _told(self, message: SocketTold) -> None:
        entry = self.entry
        if message.look is self.view.look and entry is not None and entry.key == message.key:
            self.query_one(SocketDetails).show(message.paragraphs, message.key)

    @on(SocketsFailed)
    def _failed(self, message: SocketsFailed) -> None:
        if message.look is self.view.look:
            self._failure = f"the sockets of this machine cannot be read: {message.sentence}"
            self.table.empty_lines = ()
            self._show_state()

    def _show_state(self) -> None:
        view, picture = self.view, self.view.rows.picture
        wish = view.wish
        shown = SocketsShown(
            picture.counts,
            picture.shown,
            picture.closed,
            wish.arrangement,
            wish.is_paused,
            wish.keeps_closed,
            view.rows.numeric,
            view.namespace,
            self._has_looked,
        )
        self.query_one(SocketsTop).show(shown)
        self.query_one(SocketToggles).show(shown)
        notice = self.query_one(SocketNotice)
        notice.show((self._failure,) if self._failure else picture.notices, is_wrong=bool(self._failure))

    def show_state(self) -> None:
        """What is wanted has changed: the bars tell it at once."""
        self._show_state()

    # Panes.

    @property
    def shows_details(self) -> bool:
        """Whether the details have a place."""
        chosen = self.view.shows_details
        return self.size.height >= TALL_ENOUGH if chosen is None else chosen

    def lay_out(self) -> None:
        """Give the details their place, or take it."""
        self.set_class(self.shows_details, "-details")
        if not self.shows_details and isinstance(self.focused, SocketDetails):
            self.set_focus(self.table)
        self.call_after_refresh(self._watch)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        footer = self.query_one(KeyFooter)
        if isinstance(event.widget, FilterInput):
            footer.show("filter")
        elif isinstance(event.widget, SocketDetails):
            footer.show("sockets", "panes")
        else:
            footer.show("sockets", "table")

    def action_help(self) -> None:
        """The keys, and what marks and colours of sockets mean."""
        from tui.screens.help import HelpScreen, socket_mark_paragraphs  # read only when asked for

        self._remora.push_screen(HelpScreen(self._remora.keys, *self.HELP_PLACES, marks=socket_mark_paragraphs()))

    def action_explain(self) -> None:
        """Show the details, or no more."""
        self.view.shows_details = not self.shows_details
        self.remove_class("-zoom")
        self.lay_out()

    def action_zoom(self) -> None:
        """Let the focused pane fill the screen, or show all again."""
        is_details = isinstance(self.focused, SocketDetails)
        if self.has_class("-zoom"):
            self.remove_class("-zoom", "-zoom-details")
        else:
            self.add_class("-zoom")
            self.set_class(is_details, "-zoom-details")
        self.call_after_refresh(self._watch)

    def action_next_pane(self) -> None:
        self._step_pane(1)

    def action_previous_pane(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        """Sockets, details, filter; the details come where they are not shown."""
        panes = [self.table, self.query_one(SocketDetails), self.query_one(FilterBar).field]
        here = next((place for place, pane in enumerate(panes) if pane is self.focused), 0)
        wanted = panes[(here + step) % len(panes)]
        if isinstance(wanted, SocketDetails) and not self.shows_details:
            self.view.shows_details = True
            self.lay_out()
        if self.has_class("-zoom"):
            self.set_class(isinstance(wanted, SocketDetails), "-zoom-details")
        self.set_focus(wanted)

    def action_back(self) -> None:
        """What is innermost: zoom, pane, filter; then the screen, where there is one below."""
        if self.has_class("-zoom"):
            self.remove_class("-zoom", "-zoom-details")
        elif self.focused is not self.table:
            self.set_focus(self.table)
        elif not self.clear_filter() and len(self._remora.screen_stack) > 1:
            self.dismiss(None)
