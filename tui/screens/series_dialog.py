"""A series of the I/O graph: of which packets what is counted, how it is drawn and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message as TextualMessage
from textual.timer import Timer
from textual.widgets import Input

from dissectors.filters.errors import FilterError
from dissectors.statistics.rates import MEASURES, SUMMARIES, Quantity
from tui.graphs.plot import COLOURS, MARKS
from tui.panes.completing import Complete
from tui.panes.completion_list import CompletionList
from tui.panes.entry import Entry
from tui.panes.filter_bar import PATIENCE_SECONDS
from tui.panes.one_line import OneLine, Piece
from tui.panes.rate_bars import SERIES_STYLES
from tui.rate_graph.series import SHAPES, SeriesWanted, summary_quantity
from tui.safe import safe
from tui.screens.column_name_dialog import Problem
from tui.screens.dialogs import MARGIN, WIDEST, Dialog
from tui.screens.find_dialog import ChoiceLine

if TYPE_CHECKING:
    from textual.widget import Widget

    from dissectors.filters.complete import Completion
    from tui.judging import FilterProblem, Judge
    from tui.rate_graph.series import Shape

FILTER, FIELD, NAME = "series-filter", "series-field", "series-name"
HINTS: Final = {
    FILTER: "a display filter; empty for all packets",
    FIELD: "a field of numbers, such as tcp.len",
    NAME: "empty: as it says what is counted",
}
LABELS: Final = {FILTER: "Packets", FIELD: "Field", NAME: "Name"}
LONGEST_NAME: Final = 60
CHECKING: Final = "checking the filter ..."


def complete_field(text: str, cursor: int) -> Completion:
    """Names of fields that begin with the text, then those that hold it."""
    from dissectors.filters.complete import Completion, fields_like

    wanted = text.strip().lower()
    return Completion(0, len(text), tuple(fields_like(wanted)) if wanted else ())


class SeriesChoice(ChoiceLine[str]):
    """Closer together than others, as there are many; Enter makes the series."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        label, *choices = super().left_pieces(line)
        return [label, *((text.rstrip(), style) for text, style in choices)]

    def _choose(self, place: int) -> None:
        super()._choose(place)
        # The next key may come before a message does, and goes to a line that is there.
        if isinstance(self.screen, SeriesDialog):
            self.screen.fit()

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter" and isinstance(self.screen, SeriesDialog):
            event.stop()
            self.screen.submit()


class ColourChoice(SeriesChoice):
    """The marks in their colours."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(SERIES_STYLES)

    def left_pieces(self, line: int = 0) -> list[Piece]:
        pieces = super().left_pieces(line)
        marks: list[Piece] = [
            (f"[{mark}] " if str(place) == self.value else f" {mark}  ", SERIES_STYLES[place])
            for place, mark in enumerate(MARKS)
        ]
        return [pieces[0], *marks]


class FieldLabel(OneLine):
    """What a text field is for."""

    DEFAULT_CSS = "FieldLabel { width: 11; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self._text}", "line--dim")]


class DialogKeys(OneLine):
    """What keys do where the focus is."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        focused = self.screen.focused
        own = [("← →", "choose")] if isinstance(focused, ChoiceLine) else []
        if isinstance(focused, Entry) and focused.id != NAME:
            own = [("Tab", "completes, goes on")]
        told = [*own, ("↑ ↓", "other lines"), ("Enter", "done")]
        return [piece for key, words in told for piece in ((f" {key} ", "line--key"), (f"{words} ", "line--dim"))]


class SeriesDialog(Dialog[SeriesWanted]):
    """Ends with a series, or None."""

    class Judged(TextualMessage):
        """Whether a text is a filter, which was asked as the series shall be made."""

        def __init__(self, text: str, problem: FilterProblem | None) -> None:
            super().__init__()
            self.text, self.problem = text, problem

    class Looked(TextualMessage):
        """What there is to say of a filter, and what can come next in it."""

        def __init__(self, text: str, cursor: int, completion: Completion, problem: FilterProblem | None) -> None:
            super().__init__()
            self.text, self.cursor, self.completion, self.problem = text, cursor, completion, problem

    def __init__(
        self,
        begin: SeriesWanted,
        taken: Sequence[str],
        complete: Complete,
        judge: Judge,
        check: Callable[[str], FilterProblem | None],
        *,
        is_new: bool = True,
    ) -> None:
        """`taken` are names of others; `complete` and `judge` are asked about filters, in a thread, `check` at once."""
        super().__init__("New series" if is_new else "Change the series")
        self._begin = begin
        self._taken = taken
        self._judge, self._check = judge, check
        self._timer: Timer | None = None
        self._fields = {
            FILTER: Entry(complete, HINTS[FILTER], safe(begin.filter)),
            FIELD: Entry(complete_field, HINTS[FIELD], safe(begin.quantity.field)),
            NAME: Entry(None, HINTS[NAME], safe("" if begin.name == begin.what else begin.name)),
        }
        for name, field in self._fields.items():
            field.id = name

    def compose_window(self) -> ComposeResult:
        begin = self._begin
        yield from self._row(FILTER)
        yield SeriesChoice(
            "Count", [(one, one) for one in (*MEASURES, *SUMMARIES)], begin.quantity.measure, id="measure"
        )
        yield from self._row(FIELD)
        yield SeriesChoice("Draw as", [(one, one) for one in SHAPES], begin.shape, id="shape")
        colours = [(str(number), MARKS[number]) for number in range(COLOURS)]
        yield ColourChoice("Colour", colours, str(begin.colour), id="colour")
        yield from self._row(NAME)
        yield Problem()
        yield DialogKeys()

    def _row(self, name: str) -> ComposeResult:
        with Horizontal(id=f"{name}-row"):
            yield FieldLabel(LABELS[name])
            yield self._fields[name]
        yield self._fields[name].options

    @property
    def focus_chain(self) -> list[Widget]:
        """As they follow each other: a line that has just appeared has no place on the screen yet to be ordered by."""
        chain = super().focus_chain
        return [widget for widget in self.query() if widget in chain]

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        self.set_focus(self._fields[FILTER])
        self.fit()

    def _chosen(self, name: str) -> str:
        return cast("ChoiceLine[str]", self.query_one(f"#{name}", ChoiceLine)).value

    def _text(self, name: str) -> str:
        return self._fields[name].value.strip()

    def fit(self) -> None:
        """A field is asked for where a summary of one is counted."""
        self.query_one(f"#{FIELD}-row").display = self._chosen("measure") in SUMMARIES

    @on(ChoiceLine.Changed)
    def _choice_changed(self) -> None:
        self._say("")

    def on_descendant_focus(self) -> None:
        self.query_one(DialogKeys).refresh()

    # While typing.

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say("")
        field = self._fields[event.input.id or NAME]
        if field.id == FIELD and field.wants_options:
            field.offer(field.value, field.cursor_position, complete_field(field.value, field.cursor_position))
        elif field.id == FILTER:
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(PATIENCE_SECONDS, self._look) if self._text(FILTER) else None
            if self._timer is None:
                field.close_options()

    def _look(self) -> None:
        field = self._fields[FILTER]
        work = partial(self._look_at, field.value, field.cursor_position, is_wanted=field.wants_options)
        self.run_worker(work, thread=True, group="series filter", exclusive=True)

    def _look_at(self, text: str, cursor: int, *, is_wanted: bool) -> None:
        """In a thread."""
        from dissectors.filters.complete import Completion

        complete = self._fields[FILTER].complete
        completion = complete(text, cursor) if complete is not None and is_wanted else Completion(0, 0, ())
        self.post_message(self.Looked(text, cursor, completion, self._judge(text.strip()).problem))

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        field = self._fields[FILTER]
        if message.text != field.value:
            return
        field.offer(message.text, message.cursor, message.completion)
        problem = message.problem
        if problem is not None and not field.is_unfinished(problem.column):
            self._say(problem.message)

    @on(CompletionList.Picked)
    def _picked(self, message: CompletionList.Picked) -> None:
        message.stop()
        for field in self._fields.values():
            if field.options.is_open:
                field.accept()
                field.focus()

    def _say(self, sentence: str) -> None:
        self.query_one(Problem).show(sentence)

    # The end.

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted | None = None) -> None:
        """End with the series, if it is one."""
        if event is not None:
            event.stop()
        try:
            series = self._series()
        except FilterError as error:
            self._say(error.message)
            return
        if not series.filter:
            self.dismiss(series)
            return
        # Only tshark may know that it is none, which takes a while.
        self._say(CHECKING)
        self.run_worker(partial(self._judge_to_end, series.filter), thread=True, group="series", exclusive=True)

    def _judge_to_end(self, text: str) -> None:
        """In a thread."""
        self.post_message(self.Judged(text, self._judge(text).problem))

    @on(Judged)
    def _judged(self, message: Judged) -> None:
        """What was changed meanwhile is to be confirmed anew."""
        if not self.is_current or message.text != self._text(FILTER):
            return
        if message.problem is not None:
            self._say(message.problem.message)
            return
        try:
            self.dismiss(self._series())
        except FilterError as error:
            self._say(error.message)

    def _series(self) -> SeriesWanted:
        """As it is typed and chosen. Raises FilterError for what is none."""
        text, measure = self._text(FILTER), self._chosen("measure")
        problem = self._check(text) if text else None
        if problem is not None:
            raise FilterError(problem.message)
        if measure in MEASURES:
            quantity = Quantity(measure)
        elif self._text(FIELD):
            quantity = summary_quantity(measure, self._text(FIELD))
        else:
            raise FilterError(f"{measure} of which field?")
        begin = self._begin
        shape, colour = cast("Shape", self._chosen("shape")), int(self._chosen("colour"))
        mark = begin.mark if colour == begin.colour else ""
        series = SeriesWanted("", quantity, text, colour, mark, shape, begin.is_shown)
        name = self._text(NAME)[:LONGEST_NAME] or series.what
        if name in self._taken:
            raise FilterError(f"another series is called {name} already")
        return SeriesWanted(name, quantity, text, colour, mark, shape, begin.is_shown)

    def on_key(self, event: events.Key) -> None:
        """Letters typed so fast that the text field was not there yet."""
        if self.focused is None and event.is_printable and event.character is not None:
            event.stop()
            self._fields[FILTER].insert_text_at_cursor(event.character)
