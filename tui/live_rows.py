"""A live capture, or a file that grows, printed row by row as it comes: `remora -i lo | grep SYN`.

The rows go to standard output, everything else to standard error, ending with what was captured and dropped.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from tui.exit_status import DONE, status_of_input
from tui.unseen_capture import capture_for

if TYPE_CHECKING:
    from dissectors.packets.table import Capture
    from tui.foreign_rows import Found
    from tui.process_watch import ProcessWatch
    from tui.unseen_capture import Growing
    from tui.viewer_request import ViewerRequest
    from tui.waiting_rows import WaitingRows

_INTERVAL_SECONDS = 0.05
_SECONDS_A_BATCH = 0.1


def print_live(request: ViewerRequest) -> int:
    """Capture, or follow a growing file, until the limits, an interruption or the reader's end; the exit status."""
    return _print_growing_file(request) if request.tail else capture_for(request, _Rows)


class _Rows:
    """Prints the rows that a display filter chooses."""

    def __init__(self, request: ViewerRequest, watch: ProcessWatch | None = None) -> None:
        """`watch` tells of the processes behind them, which they wait for shortly."""
        # numpy comes with the dissectors and starts threads, before which the privilege must be given up.
        from dissectors.deep.filters.any_filter import any_filter
        from dissectors.filters import Filter
        from dissectors.packets.table import PacketTable  # noqa: F401 - all is there before anything is captured
        from dissectors.processes.attributions import Attributions
        from tui.decoding import command_choices, native_registry
        from tui.foreign_rows import ForeignRows
        from tui.printing.output import Output

        choices = command_choices(request.decoding, may_come=True)
        self._registry = native_registry(choices)
        chosen = any_filter(request.display_filter, choices) if request.display_filter else None
        self._chosen = chosen if isinstance(chosen, Filter) else None
        self.attributions = Attributions()
        """What the watch has told so far."""
        self._watch = watch
        self._waiting: WaitingRows | None = None
        """Of the capture that is printed."""
        self._foreign = None
        if chosen is not None and not isinstance(chosen, Filter):
            self._foreign = ForeignRows(chosen, self._registry, self.attributions)
        self._output = Output.standard()

    def print_new(self, capture: Capture, growing: Growing, most: int | None = None) -> None:
        """Print what is in the capture by now and has not been printed; at most `most` rows of it altogether."""
        self._take_in()
        if self._foreign is not None:
            self._print(self._foreign.found(capture, growing, most))
            return
        waiting = self._waiting_of(capture)
        while rows := growing.refresh(seconds=_SECONDS_A_BATCH):
            waiting.add(rows if most is None else rows[: max(most - rows.start, 0)])
            self._print_ready(waiting)
        self._print_ready(waiting)

    def print_rest(self, most: int | None = None) -> None:
        """No more will come: print what waits, and what tshark still has to say."""
        self._take_in()
        if self._foreign is not None:
            self._print(self._foreign.rest(most))
        if self._waiting is not None:
            self._print_ready(self._waiting, is_over=True)

    @property
    def what_is_missing(self) -> tuple[str, ...]:
        """Why processes of some packets could not be told, in a clause each; none where all could."""
        from tui.process_watch import what_is_missing

        return what_is_missing(self._watch, self.attributions)

    @property
    def have_to_wait(self) -> bool:
        """Some rows are not printed yet."""
        return self._waiting is not None and bool(self._waiting)

    def _waiting_of(self, capture: Capture) -> WaitingRows:
        """A ring of files goes on in a capture of its own, the rows of the one before first."""
        from dissectors.packets.table import PacketTable
        from tui.waiting_rows import WaitingRows

        before = self._waiting
        if before is not None and before.table.capture is capture:
            return before
        if before is not None:
            self._print_ready(before, is_over=True)
        table = PacketTable(capture, self._registry, attributions=self.attributions)
        self._waiting = WaitingRows(table, self._watch)
        return self._waiting

    def _take_in(self) -> None:
        while self._watch is not None and (found := self._watch.take()):
            self.attributions.append(found)

    def _print_ready(self, waiting: WaitingRows, *, is_over: bool = False) -> None:
        from tui.printing.summary_line import summary_line

        self._take_in()
        table = waiting.table
        for row in waiting.ready(is_over=is_over):
            if self._chosen is None or self._chosen.matches(table.dissection(row)):
                self._output.line(summary_line(table, row))
        self._output.flush()

    def close(self) -> None:
        """Nothing will be printed any more."""
        if self._foreign is not None:
            self._foreign.close()

    def _print(self, found: Found) -> None:
        from tui.printing.summary_line import summary_line

        for table, row in found:
            self._output.line(summary_line(table, row))
        self._output.flush()


def _print_growing_file(request: ViewerRequest) -> int:
    from dissectors.capture_file import open_capture

    rows = _Rows(request)
    assert request.file is not None
    with open_capture(request.file) as capture, contextlib.closing(rows):
        while request.packet_count is None or len(capture.frames) < request.packet_count:
            rows.print_new(capture, capture, request.packet_count)
            notice = capture.notice
            if notice is not None and not notice.may_go_on:
                rows.print_rest(request.packet_count)
                return status_of_input(request.file, notice)
            time.sleep(_INTERVAL_SECONDS)
        rows.print_rest(request.packet_count)
    return DONE
