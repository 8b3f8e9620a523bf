"""Statistics of a live capture: packets are taken in while they come, and counted and printed when it is over.

Processes are asked about meanwhile, as long as they are there to be found.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dissectors.packets.table import Capture, PacketTable
    from tui.printing.statistics.wanted import WantedStatistics
    from tui.process_watch import ProcessWatch
    from tui.unseen_capture import Growing
    from tui.viewer_request import ViewerRequest

SECONDS_A_BATCH: Final = 0.1


class LiveStatistics:
    """What becomes of the packets of one capture."""

    def __init__(
        self,
        request: ViewerRequest,
        watch: ProcessWatch | None,
        wanted: WantedStatistics,
        series: Sequence[str] = (),
    ) -> None:
        """`series`: of the graph over time, as texts. Raises FilterError."""
        # numpy comes with the dissectors and starts threads, before which the privilege must be given up.
        from dissectors.deep.filters.any_filter import any_filter
        from dissectors.processes.attributions import Attributions
        from tui.decoding import command_choices, native_registry
        from tui.printing.statistics.series import asked_series
        from tui.process_watch import LateQuestions

        choices = command_choices(request.decoding, may_come=True)
        self._registry = native_registry(choices)
        self._chosen = any_filter(request.display_filter, choices) if request.display_filter else None
        self._name = f"{', '.join(request.interfaces)}, captured live"
        self._wanted = replace(wanted, series=asked_series(series, choices))
        self._watch = watch
        self._late = LateQuestions()
        self._table: PacketTable | None = None
        self.attributions = Attributions()
        """What the watch has told so far."""

    @property
    def have_to_wait(self) -> bool:
        """Whatever has been read is in the table."""
        return False

    @property
    def what_is_missing(self) -> tuple[str, ...]:
        """What is not known of processes, in clauses."""
        from tui.process_watch import what_is_missing

        return what_is_missing(self._watch, self.attributions)

    def print_new(self, capture: Capture, growing: Growing, most: int | None = None) -> None:
        """Take in what is in the capture by now; nothing is printed before it is over."""
        if self._table is None:
            from dissectors.packets.table import PacketTable

            self._table = PacketTable(capture, self._registry, attributions=self.attributions)
        while growing.refresh(seconds=SECONDS_A_BATCH):
            pass
        if self._watch is None:
            return
        while found := self._watch.take():
            self.attributions.append(found)
        self._table.number_streams(len(self._table))
        self._table.join_processes()
        self._watch.ask(self._late.due(self._table, time.monotonic(), self._watch.patience_seconds))

    def print_rest(self, most: int | None = None) -> None:
        """No more will come: count it, and print. Raises RemoraError."""
        if self._table is None or not self._table.capture.interfaces:
            # Nothing was captured, of which the reason is told elsewhere.
            return
        from tui.printing.statistics.wanted import chosen_rows, print_statistics

        rows = None if self._chosen is None else chosen_rows(self._table, self._chosen)
        print_statistics(self._wanted, self._name, self._table, rows)

    def close(self) -> None:
        """Nothing will be printed any more."""
