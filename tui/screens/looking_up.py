"""The key that looks up names on the statistics screen: the resolver is asked about rows in sight, never by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from tui.screens.every_screen import EveryScreen

if TYPE_CHECKING:
    from tui.screens.statistics import StatisticsScreen

BEGUN: Final = "Names of the hosts in sight are looked up, which sends DNS queries. N stops."
ENDED: Final = "No more names are looked up."
BY_NAME: Final = frozenset({"name", "host_name"})
"""What columns of names are sorted by."""
HIDDEN: Final = "Numbers stand in place of names: x shows names."


class LookingUp(EveryScreen):
    """Mixed into the statistics screen, whose view keeps what was found."""

    @property
    def _asking_screen(self) -> StatisticsScreen:
        return cast("StatisticsScreen", self)

    def begin_as_told(self) -> None:
        """Where the command line wants names they are looked up from the beginning."""
        names, choices = self._asking_screen.view.names, self._remora.deep_choices
        if names.found is None and choices is not None and choices.resolve_names:
            self._turn()

    def action_look_up(self) -> None:
        """Look up names, or no more."""
        view = self._asking_screen.view
        if not view.shows_names:
            self._remora.tell(HIDDEN)
            return
        self._turn()
        self._remora.tell(BEGUN if view.names.is_on else ENDED)
        self._asking_screen.look()

    def _turn(self) -> None:
        view = self._asking_screen.view
        was_wanted = view.names.found is not None
        view.names.turn()
        if view.run is not None and not was_wanted:
            view.run.show_found(view.names.found)

    def look_up(self) -> None:
        """Ask about the rows in sight, and draw the names that have come."""
        screen = self._asking_screen
        names, rows, table = screen.view.names, screen.view.shown.rows, screen.table
        in_sight = range(table.first_visible, table.first_visible + table.visible_height)
        records = (one for row in in_sight if (one := rows.record(row)) is not None)
        names.ask(rows.table, records)
        if not names.take():
            return
        if rows.sorted_by in BY_NAME:
            # With new names the rows stand elsewhere.
            screen.arrange_rows()
        table.columns_changed()
        table.rows_changed(table.cursor)

    def with_words(self, title: str) -> str:
        """A heading, with how the looking up stands."""
        words = self._asking_screen.view.names.words
        return f"{title} · {words}" if title and words else title
