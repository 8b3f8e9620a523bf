"""Where series get what they count from: the rows handed over, those of them that a filter matches, values read.

Several series share a filter's rows and a field's values. Belongs to the thread that counts; rows are handed over by
the screen's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.statistics.rates import has_column, is_number
from tui.rate_graph.series_rows import HandedRows, MatchedRows
from tui.rate_graph.series_values import SeriesValues

if TYPE_CHECKING:
    from dissectors.deep.filters.deep_matching import Growth
    from dissectors.packets.table import PacketTable
    from tui.rate_graph.series_rows import Compile, RowStore
    from tui.rate_graph.wanted import Counted

SECONDS_A_STEP: Final = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to be counted of a series by now."""

    matched: RowStore | None
    """Rows of its filter; None: all that were handed over."""
    values: SeriesValues | None
    """Of a field without a column."""
    has_more: bool
    """There will be more, of the packets that there are."""


class Sources:
    """Of one table."""

    def __init__(self, table: PacketTable, compile_filter: Compile, growth: Callable[[], Growth]) -> None:
        self.handed = HandedRows()
        self._table = table
        self._compile, self._growth = compile_filter, growth
        self._matched: dict[str, MatchedRows] = {}
        """By filter."""
        self._values: dict[tuple[str, str], SeriesValues] = {}
        """By field and filter: of fields that have no column."""

    def step(self, counted: Counted) -> Found:
        """Look for further rows of the filter and values of the field, a little while; all that there is by then.

        Raises FilterError, KeyError for a field that is no number, CaptureFileError and WorkerLost.
        """
        matched = self._step_filter(counted.filter) if counted.filter else None
        store = None if matched is None else matched.store
        values = self._values_of(counted)
        if values is not None:
            values.step(SECONDS_A_STEP, self.handed, store)
        has_more = matched is not None and not matched.is_done and self.handed.stop > 0
        return Found(store, values, has_more or (values is not None and values.has_more(self.handed, store)))

    def is_done(self, counted: Iterable[Counted]) -> bool:
        """Whether the filters that were begun have looked at all packets that there are."""
        searches = [self._matched.get(one.filter) for one in counted]
        return all(search is None or search.is_done for search in searches)

    def progress(self, counted: Counted) -> tuple[int, bool, str]:
        """Packets that were looked at, whether these are all, and who answers the filter."""
        matched = self._matched.get(counted.filter)
        if matched is not None:
            examined, is_done, tier = matched.examined, matched.is_done, matched.tier
        else:
            examined, is_done, tier = (0, False, "") if counted.filter else (self.handed.stop, True, "")
        values = self._values.get((counted.quantity.field, counted.filter))
        if values is None or not is_done:
            return examined, is_done, tier
        return values.examined, not values.has_more(self.handed, None if matched is None else matched.store), tier

    def keep(self, wanted: Iterable[Counted]) -> None:
        """Forget what is for no series any more."""
        kept = list(wanted)
        for text in self._matched.keys() - {counted.filter for counted in kept}:
            self._end_search(text)
        for key in self._values.keys() - {(counted.quantity.field, counted.filter) for counted in kept}:
            self._values.pop(key).close()

    def end(self, counted: Counted) -> None:
        """Begin anew where the series is wanted again: what is found then is the same in the same order."""
        self._end_search(counted.filter)
        values = self._values.pop((counted.quantity.field, counted.filter), None)
        if values is not None:
            values.close()

    def _end_search(self, text: str) -> None:
        search = self._matched.pop(text, None)
        if search is not None:
            search.close()

    def close(self) -> None:
        """Nothing more will be asked; not during a step."""
        for matched in self._matched.values():
            matched.close()
        for values in self._values.values():
            values.close()

    def _step_filter(self, text: str) -> MatchedRows:
        matched = self._matched.get(text)
        if matched is None:
            matched = MatchedRows(self._table, text, self.handed, self._compile, self._growth)
            self._matched[text] = matched
        if not matched.is_done and self.handed.stop:
            matched.step(SECONDS_A_STEP)
        return matched

    def _values_of(self, counted: Counted) -> SeriesValues | None:
        quantity = counted.quantity
        if not quantity.field or has_column(self._table.index, quantity):
            return None
        if quantity.measure != "COUNT" and not is_number(quantity.field):
            raise KeyError(quantity.field)
        key = quantity.field, counted.filter
        if key not in self._values:
            self._values[key] = SeriesValues(self._table, quantity.field)
        return self._values[key]
