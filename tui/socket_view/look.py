"""Looking at the sockets for the screen: a thread takes snapshots, arranges them and posts frozen pictures.

What is wanted is told from the screen at any time as one frozen value; the latest counts.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from dissectors.deep.tree.garbage import garbage_waits
from dissectors.errors import RemoraError
from tui.loading import Post
from tui.socket_view.order import Arranger, Line, counted
from tui.socket_view.picture import Picture, Wish
from tui.socket_view.told import SocketsDetailed, SocketsFailed, SocketsSeen, SocketTold
from tui.socket_view.trees import lines_of
from tui.sockets.entry import PROTOCOLS, Socket
from tui.sockets.seen import Key, Seen, Sightings
from tui.sockets.snapshot import Source

if TYPE_CHECKING:
    from tui.panes.text_lines import Paragraph

SECONDS_BETWEEN_LOOKS: Final = 1.0
SECONDS_OF_REST: Final = 0.04
"""Between the user's last move and the look at what is in sight then: the cursor is painted first."""
SECONDS_UNTIL_OPENED_AGAIN: Final = 5.0
"""A source that could not be opened is tried again, sooner where the user wants something."""
REST_AFTER_LOOK: Final = 3
"""Of the time that a look takes, so many times it rests at least."""

MakeSource = Callable[[], Source]
"""Opens the source; raises OSError."""
Tell = Callable[[Seen, Sequence[Seen]], "Sequence[Paragraph]"]
"""What there is to read of a socket, among all sockets; called in the thread."""


class LastWords(Protocol):
    """Tells of sockets that ended; `tui.sockets.sock_diag.Endings` is one."""

    def read(self) -> Sequence[Socket]:
        """Those since the last time. Raises OSError."""
        ...

    def close(self) -> None: ...


MakeLastWords = Callable[[], LastWords]
"""Begins to listen; raises OSError."""


