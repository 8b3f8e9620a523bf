"""What the thread that counts tells the statistics screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.statistics.columns import Record
    from tui.statistics.dissecting import Coverage
    from tui.statistics.kinds import Printed
    from tui.statistics.rows import Unsorted
    from tui.statistics.run import StatisticsRun
    from tui.statistics.views import View


@dataclass(frozen=True, slots=True)
class Counted:
    """A view, as far as it was counted."""

    view: View
    parts: Sequence[Printed]
    """Frozen."""
    rows: int
    """How many rows it knows."""
    coverage: Coverage
    """How many packets were dissected for it."""
    is_done: bool
    """Of those rows nothing is left to be told."""


class StatisticsCounted(Message):
    """A view has been counted, or counted further; of one view a later one replaces an earlier one that waits."""

    def __init__(self, run: StatisticsRun, counted: Counted) -> None:
        super().__init__()
        self.run = run
        self.counted = counted

    def can_replace(self, message: Message) -> bool:
        return (
            isinstance(message, StatisticsCounted)
            and message.run is self.run
            and message.counted.view is self.counted.view
        )


class StatisticsSorted(Message):
    """Records that were to be sorted have been, or nobody goes on sorting them."""

    def __init__(self, unsorted: Unsorted, records: Sequence[Record] | None) -> None:
        super().__init__()
        self.unsorted = unsorted
        self.records = records
        """None where there was no end of it."""


class StatisticsFailed(Message):
    """Nothing more will be counted."""

    def __init__(self, run: StatisticsRun, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence
