"""What the user chooses of the sockets: filter, toggles, order, grouping, and how the screen looks again."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dissectors.errors import RemoraError
from tui import wording
from tui.panes.filter_bar import FilterApplied, FilterBar
from tui.panes.filter_input import FilterInput
from tui.panes.socket_bars import SocketToggles
from tui.panes.socket_table import SocketTable
from tui.panes.text_lines import Paragraph
from tui.screens.sorted_by_column import SortedByColumn
from tui.socket_view.judging import complete_socket_filter, socket_filter_problem
from tui.socket_view.order import GROUPINGS, Being, Kind, Line
from tui.sockets.filtering import compile_socket_filter

if TYPE_CHECKING:
    from tui.screens.sockets import SocketsScreen
    from tui.screens.sockets_view import SocketsView
    from tui.socket_view.order import Arrangement
    from tui.socket_view.picture import Picture

PLACEHOLDER = 'show only sockets that match, for example: sock.port == 80 && proc.name == "nginx"'
SAVED_ELSEWHERE = "Filters are saved for packets only."


class SocketChoices(SortedByColumn):
    """Mixed into the sockets screen, which holds view and panes."""

    @property
    def _choosing(self) -> SocketsScreen:
        return cast("SocketsScreen", self)

    @property
    def _choices(self) -> SocketsView:
        return self._choosing.view

    @property
    def _arrangement(self) -> Arrangement:
        return self._choices.wish.arrangement

    def _arrange(self, **changes: object) -> None:
        self._choices.arrange(**changes)
        self._choosing.show_state()

    # The filter.

    def make_filter_bar(self) -> FilterBar:
        """The bar, in the language of packets with the fields of sockets."""
        return FilterBar(
            socket_filter_problem,
            self._choices.history,
            complete=complete_socket_filter,
            placeholder=PLACEHOLDER,
            id="filter",
        )

    def begin_choices(self) -> None:
        """The panes are there: they tell what was chosen before."""
        bar = self._choosing.query_one(FilterBar)
        bar.text = self._choices.filter
        bar.in_use = self._choices.filter

    def apply_filter(self, text: str) -> None:
        """Show only what matches; an empty text shows all."""
        bar = self._choosing.query_one(FilterBar)
        try:
            chosen = compile_socket_filter(text) if text else None
        except RemoraError as error:
            self._choosing._remora.tell(str(error), "error")
            return
        bar.in_use = self._choices.filter = text
        self._choices.history = tuple(bar.history)
        self._arrange(chosen=chosen)

    def put_filter(self, text: str) -> None:
        """Put a filter into the bar, and apply it."""
        bar = self._choosing.query_one(FilterBar)
        bar.text = text
        bar.field.remember(text)
        self.apply_filter(text)

    def clear_filter(self) -> bool:
        """Show all sockets again; True if a filter left some out."""
        if not self._choices.filter:
            return False
        self.put_filter("")
        self._choosing._remora.tell("All sockets are shown: / and ↑ bring the filter back.")
        return True

    def show_all(self) -> None:
        """Take off whatever hides sockets."""
        hiding = []
        if self._choices.filter:
            hiding.append("filter")
            self.put_filter("")
        if self._arrangement.kinds or self._arrangement.beings:
            hiding.append("toggles")
        self._arrange(kinds=frozenset(), beings=frozenset(), grouping="list")
        if hiding:
            self._choosing._remora.tell(f"The {' and the '.join(hiding)} would hide it: all sockets are shown.")

    def tell_filtered(self, picture: Picture) -> None:
        """How many the filter lets pass."""
        bar = self._choosing.query_one(FilterBar)
        if picture.failure:
            bar.show_result((f" {picture.failure} ", "line--error"))
        elif picture.arrangement.chosen is None:
            bar.show_result()
        else:
            number = f"{wording.count(picture.shown)} of {wording.count(picture.counts.total)} "
            bar.show_result((" ✓ ", "line--good"), (number, "line--strong"))

    def on_filter_applied(self, message: FilterApplied) -> None:
        """Enter in the bar."""
        self.apply_filter(message.text)
        self._choosing.set_focus(self._choosing.table)

    def on_filter_left(self) -> None:
        """Esc in the bar."""
        self._choosing.set_focus(self._choosing.table)

    def on_filter_input_saved_wanted(self) -> None:
        """Filters that are saved by name are those of packets."""
        self._choosing._remora.tell(SAVED_ELSEWHERE)

    def action_filter(self) -> None:
        """Type a filter."""
        self._choosing.remove_class("-zoom", "-zoom-details")
        self._choosing.set_focus(self._choosing.query_one(FilterInput))

    # Toggles.

    def _turn_kind(self, kind: Kind) -> None:
        self._arrange(kinds=self._arrangement.kinds ^ {kind})

    def _turn_being(self, being: Being) -> None:
        self._arrange(beings=self._arrangement.beings ^ {being})

    def action_only_tcp(self) -> None:
        self._turn_kind("tcp")

    def action_only_udp(self) -> None:
        self._turn_kind("udp")

    def action_only_unix(self) -> None:
        self._turn_kind("unix")

    def action_only_others(self) -> None:
        self._turn_kind("other")

    def action_only_listening(self) -> None:
        self._turn_being("listening")

    def action_only_established(self) -> None:
        self._turn_being("established")

    async def on_socket_toggles_turned(self, message: SocketToggles.Turned) -> None:
        """A click on a toggle does what its key does."""
        await self._choosing.run_action(message.action)

    # Order.

    def sort_by_next(self, name: str) -> None:
        """The next of a column's three orders; numbers begin with the largest."""
        now = self._arrangement
        falls_first = self._choices.rows.falls_first(name)
        if name != now.sorted_by:
            self._arrange(sorted_by=name, descending=falls_first)
        elif now.descending == falls_first:
            self._arrange(descending=not falls_first)
        else:
            self._arrange(sorted_by=None, descending=False)

    # Groups.

    def action_grouping(self) -> None:
        """The list, the tree by process, the tree by listener."""
        here = GROUPINGS.index(self._arrangement.grouping)
        self._arrange(grouping=GROUPINGS[(here + 1) % len(GROUPINGS)])

    def on_socket_table_turned(self, message: SocketTable.Turned) -> None:
        """A group is opened or closed."""
        now = self._arrangement
        if now.is_open(message.key) != message.is_open:
            self._arrange(turned=now.turned ^ {message.key})

    def action_expand_all(self) -> None:
        self._open_all(are_open=True)

    def action_collapse_all(self) -> None:
        self._open_all(are_open=False)

    def _open_all(self, *, are_open: bool) -> None:
        self._arrange(are_open=are_open, turned=frozenset())

    def words_for(self, line: Line) -> list[Paragraph]:
        """What there is to read of a heading."""
        if line.group is None or not self._choosing.shows_details:
            return []
        return [Paragraph(line.group.title, "text--strong"), Paragraph(line.group.words)]

    def empty_words(self) -> tuple[str, ...]:
        """What stands in place of rows where there are none."""
        now = self._arrangement
        if now.chosen is not None:
            return (f"No socket matches {now.chosen.text}: Esc shows all.",)
        if now.kinds or now.beings:
            return ("No such socket: the toggles that are in brackets leave out the others.",)
        return ("There are no sockets.",)

    # Looking.

    def action_look_now(self) -> None:
        """Take a snapshot at once."""
        self._choices.look_now()

    def action_pause(self) -> None:
        """Look no more, or go on."""
        self._choices.want(is_paused=not self._choices.wish.is_paused)
        self._choosing.show_state()

    def action_keep_closed(self) -> None:
        """Keep those that close, or let them fade."""
        keeps = not self._choices.wish.keeps_closed
        self._choices.want(keeps_closed=keeps)
        self._choosing.show_state()
        words = "Sockets that close are kept: t lets them go." if keeps else "Sockets that close fade again."
        self._choosing._remora.tell(words)

    def action_names(self) -> None:
        """Numbers of ports, or the names of services."""
        rows = self._choices.rows
        rows.show_numeric(not rows.numeric)
        self._choosing.table.columns_changed()
        self._choosing.show_state()
