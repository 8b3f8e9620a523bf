"""What is kept of the counters while their screen is not shown: where they come from, how they were, what is shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol

from tui.counter_view.history import CounterHistory
from tui.counter_view.interface_rows import InterfaceRows, Way
from tui.counter_view.rows import COUNTER_GROUPS, CounterRows
from tui.sockets.counter_source import open_counters
from tui.sockets.counters import Counters

INTERFACES: Final = "Interfaces"
GROUP_TABS: Final = (*COUNTER_GROUPS[:2], INTERFACES, *COUNTER_GROUPS[2:])


class Source(Protocol):
    """Where counters come from."""

    def read(self) -> Counters: ...

    def close(self) -> None: ...


class CountersView:
    """Wants to be closed."""

    def __init__(
        self,
        namespace: str = "",
        source: Source | None = None,
        *,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        """A `source` was opened before; else it is, when it is first read, of the network namespace."""
        self.namespace = namespace
        self.history = CounterHistory()
        self.counters = CounterRows(self.history)
        self.interfaces = InterfaceRows(self.history)
        self.group = GROUP_TABS[0]
        """Of `GROUP_TABS`."""
        self.is_paused = False
        self.begun = ""
        """When growth began to be counted, as on a clock."""
        self.problem = ""
        """Why there are none, or no new ones."""
        self._source = source
        self._clock = clock

    @property
    def rows(self) -> CounterRows | InterfaceRows:
        """Those of the group."""
        return self.interfaces if self.group == INTERFACES else self.counters

    @property
    def tells_only_interfaces(self) -> bool:
        """The system has no counters of protocols."""
        latest = self.history.latest
        return latest is not None and not latest.values

    def read(self) -> Counters | str:
        """A look, or a sentence about why there is none. May be called in any thread, one at a time."""
        try:
            if self._source is None:
                self._source = open_counters(self.namespace)
            return self._source.read()
        except OSError as error:
            return error.strerror or str(error)

    def add(self, look: Counters | str) -> None:
        """Take in what `read` gave."""
        if isinstance(look, str):
            self.problem = look
            return
        self.problem = ""
        self.history.add(look)
        self.begun = self.begun or self._clock().strftime("%H:%M:%S")
        self.rows.arrange()

    def begin_anew(self) -> None:
        """Growth is counted from the latest look on."""
        self.history.begin_anew()
        self.begun = self._clock().strftime("%H:%M:%S")
        self.rows.arrange()

    def show_group(self, group: str) -> None:
        """Of `GROUP_TABS`. Words and zeros are the same in all of them."""
        before = self.rows
        self.group = group
        if group != INTERFACES:
            self.counters.group = group
        self.rows.words, self.rows.hides_zeros = before.words, before.hides_zeros
        self.rows.arrange()

    def subject(self, row: int) -> str | Way | None:
        """What a row is of; None where there is no such row."""
        return self.rows.key(row)

    def close(self) -> None:
        """What was opened is closed."""
        if self._source is not None:
            with suppress(OSError):
                self._source.close()
            self._source = None
