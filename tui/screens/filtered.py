"""The filter of the packets screen: applied, worked off in a thread, and what it found so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.message import Message

from dissectors.errors import RemoraError
from tui.filtering import FilterFailed, FilterMatched, FilterRun, Search
from tui.judging import FilterProblem, Judgement, judge, problem_of, problem_with, tier_words
from tui.messages import Mode
from tui.panes.completing import complete_text
from tui.panes.filter_bar import FilterApplied, FilterBar
from tui.panes.filter_input import FilterInput, FilterLeft
from tui.panes.filter_result import RunState
from tui.panes.packet_list import PacketList

if TYPE_CHECKING:
    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.deep.filters.deep_matching import Growth
    from dissectors.filters.complete import Completion
    from tui.app import RemoraApp
    from tui.deep.foreign_filters import ForeignFilters
    from tui.screens.packets import PacketsScreen

ASKED = " asking tshark "
GROWTH: Mapping[Mode, Growth] = {
    "reading": "reading",
    "starting": "live",
    "live": "live",
    "saved": "over",
    "stopped": "over",
}
"""Whether more rows will come, by what the source says."""


class FilterCompiled(Message):
    """A text that is no native filter was given to tshark: it is one of tshark's, or there is a problem with it."""

    def __init__(self, text: str, chosen: AnyFilter | None, problem: FilterProblem | None) -> None:
        super().__init__()
        self.text = text
        self.chosen = chosen
        self.problem = problem


class TsharkFieldsKnown(Message):
    """What tshark knows has been asked for, and can be completed and judged now."""


