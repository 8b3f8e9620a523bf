"""What keys do with the series of an I/O graph, its intervals and its scale; copies and saving."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tui.completion import as_path
from tui.copying import Copy
from tui.graphs.drawing import drawn
from tui.keys import written
from tui.rate_graph.picture import plot_of
from tui.rate_graph.series import MOST_SERIES
from tui.rate_graph.table import series_table
from tui.rate_graph.wanted import counted_by
from tui.screens.copy_menu import offer_copies
from tui.screens.dialogs import InputDialog
from tui.statistics.saving import problem_with_name, saving

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.panes.rate_graph import RateGraphPane
    from tui.rate_graph.series import SeriesWanted
    from tui.statistics.tables import Table

NO_SERIES = "There is no series: n makes one."
NONE_DELETED = "No series was deleted, and the usual ones are there."
NOTHING_YET = "Nothing has been counted yet."
ROOM_FOR = f"There is room for {MOST_SERIES} series; delete one first."
WIDTH_OF_COPY, LINES_OF_COPY = 100, 24
MOST_COPIED = 5_000
"""Intervals; a file may have more."""


class RateActions:
    """Mixed into the pane, which holds view and graph."""

    @property
    def _rate_pane(self) -> RateGraphPane:
        return cast("RateGraphPane", self)

    @property
    def _rate_app(self) -> RemoraApp:
        return cast("RemoraApp", self._rate_pane.app)

    # Series.

    def action_previous_series(self) -> None:
        self._rate_pane.view.step_series(-1)
        self._rate_pane.draw_anew()

    def action_next_series(self) -> None:
        self._rate_pane.view.step_series(1)
        self._rate_pane.draw_anew()

    def action_toggle_series(self) -> None:
        self._rate_pane.view.toggle()
        self._series_changed()

    def action_next_measure(self) -> None:
        self._rate_pane.view.next_measure()
        self._series_changed()

    def action_delete_series(self) -> None:
        gone = self._rate_pane.view.delete()
        if gone is None:
            self._rate_app.tell(NO_SERIES)
        else:
            self._rate_app.tell(f"The series {gone.name} is deleted: {self._key_of('bring_back')} brings it back.")
            self._series_changed()

    def action_bring_back(self) -> None:
        """Undo the last deleting that is not undone yet."""
        view = self._rate_pane.view
        if not view.can_bring_back:
            self._rate_app.tell(NONE_DELETED)
        elif not view.has_room:
            self._rate_app.tell(ROOM_FOR)
        else:
            series = view.bring_back()
            if series is not None:
                self._rate_app.tell(f"The series {series.name} is back.")
            self._series_changed()

    def _key_of(self, action: str) -> str:
        keys = self._rate_app.keys
        (key,) = (one for one in keys.of_place("io_graph") if one.action == action)
        return written(keys.keys_of(key)[0])

    def action_new_series(self) -> None:
        """Ask for one more."""
        view = self._rate_pane.view
        if view.has_room:
            self._ask_for(None)
        else:
            self._rate_app.tell(ROOM_FOR)

    def action_edit_series(self) -> None:
        """Ask what to change of the chosen one."""
        chosen = self._rate_pane.view.chosen_series
        if chosen is None:
            self._rate_app.tell(NO_SERIES)
        else:
            self._ask_for(chosen)

    def _ask_for(self, before: SeriesWanted | None) -> None:
        from tui.rate_graph.series import SeriesWanted
        from tui.screens.series_dialog import SeriesDialog  # the filter bar and what it brings along

        pane, view = self._rate_pane, self._rate_pane.view
        packets = pane.packets
        if packets is None:
            return
        taken = [one.name for one in view.series if one is not before]

        def chosen(series: SeriesWanted | None) -> None:
            if series is not None:
                view.put(series, is_new=before is None)
                self._series_changed()

        begin = before or SeriesWanted("", colour=view.next_colour)
        asked = (packets.complete, packets.judge_text, packets.problem_with)
        self._rate_app.push_screen(SeriesDialog(begin, taken, *asked, is_new=before is None), chosen)

    def _series_changed(self) -> None:
        self._rate_pane.remember()
        self._rate_pane.draw_anew()

    # Time and scale.

    def action_longer_interval(self) -> None:
        self._rate_pane.view.step_interval(1)
        self._rate_pane.ask()

    def action_shorter_interval(self) -> None:
        self._rate_pane.view.step_interval(-1)
        self._rate_pane.ask()

    def action_automatic_interval(self) -> None:
        self._rate_pane.view.choose_automatic()
        self._rate_pane.ask()

    def action_logarithmic(self) -> None:
        view = self._rate_pane.view
        view.is_logarithmic = not view.is_logarithmic
        self._rate_pane.draw_anew()

    def action_window_filter(self) -> None:
        """The packets in sight as the display filter."""
        pane = self._rate_pane
        pane.post_message(pane.FilterWanted(pane.window_filter))

    # Copies.

    def _table(self) -> Table | None:
        """What is in sight, as numbers."""
        pane = self._rate_pane
        told, view = pane.view.told, pane.view
        if told is None or not told.interval:
            return None
        found = [(one, told.series.get(counted_by(one))) for one in view.series if one.is_shown]
        counted = [(one, progress.rates) for one, progress in found if progress is not None and progress.rates]
        within = view.counting.display_filter
        return series_table(
            counted,
            told.interval,
            told.origin,
            None if pane.graph.is_whole else pane.graph.window,
            lambda text: f"({within}) && ({text})" if within else text,
        )

    def _drawing(self) -> str:
        pane, view = self._rate_pane, self._rate_pane.view
        if view.told is None or not view.told.interval:
            return ""
        plot = plot_of(
            view.told, view.series, is_logarithmic=view.is_logarithmic, has_names=True, chosen=view.chosen_series
        )
        first, last = pane.graph.window
        plot = replace(plot, x=replace(plot.x, first=first, last=last))
        lines = drawn(plot, WIDTH_OF_COPY, LINES_OF_COPY, is_plain=True)
        return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)

    def action_copy(self) -> None:
        """Offer the values, the drawing, and filters."""
        pane, table = self._rate_pane, self._table()
        if table is None:
            self._rate_app.tell(NOTHING_YET)
            return
        ways = [
            Copy("v", "the values in sight", "\n".join(table.lines(WIDTH_OF_COPY, MOST_COPIED))),
            Copy("t", "the graph as text", self._drawing()),
            Copy("d", "a display filter for what is in sight", pane.window_filter),
        ]
        chosen = pane.view.chosen_series
        if chosen is not None:
            ways.append(Copy("s", "the series, as remora stats takes it", chosen.what))
        offer_copies(self._rate_app, ways)

    def action_save(self) -> None:
        """Save the values in sight."""
        table, app = self._table(), self._rate_app
        if table is None:
            app.tell(NOTHING_YET)
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                path = as_path(name)
                app.save_file(path, saving(table, table, path.suffix.lower()))

        hint = "a name that ends in .csv, .json or .txt"
        app.push_screen(InputDialog("Save the graph's values", hint, problem_with_name, "io.csv"), chosen)
