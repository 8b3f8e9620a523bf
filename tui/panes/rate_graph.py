"""The I/O graph: its series in a line, the graph, and what is at the cursor; whole and live, or a window of it.

Packets are handed over by the screen that shows it, a `RateRun` counts them, and this pane draws. It says by messages
which packets or which filter is wanted.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message

from dissectors.text import seconds
from tui.graphs.labels import exact_text
from tui.graphs.plot import Plot
from tui.keys import bindings, written
from tui.panes.graph import GraphPane
from tui.panes.rate_bars import LONGEST_NAME, MomentLine, MomentShown, SeriesLine, SeriesShown
from tui.rate_graph.at_cursor import Value, first_near, values_at
from tui.rate_graph.picture import COUNTING, interval_words, plot_of
from tui.rate_graph.series import as_settings, series_in_settings
from tui.rate_graph.told import RatesCounted
from tui.rate_graph.units import rate_text, rate_words, series_units, value_words
from tui.rate_graph.wanted import Told, counted_by
from tui.safe import cut
from tui.screens.filtered import GROWTH
from tui.screens.rate_actions import RateActions
from tui.time_format import moment
from tui.wording import lasting

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.panes.one_line import Piece
    from tui.rate_graph.view import RateGraphView
    from tui.screens.packets import PacketsScreen

NOTHING_THERE: Final = "No packet came at this moment."
_DIGITS: Final = ((0, 1_000_000_000), (3, 1_000_000), (6, 1_000))
"""Of a second, where a column is so many nanoseconds wide."""
_DAY: Final = 86_400 * 1_000_000_000


class RateGraphPane(RateActions, Vertical):
    """Keeps what the user does in its view, which outlives it."""

    DEFAULT_CSS = "RateGraphPane { height: 1fr; } RateGraphPane GraphPane { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("io_graph")]
    HELP_PLACES = ("io_graph", "graph")

    class PacketsWanted(Message):
        """The user wants to see the packets from a row of the table on."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    class FilterWanted(Message):
        """The user wants to see the packets that a display filter chooses."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, view: RateGraphView, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = view
        self.packets: PacketsScreen | None = None
        """Whose packets were handed over last."""

    def compose(self) -> ComposeResult:
        yield SeriesLine()
        yield GraphPane(Plot(lines_of_words=(COUNTING,)))
        yield MomentLine()

    def on_mount(self) -> None:
        if not self._is_there:
            return
        view = self.view
        if view.is_from_settings:
            view.is_from_settings = False
            view.series, problems = series_in_settings(self._remora.settings.rate_series)
            for problem in problems:
                self._remora.tell(problem, "warning")
        if view.told is not None:
            self._draw(view.told)
            if view.window is not None:
                self.graph.set_window(*view.window)
            self.graph.put_cursor(view.cursor)
        self.show_state()

    @property
    def _is_there(self) -> bool:
        """The lines and the graph may go before the last message comes."""
        return bool(self.query(GraphPane)) and bool(self.query(MomentLine))

    @property
    def graph(self) -> GraphPane:
        return self.query_one(GraphPane)

    @property
    def _remora(self) -> RemoraApp:
        return cast("RemoraApp", self.app)

    # Counting.

    def hand_over(self, packets: PacketsScreen) -> None:
        """Take what has come to the packets screen since; to be called twice a second while this is in sight."""
        self.packets, view, foreign = packets, self.view, self._remora.foreign_filters
        view.compile_filter = foreign.compile if foreign is not None else packets.compile_filter
        view.growth = lambda: GROWTH[packets.state.mode]
        before = view.run
        run = view.counting.hand_over(packets, self.post_message)
        if run is not before:
            view.window = view.cursor = None
        view.watch(len(packets.table), monotonic(), is_live=packets.state.mode == "live")
        self.ask()
        run.tell_unless_known(view.told)

    def ask(self) -> None:
        """Let be counted what is in sight now."""
        if not self._is_there:
            return
        self.view.columns = self.graph.body_columns or self.view.columns
        if self.view.run is not None:
            self.view.run.ask(self.view.request())
        self.show_state()

    @on(RatesCounted)
    def _counted(self, message: RatesCounted) -> None:
        message.stop()
        if message.run is not self.view.run:
            return
        self.view.take(message.told)
        if not self._is_there:
            return
        self._draw(message.told)
        self.show_state()

    # What is shown.

    def draw_anew(self) -> None:
        """Series or scale are others than before."""
        if self.view.told is not None:
            self._draw(self.view.told)
        self.ask()

    def _draw(self, told: Told) -> None:
        view = self.view
        is_new = self.graph.plot.x.last is None
        plot = plot_of(
            told, view.series, is_logarithmic=view.is_logarithmic, is_rate=view.is_rate, chosen=view.chosen_series
        )
        self.graph.show(plot, anew=is_new)
        if not self.graph.is_whole:
            # One at the end goes with it.
            view.window = self.graph.window

    def show_state(self) -> None:
        """Tell in the lines what there is to tell."""
        view, told = self.view, self.view.told
        progress = {} if told is None else told.series
        of_series = [progress.get(counted_by(one)) for one in view.series]
        rows = max(told.rows, 1) if told is not None else 1
        shares = tuple(None if one is None or one.is_done or one.problem else one.examined / rows for one in of_series)
        problems = frozenset(place for place, one in enumerate(of_series) if one is not None and one.problem)
        self.query_one(SeriesLine).show(
            SeriesShown(
                tuple(view.series),
                view.chosen,
                problems,
                shares,
                interval_words(view.interval, told),
                interval_words(view.interval, told, is_short=True),
                series_units(view.series),
            )
        )
        chosen = of_series[view.chosen] if view.chosen < len(of_series) else None
        shown = MomentShown(problem=chosen.problem if chosen is not None else "", hints=self._hints())
        self.query_one(MomentLine).show(self._moment(shown) if told is not None else shown)

    def _hints(self) -> tuple[Piece, ...]:
        keys = {key.action: written(self._remora.keys.keys_of(key)[0]) for key in self._remora.keys.of_place("graph")}
        told = (("move_right", "puts the cursor"), ("zoom_in", "zooms in"), ("show_whole", "shows the whole"))
        return tuple(
            piece
            for action, words in told
            for piece in ((f" {keys[action]} ", "line--key"), (f"{words} ", "line--dim"))
        )

    @property
    def values(self) -> list[Value]:
        """At the cursor; none without one."""
        told, cursor = self.view.told, self.graph.cursor
        if told is None or cursor is None:
            return []
        return values_at(told, self.view.series, cursor, self.graph.column_span)

    def _moment(self, shown: MomentShown) -> MomentShown:
        view, told, cursor, chosen = self.view, self.view.told, self.graph.cursor, self.view.chosen_series
        if told is None or cursor is None or not told.interval:
            return shown
        values = self.values
        span = self.graph.column_span
        words = exact_text(cursor, span, "time")
        digits = next((digits for digits, size in _DIGITS if span >= size), 9)
        day = moment(told.origin + cursor, None, with_date=told.last - told.first > _DAY, digits=digits)
        is_rate = self.graph.plot.y.unit == "bit/s"
        found = tuple(
            (
                one.series.colour,
                f"{one.series.drawn_mark} {one.series.name}",
                rate_text(one.value, told.interval)
                if is_rate and one.series.quantity.measure == "bits"
                else value_words(one.value, one.series.quantity),
            )
            for one in values
        )
        first = first_near(values, chosen)
        # Of a hidden series there is nothing to say: then of the one whose packet is gone to.
        mine = next((one for one in values if one.series == chosen), first)
        note = _note(told, mine, is_rate=is_rate)
        is_of_several = len(view.series) > 1
        if note and mine is not None and is_of_several:
            note[0] = f"{cut(mine.series.name, LONGEST_NAME)}: {note[0]}"
        if first is not None and first is not mine:
            note.insert(0, f"{cut(first.series.name, LONGEST_NAME)}: {_from_packet(first)}")
        return replace(shown, time=words, values=found, note=" · ".join([day, *note]))

    # What the user does in the graph.

    @on(GraphPane.CursorMoved)
    def _moved(self, message: GraphPane.CursorMoved) -> None:
        message.stop()
        self.view.cursor = message.x
        self.show_state()

    @on(GraphPane.WindowChanged)
    def _looked_elsewhere(self, message: GraphPane.WindowChanged) -> None:
        message.stop()
        self.view.window = None if self.graph.is_whole else (message.first, message.last)
        self.ask()

    @on(GraphPane.Chosen)
    def _wanted(self, message: GraphPane.Chosen) -> None:
        message.stop()
        first = first_near(self.values, self.view.chosen_series)
        if first is None or first.first_row is None:
            self._remora.tell(NOTHING_THERE)
        else:
            self.post_message(self.PacketsWanted(first.first_row))

    @on(SeriesLine.Chosen)
    def _clicked(self, message: SeriesLine.Chosen) -> None:
        message.stop()
        self.view.chosen = message.place
        self.draw_anew()

    def on_resize(self) -> None:
        self.call_after_refresh(self.ask)

    def remember(self) -> None:
        """Keep the series in the settings."""
        app = self._remora
        app.remember(replace(app.settings, rate_series=as_settings(self.view.series)))

    @property
    def window_filter(self) -> str:
        """The packets of the chosen series that are in sight, among those that are counted.

        No earlier and no later than there are packets; of a series that cannot be counted all packets.
        """
        first, last = self.graph.window
        chosen, told = self.view.chosen_series, self.view.told
        if told is not None:
            first, last = max(first, told.first), min(last, told.last)
            if chosen is not None and (of := told.series.get(counted_by(chosen))) is not None and of.problem:
                chosen = None
        parts = [f"frame.time_relative >= {seconds(first)}", f"frame.time_relative <= {seconds(last)}"]
        within = [self.view.counting.display_filter, chosen.filter if chosen is not None else ""]
        return " && ".join([*(f"({text})" for text in within if text), *parts])


def _from_packet(value: Value) -> str:
    return "" if value.first_row is None else f"from packet {value.first_row + 1:,} on"


def _note(told: Told, mine: Value | None, *, is_rate: bool) -> list[str]:
    """What there is to say of the chosen series; `is_rate`: its rate is told already."""
    if mine is None:
        return []
    quantity, found = mine.series.quantity, []
    if mine.first_row is not None:
        found.append(_from_packet(mine))
    if mine.value and is_rate:
        found.append(f"{value_words(mine.value, quantity)} in {lasting(told.interval)}")
    elif mine.value is not None and (rate := rate_words(mine.value, quantity, told.interval)):
        found.append(rate)
    if mine.intervals > 1:
        which = "least" if quantity.measure == "MIN" else "most"
        found.append(f"the {which} of {mine.intervals:,} intervals")
    if mine.series.what not in (mine.series.name, "packets") and not is_rate:
        # What is counted is seen of the value, unless it is of certain packets or of a field.
        found.append(mine.series.what)
    return found
