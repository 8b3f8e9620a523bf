"""What a live capture hears about the processes behind its packets, and what it asks where it hears nothing.

Answers come from a thread of the watcher's client (`tui.sockets.watch.client`) and are posted to the packets screen
as frozen batches, one at a time; a conversation that began before anybody watched is asked about once.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from dissectors.processes.attribution import TRANSPORTS, End, Transport
from dissectors.processes.ends import NOBODY

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.processes.attribution import Attribution
    from dissectors.processes.attributions import Attributions
    from tui.loading import Post

Flow = tuple[Transport, End, End]
"""A protocol and the two ends of a conversation, in any order."""

PATIENCE_SECONDS: Final = 0.5
"""Whoever saw the first packet of a conversation has told by then."""
MOST_AT_ONCE: Final = 2000
"""In one batch: some 20 ms of the screen's time."""
MOST_NEW: Final = 256
"""Conversations of a protocol that are asked about each time: of a flood only the newest, as those may live yet."""


class Watching(Protocol):
    """What is needed of a `WatchClient`."""

    @property
    def is_alive(self) -> bool: ...
    @property
    def is_privileged(self) -> bool: ...
    @property
    def notice(self) -> str: ...
    def watch(self, handler: Callable[[Sequence[Attribution]], None]) -> None: ...
    def unwatch(self) -> None: ...
    def ask(self, flows: Iterable[Flow]) -> None: ...


class ProcessWatch:
    """One live capture's. `begin` and `rest` as often as the capture does; what is heard before `start` is kept."""

    def __init__(self, client: Watching) -> None:
        self._client = client
        self._found: deque[tuple[Attribution, ...]] = deque()
        self._post: Post | None = None
        self._is_posted = False
        """A batch is on its way to the screen."""
        self.is_watching = False
        self._is_over = False

    @property
    def notice(self) -> str:
        """Which processes cannot be seen, and why, in half a sentence; empty where all can."""
        return self._client.notice

    @property
    def has_ended(self) -> bool:
        """Nothing more will be found out; `notice` says why."""
        return not self._client.is_alive

    @property
    def patience_seconds(self) -> float:
        """How long a conversation may be new before it is asked about: without privilege nobody sees its packets."""
        return PATIENCE_SECONDS if self._client.is_privileged else 0.0

    def begin(self) -> None:
        """Listen from now on."""
        if not (self.is_watching or self._is_over):
            self.is_watching = True
            self._client.watch(self._heard)

    def rest(self) -> None:
        """Listen no more, until the next `begin`."""
        if self.is_watching:
            self.is_watching = False
            self._client.unwatch()

    def start(self, post: Post) -> None:
        """Post what was heard, and what will be."""
        self._post = post
        self._is_posted = False
        self._hand_on()

    def stop(self) -> None:
        """Post nothing more, and listen no more: another capture may listen now."""
        self._post = None
        self.rest()
        self._is_over = True

    def taken(self) -> None:
        """The screen has worked off the batch that was posted."""
        self._is_posted = False
        self._hand_on()

    def take(self) -> tuple[Attribution, ...]:
        """What was heard and neither posted nor taken; of very much the first part."""
        found: list[Attribution] = []
        # Two threads may take at the same time; each batch is one's.
        with contextlib.suppress(IndexError):
            while len(found) < MOST_AT_ONCE:
                found += self._found.popleft()
        return tuple(found)

    def ask(self, flows: Sequence[Flow]) -> None:
        """Ask about conversations nobody has told about; answers come like everything else."""
        if flows and self.is_watching:
            self._client.ask(flows)

    def _heard(self, batch: Sequence[Attribution]) -> None:
        """In the client's thread."""
        self._found.append(tuple(batch))
        self._hand_on()

    def _hand_on(self) -> None:
        post = self._post
        if post is None or self._is_posted or not self._found:
            return
        from tui.messages import ProcessesFound  # brings Textual along, which a capture does not wait for

        # Before taking: what is added behind `take` is handed on by `taken`.
        self._is_posted = True
        post(ProcessesFound(self.take()))


def what_is_missing(watch: ProcessWatch | None, told: Attributions) -> tuple[str, ...]:
    """Why processes of some packets are not known, after what was told of them, in a clause each."""
    clauses = [told.notice]
    if watch is not None and (watch.has_ended or any(one.pid is None for one in told.since(0))):
        clauses.append(watch.notice)
    return tuple(filter(None, clauses))


class LateQuestions:
    """Which conversations are to be asked about: those that nobody told about some time after they were seen."""

    def __init__(self) -> None:
        self._next: dict[Transport, int] = dict.fromkeys(TRANSPORTS, 0)
        self._waiting: deque[tuple[float, Transport, int, End, End]] = deque()

    def due(self, table: PacketTable, now: float, patience_seconds: float) -> list[Flow]:
        """What to ask now, by the monotonic clock; each conversation once."""
        for protocol in TRANSPORTS:
            count = table.index.streams.count(protocol)
            since = max(self._next[protocol], count - MOST_NEW)
            self._next[protocol] = count
            for number, a, b, _ in table.conversations_since(protocol, since):
                self._waiting.append((now + patience_seconds, protocol, number, a, b))
        flows: list[Flow] = []
        while self._waiting and self._waiting[0][0] <= now:
            _, protocol, number, a, b = self._waiting.popleft()
            # Numbers are given anew where other protocols decode, and may not have got so far.
            if number < table.index.streams.count(protocol) and table.ends_of(protocol, number) == NOBODY:
                flows.append((protocol, a, b))
        return flows

    def forget(self) -> None:
        """Conversations are others now: the capture is another one."""
        self._waiting.clear()
        self._next = dict.fromkeys(TRANSPORTS, 0)
