"""What is looked through by whoever finds in a list whose Protocol and Info are tshark's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dissectors.deep.columns.summaries import Summaries
    from dissectors.filters import Filter
    from dissectors.packets.search import Place, Search
    from dissectors.packets.table import PacketTable
    from dissectors.packets.wanted import Wanted


class WithSummaries:
    """A packet table with the texts of its rows from elsewhere; searches in tree and bytes are the table's own."""

    def __init__(self, table: PacketTable, summaries: Summaries) -> None:
        self._table = table
        self._summaries = summaries

    def searching(self, wanted: Wanted, place: Place, columns: Sequence[str] = ()) -> Search:
        """Rows are searched as the list shows them."""
        if place != "list":
            return self._table.searching(wanted, place, columns)
        from dissectors.deep.columns.summary_keys import searching_rows

        return searching_rows(self._table, self._summaries, wanted, tuple(columns))

    def searching_filter(self, chosen: Filter) -> Search:
        """By the native dissectors."""
        return self._table.searching_filter(chosen)
