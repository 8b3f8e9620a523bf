"""Rows of a live capture on their way to print: each waits shortly until its processes are known, behind those before.

Rows come from whoever reads the capture, processes from a `ProcessWatch`; both are joined in the packet table.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from dissectors.processes.attribution import TRANSPORTS
from tui.process_watch import LateQuestions, ProcessWatch

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable

LONGEST_WAIT_SECONDS: Final = 0.4
"""From a conversation's first row on: looking up takes a tenth of a second, and few take longer that are found."""
QUESTION_SECONDS: Final = 0.1
"""Then a conversation is asked about of which nobody saw the beginning."""
AGAIN_NS: Final = 50_000_000
"""So long after a row of a UDP conversation who holds its ends is looked up again: it waits as a first one does."""
SECOND_END_SECONDS: Final = 0.1
"""From the first of two ends known on, where both may be this machine's."""


class WaitingRows:
    """Of one table, to whose attributions somebody adds; the rows of all conversations stay in their order."""

    def __init__(
        self, table: PacketTable, watch: ProcessWatch | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Without a watch nothing waits."""
        self.table = table
        self._watch = watch
        self._clock = clock
        self._late = LateQuestions()
        self._rows: deque[int] = deque()
        self._until: dict[tuple[str, int], float] = {}
        """Until when rows of a conversation wait; only those that may."""
        self._numbered = dict.fromkeys(TRANSPORTS, 0)
        self._again: dict[int, tuple[float, int]] = {}
        """Rows by which a UDP port may be another process's: until when they wait, and the conversation."""
        self._looked_up: dict[int, int] = {}
        """By UDP conversation the time of the last row for which its ends were looked up."""

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, rows: range) -> None:
        """Rows that are new in the table, in order."""
        self._rows.extend(rows)
        if self._watch is None or not rows:
            return
        table, until = self.table, self._clock() + LONGEST_WAIT_SECONDS
        table.number_streams(rows.stop)
        for protocol in TRANSPORTS:
            count = table.index.streams.count(protocol)
            for number in range(self._numbered[protocol], count):
                self._until[protocol, number] = until
            self._numbered[protocol] = count
        self._find_again(rows, until)

    def ready(self, *, is_over: bool = False) -> Iterator[int]:
        """Those that need not wait any more; all of them when it `is_over`."""
        if self._watch is not None:
            self._ask(self._watch)
        while self._rows and (is_over or not self._has_to_wait(self._rows[0])):
            yield self._rows.popleft()

    def _ask(self, watch: ProcessWatch) -> None:
        self.table.join_processes()
        patience = min(QUESTION_SECONDS, watch.patience_seconds)
        watch.ask(self._late.due(self.table, self._clock(), patience))
        now = self._clock()
        over = [conversation for conversation, until in self._until.items() if until <= now]
        for conversation in over:
            del self._until[conversation]

    def _find_again(self, rows: range, until: float) -> None:
        found = self.table.index.streams.numbered("udp", rows.start, rows.stop)
        times = self.table.capture.frames.column("time", rows.start, rows.stop)[found.rows]
        for row, number, moment in zip(found.rows.tolist(), found.numbers.tolist(), times.tolist(), strict=True):
            before = self._looked_up.get(number)
            if before is None or moment >= before + AGAIN_NS:
                self._looked_up[number] = moment
                if before is not None:
                    self._again[rows.start + row] = until, number

    def _has_to_wait(self, row: int) -> bool:
        until, number = self._again.get(row, (0.0, 0))
        if self._clock() < until and any(self.table.ends_of("udp", number)):
            return True
        self._again.pop(row, None)
        if not self._until:
            return False
        conversations = {(layer.protocol, layer.number) for layer in self.table.index.streams.layers_of(row)}
        return any(self._waits_for(conversation) for conversation in conversations & self._until.keys())

    def _waits_for(self, conversation: tuple[str, int]) -> bool:
        """Whether its processes may be known soon; they are looked at until they are, or the time is over."""
        ends = self.table.ends_of(*conversation)
        known = sum(end is not None for end in ends)
        if known == len(ends):
            del self._until[conversation]
        elif known:
            self._until[conversation] = min(self._until[conversation], self._clock() + SECOND_END_SECONDS)
        return conversation in self._until