class Filtered:
    """Mixed into the packets screen, which holds rows and panes."""

    _run: FilterRun | None = None
    _runs = 0
    filter_in_use: AnyFilter | None = None
    """What the list shows was chosen by it; None where it is whole."""
    _asked = ""
    """The filter that tshark is being asked about before it is applied."""

    @property
    def _filtered_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def apply_filter(self, text: str) -> None:
        """Show only what matches; an empty text shows all. The row under the cursor stays if it is still shown.

        A filter that is not native is compiled in a thread first: until then nothing changes.
        """
        screen = self._filtered_screen
        self._asked = ""
        try:
            chosen = screen.compile_filter(text) if text else None
        except RemoraError as error:
            self._ask_tshark(text, problem_of(error))
            return
        self._begin(text, chosen, screen.table.matching(chosen) if chosen is not None else None)

    def _begin(self, text: str, chosen: AnyFilter | None, search: Search | None) -> None:
        """The list is filled by a filter's search from now on; by none it is whole."""
        screen = self._filtered_screen
        bar = screen.query_one(FilterBar)
        bar.in_use = text
        self.filter_in_use = chosen
        screen.end_renewal()
        before = self._run
        if before is not None:
            before.stop()
            self._run = None
        if search is None:
            screen.displayed.show_all()
            screen.arrange_anew()
            bar.show_result()
            self._displayed_changed()
            return
        self._runs += 1
        screen.displayed.show_none()
        screen.arrange_anew()
        self._displayed_changed()
        self._run = FilterRun(self._runs, search, screen.post_message, before)
        self._run.more()

    # Filters that are not native.

    @property
    def _foreign(self) -> ForeignFilters | None:
        """Who answers them; None where no tshark is wanted."""
        return cast("RemoraApp", self._filtered_screen.app).foreign_filters

    def _ask_tshark(self, text: str, problem: FilterProblem) -> None:
        screen, foreign = self._filtered_screen, self._foreign
        bar = screen.query_one(FilterBar)
        if foreign is not None:
            known = foreign.known_problem(text)
            if known is None:
                self._asked = text
                bar.show_work(ASKED)
                screen.run_worker(partial(self._compile, text, foreign), thread=True, group="foreign filter")
                return
            problem = known
        bar.show_problem(problem)

    def _compile(self, text: str, foreign: ForeignFilters) -> None:
        """In a thread."""
        try:
            told = FilterCompiled(text, foreign.compile(text), None)
        except RemoraError as error:
            told = FilterCompiled(text, None, problem_of(error))
        self._filtered_screen.post_message(told)

    def on_filter_compiled(self, message: FilterCompiled) -> None:
        """tshark knows the filter that was asked for, or knows better."""
        if message.text != self._asked:
            return
        self._asked = ""
        screen = self._filtered_screen
        bar = screen.query_one(FilterBar)
        bar.show_work("")
        if message.chosen is not None:
            from dissectors.deep.filters.any_filter import matching

            search = matching(screen.table, message.chosen, lambda: GROWTH[screen.state.mode])
            self._begin(message.text, message.chosen, search)
        else:
            # As if it had been known when the filter was entered.
            screen.set_focus(bar.field)
            bar.show_problem(message.problem)

    def judge_text(self, text: str) -> Judgement:
        """What there is to say of a filter; may be asked in any thread."""
        foreign = self._foreign
        return judge(text, self._filtered_screen.table, foreign.judge if foreign is not None else None)

    def complete_text(self, text: str, cursor: int) -> Completion:
        """What can come next in a filter."""
        foreign = self._foreign
        return complete_text(text, cursor) if foreign is None else foreign.complete(text, cursor)

    def on_filter_input_entered(self) -> None:
        """Somebody begins to type: tshark's fields will be wanted."""
        foreign = self._foreign
        if foreign is not None:
            self._filtered_screen.run_worker(partial(self._load, foreign), thread=True, group="tshark's fields")

    def _load(self, foreign: ForeignFilters) -> None:
        """In a thread."""
        if foreign.load():
            self._filtered_screen.post_message(TsharkFieldsKnown())

    def on_tshark_fields_known(self) -> None:
        self._filtered_screen.query_one(FilterBar).look_again()

    def put_filter(self, text: str, *, is_applied: bool) -> None:
        """Put a filter into the bar, and apply it or let the user go on with it."""
        screen = self._filtered_screen
        bar = screen.query_one(FilterBar)
        bar.text = text
        if is_applied:
            bar.field.remember(text)
            self.apply_filter(text)
            self._remember_history()
        else:
            screen.set_focus(bar.field)

    def on_filter_input_saved_wanted(self) -> None:
        self.action_saved_filters()

    def action_saved_filters(self) -> None:
        """Use a filter saved by name, save one, discard one."""
        from tui.screens.saved_filters import SavedFiltersDialog

        screen = self._filtered_screen
        app = cast("RemoraApp", screen.app)

        def remember(saved: Mapping[str, str]) -> None:
            app.remember(replace(app.settings, saved_filters=saved))

        def use(text: str | None) -> None:
            if text is not None:
                problem = self.problem_with(text)
                self.put_filter(text, is_applied=problem is None)

        text = screen.query_one(FilterBar).text.strip()
        app.push_screen(SavedFiltersDialog(app.keys, app.settings.saved_filters, text, remember), use)

    def clear_filter(self) -> bool:
        """Show all packets again; True if some were left out."""
        screen = self._filtered_screen
        if not screen.query_one(FilterBar).in_use:
            return False
        self.put_filter("", is_applied=True)
        cast("RemoraApp", screen.app).tell("All packets are shown: / and ↑ bring the filter back.")
        return True

    def leave_innermost(self) -> bool:
        """What Esc leaves: work, notice, zoom, pane, and at last the filter. True if there was something to leave."""
        screen = self._filtered_screen
        packets = screen.query_one(PacketList)
        if screen.stop_work() or screen.close_notice() or screen.leave_zoom():
            return True
        if screen.focused is not packets:
            screen.set_focus(packets)
            return True
        return self.clear_filter()

    def problem_with(self, text: str) -> FilterProblem | None:
        """Why a text is no filter; None too where only tshark can tell, and has not yet."""
        problem = problem_with(text, self._filtered_screen.compile_filter) if text else None
        foreign = self._foreign
        return problem if problem is None or foreign is None else foreign.known_problem(text)

    def filter_more(self) -> None:
        """There are more rows than before."""
        if self._run is not None:
            self._run.more()

    @property
    def is_filtering(self) -> bool:
        """Whether the filter in use still looks at packets."""
        return self._run is not None and self._run.is_working

    def stop_filtering(self) -> bool:
        """True if a filter was at work; what it found stays."""
        asking, self._asked = bool(self._asked), ""
        if asking:
            self._filtered_screen.query_one(FilterBar).show_work("")
        working = self.is_filtering
        if self._run is not None and working:
            self._run.stop()
        return working or asking

    def end_filtering(self) -> None:
        """The screen is left: nothing of a filter goes on."""
        self._asked = ""
        self._filtered_screen.end_renewal()
        if self._run is not None:
            self._run.stop()

    def on_filter_applied(self, message: FilterApplied) -> None:
        self.apply_filter(message.text)
        self._remember_history()
        self.on_filter_left(FilterLeft())

    def on_filter_left(self, message: FilterLeft) -> None:
        screen = self._filtered_screen
        screen.set_focus(screen.query_one(PacketList))

    def _remember_history(self) -> None:
        screen = self._filtered_screen
        app = cast("RemoraApp", screen.app)
        app.remember(replace(app.settings, filter_history=tuple(screen.query_one(FilterInput).history)))

    def on_filter_matched(self, message: FilterMatched) -> None:
        """Some more rows match, or none do any more."""
        screen, run = self._filtered_screen, self._run
        if run is None or message.run != run.number:
            return
        before = len(screen.displayed)
        packets = screen.query_one(PacketList)
        screen.displayed.append(message.rows)
        packets.rows_added(before)
        screen.arrange_more()
        if screen.shown_row is not None and not packets.follows and screen.displayed.shows(screen.shown_row):
            packets.put_cursor(screen.displayed.position_near(screen.shown_row))
        self.show_result_of(message)
        screen.show_state()
        if message.finished:
            screen.settle_cursor()
            if message.examined < len(screen.table):
                run.more()

    def show_result_of(self, message: FilterMatched) -> None:
        """Tell in the bar what the filter in use has found, and how."""
        screen, run = self._filtered_screen, self._run
        bar, total = screen.query_one(FilterBar), len(screen.table)
        is_stopped = run is not None and run.is_stopped
        state: RunState = "stopped" if is_stopped else "finished" if message.finished else "working"
        examined = message.examined / max(total, 1)
        bar.show_progress(screen.displayed.unarranged_count, total, examined, message.seconds, state)
        if message.tier:
            bar.show_tier_in_use(message.tier)
        elif state == "finished" or screen.state.mode == "live":
            # While a file is worked off, the candidates that were expected tell more than those so far.
            bar.show_tier_in_use(tier_words(message.candidates, message.examined, total))

    def on_filter_failed(self, message: FilterFailed) -> None:
        """The packets so far stay."""
        if self._run is not None and message.run == self._run.number:
            self._filtered_screen.fail(message.sentence)

    def _displayed_changed(self) -> None:
        screen = self._filtered_screen
        packets = screen.query_one(PacketList)
        packets.rows_changed(screen.displayed.position_near(screen.shown_row or 0))
        if not screen.displayed.is_filtered:
            screen.settle_cursor()
        screen.show_state()