class SocketLook:
    """Looks again and again, as long as it runs."""

    def __init__(
        self,
        make_source: MakeSource,
        post: Post,
        *,
        tell: Tell | None = None,
        make_last_words: MakeLastWords | None = None,
        unit_of_process: Callable[[int], str] = lambda pid: "",
        seconds: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self.post = post
        self.tell = tell
        self._make_source = make_source
        self._make_last_words = make_last_words
        self._last_words: LastWords | None = None
        """None where the machine does not tell of those that ended."""
        self._seconds = seconds
        self._sightings = Sightings(unit_of_process)
        self._arranger = Arranger()
        self._wish = Wish()
        self._done = Wish()
        """What the latest picture was made for."""
        self._picture = Picture()
        self._rows: dict[Key, Line] = {}
        """Those of the latest picture, by their keys."""
        self._notices: tuple[str, ...] = ()
        self._time_ns = 0
        self._detailed_at: dict[Key, float] = {}
        """When details were asked for, by the monotonic clock."""
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None and not self._stopped.is_set()

    def start(self) -> None:
        """Look at once, and go on."""
        if self.is_running:
            return
        before, self._stopped, self._wake = self._thread, threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, args=(before,), name="look at sockets", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; nothing will be posted. What was seen is kept for the next start."""
        self._stopped.set()
        self._wake.set()

    def wish(self, wanted: Wish) -> None:
        """Want something else."""
        if wanted != self._wish:
            self._wish = wanted
            self._wake.set()

    # In the thread.

    def _work(self, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        stopped, wake = self._stopped, self._wake
        while not stopped.is_set():
            try:
                with self._make_source() as source, self._listening():
                    self._go_on(source, stopped, wake)
            except OSError as error:
                self._say(SocketsFailed(self, error.strerror or str(error)), stopped)
                wake.wait(SECONDS_UNTIL_OPENED_AGAIN)
                wake.clear()

    def _go_on(self, source: Source, stopped: threading.Event, wake: threading.Event) -> None:
        due = 0.0
        while not stopped.is_set():
            due = self._turn(source, due, stopped)
            wake.wait(None if self._wish.is_paused else max(due - time.monotonic(), 0))
            wake.clear()

    def _turn(self, source: Source, due: float, stopped: threading.Event) -> float:
        """Do what is wanted now; when the next look is due, by the monotonic clock. 0: none was taken yet."""
        if due and self._only_moved():
            stopped.wait(SECONDS_OF_REST)
        wish, now = self._wish, time.monotonic()
        is_asked = not due or wish.looks != self._done.looks
        try:
            if is_asked or (now >= due and not wish.is_paused):
                due = now + self._seconds
                self._look(source, wish, stopped)
                # Of very many sockets, or with all their details, a look takes longer.
                after = time.monotonic()
                due = max(due, after + REST_AFTER_LOOK * (after - now))
            elif wish != self._done:
                self._follow(source, wish, stopped)
        except OSError as error:
            # It may be able to at the next look.
            self._say(SocketsFailed(self, error.strerror or str(error)), stopped)
        self._done = wish
        return due

    def _only_moved(self) -> bool:
        """Whether all that is wanted anew is what has come into sight."""
        wish, done = self._wish, self._done
        return wish != done and replace(wish, in_sight=done.in_sight, watched=done.watched) == done

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """What ends between two looks is heard of, where the machine tells."""
        if self._make_last_words is not None:
            with contextlib.suppress(OSError):
                self._last_words = self._make_last_words()
        try:
            yield
        finally:
            if self._last_words is not None:
                self._last_words.close()
                self._last_words = None

    def _look(self, source: Source, wish: Wish, stopped: threading.Event) -> None:
        """Take a snapshot, with the details of what is in sight."""
        with garbage_waits():
            self._take(source, wish)
            self._show(wish, stopped)
        self._tell(wish, stopped)

    def _take(self, source: Source, wish: Wish) -> None:
        sightings = self._sightings
        sightings.keeps_closed = wish.keeps_closed
        with_details = wish.arrangement.needs_details
        if self._last_words is not None:
            with contextlib.suppress(OSError):
                sightings.ended(self._last_words.read(), time.time_ns())
        snapshot = source.take(PROTOCOLS, with_details=with_details)
        sightings.take_in(snapshot)
        self._time_ns, self._notices = snapshot.time_ns, snapshot.notices
        self._detailed_at.clear()
        if not with_details:
            self._detail(source, wish)

    def _follow(self, source: Source, wish: Wish, stopped: threading.Event) -> None:
        """Something else is wanted of the sockets that were seen."""
        done = self._done
        if wish.arrangement.needs_details and not done.arrangement.needs_details:
            self._look(source, wish, stopped)
            return
        told = self._detail(source, wish)
        if wish.arrangement != done.arrangement or wish.keeps_closed != done.keeps_closed:
            self._sightings.keeps_closed = wish.keeps_closed
            self._show(wish, stopped)
        elif told:
            self._say(SocketsDetailed(self, told), stopped)
        if wish.watched != done.watched:
            self._tell(wish, stopped)

    def _detail(self, source: Source, wish: Wish) -> dict[Key, Seen]:
        """Ask for the details of what is in sight, where that was not done a moment ago."""
        keys = wish.in_sight if wish.watched is None else wish.in_sight | {wish.watched}
        known = self._sightings.by_key(keys - self._detailed_at.keys())
        now = time.monotonic()
        self._detailed_at.update(dict.fromkeys(known, now))
        wanted = [seen.found.socket for seen in known.values() if seen.found.socket.protocol not in ("unix", "packet")]
        return self._sightings.detail(source.details(wanted), time.time_ns()) if wanted else {}

    def _show(self, wish: Wish, stopped: threading.Event) -> None:
        seen = self._sightings.all
        arrangement, failure = wish.arrangement, ""
        try:
            ordered = self._arranger.arrange(seen, arrangement)
        except RemoraError as error:
            failure = str(error)
            arrangement = replace(arrangement, chosen=None)
            ordered = self._arranger.arrange(seen, arrangement)
        lines = lines_of(ordered, arrangement, seen, self._rows)
        self._rows = {line[0]: line for line in lines}
        there = sum(one.closed_ns is None for one in ordered)
        self._picture = Picture(
            self._time_ns,
            seen,
            lines,
            {line[0]: row for row, line in enumerate(lines)},
            counted(seen),
            there,
            len(ordered) - there,
            {one.found.socket.inode: one.found.socket.path for one in seen if one.found.socket.path},
            self._notices,
            arrangement,
            failure,
        )
        self._say(SocketsSeen(self, self._picture), stopped)

    def _tell(self, wish: Wish, stopped: threading.Event) -> None:
        if self.tell is None or wish.watched is None:
            return
        seen = self._sightings.by_key([wish.watched]).get(wish.watched)
        if seen is not None:
            self._say(SocketTold(self, wish.watched, tuple(self.tell(seen, self._sightings.all))), stopped)

    def _say(
        self, message: SocketsSeen | SocketsDetailed | SocketTold | SocketsFailed, stopped: threading.Event
    ) -> None:
        if not stopped.is_set():
            self.post(message)
