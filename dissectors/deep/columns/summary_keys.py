"""Sorting and finding by what tshark told of the rows, where all of them are answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from dissectors.packets.keyed import Keyed, Rows
from dissectors.packets.search import AskingSearch, FrameTable, RowHas

if TYPE_CHECKING:
    from dissectors.deep.columns.summaries import Summaries
    from dissectors.packets.wanted import Wanted

TEXT_COLUMNS: Final = ("protocol", "info")
"""Columns of the list that tshark tells."""
ROWS_A_PART: Final = 1_024


class SummaryKeys:
    """`Keys` of one of the two columns; rows that are not answered have none."""

    def __init__(self, summaries: Summaries, column: str) -> None:
        self._summaries = summaries
        self._text = summaries.protocol if column == "protocol" else summaries.info

    def read(self, rows: Rows) -> Iterator[Keyed]:
        """A thousand at a time."""
        for start in range(0, len(rows), ROWS_A_PART):
            part = rows[start : start + ROWS_A_PART]
            answered = part[part < len(self._summaries)]
            keys = np.empty(len(answered), object)
            # As bytes, a text is sorted as it is, in half the memory.
            keys[:] = [self._text(row).encode("utf-8", "surrogatepass") for row in answered.tolist()]
            yield Keyed(len(part), answered, keys)

    def close(self) -> None:
        """Holds nothing."""


def searching_rows(table: FrameTable, summaries: Summaries, wanted: Wanted, columns: tuple[str, ...]) -> AskingSearch:
    """Looks for something in rows of the list whose Protocol and Info are tshark's; `columns` are beside its own."""

    def is_told(row: int) -> bool:
        return row < len(summaries) and wanted.is_in(f"{summaries.protocol(row)} {summaries.info(row)}")

    return AskingSearch(table, RowHas(wanted, columns, has_texts=False), is_told)
