"""Work behind the screen: each in a thread of its own, never two at once, until it is stopped or has failed.

What runs count, sort, filter and read for a screen is done here; they say what to do and what to tell of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from dissectors.errors import RemoraError

if TYPE_CHECKING:
    from textual.message import Message

    from tui.loading import Post

T = TypeVar("T")
Over = Callable[[], object]
Work = Callable[[], "Over | None"]
"""Does it. What it returns is called when it is over, so that whoever hears of the end may ask for more at once."""


class OneAtATime:
    """Starts work and lets go of what the work holds when there will be no more of it.

    Everything but `post` and `rest` is for the screen's thread.
    """

    def __init__(
        self, name: str, post: Post, fail: Callable[[str], object], close: Callable[[], object] | None = None
    ) -> None:
        """`fail` tells a sentence on why there will be no more, in the work's thread; once at most.

        `close` lets go of what work holds: once, after it was stopped or has failed, and never while it is at work.
        """
        self._name = name
        self._post = post
        self._fail = fail
        self._close = close
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        """The latest, which waits for the one before."""
        self.is_working = False
        """False as soon as more can be started, which is before the end is told."""
        self.has_failed = False

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def start(self, work: Work) -> bool:
        """Do this once what is being told of the last work is told; False where it is at work or there is no more."""
        if self.is_working or self.has_failed or self.is_stopped:
            return False
        self.is_working = True
        self._begin(threading.Thread(target=self._do, args=(work, self._thread), name=self._name, daemon=True))
        return True

    def stop(self) -> None:
        """Start nothing any more and post nothing; the work should end soon, which is not waited for."""
        self._stopped.set()
        if self._thread is not None and self._close is not None:
            # To close may take long, as where programs are to be ended.
            name = f"end of {self._name}"
            self._begin(threading.Thread(target=self._close_after, args=(self._thread,), name=name))
        else:
            self._let_go()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until nothing is at work, all is told and, where it is stopped, closed."""
        if self._thread is not None:
            self._thread.join(seconds)

    def post(self, message: Message) -> None:
        """Post it, unless nobody waits for it any more."""
        if not self.is_stopped:
            self._post(message)

    def rest(self, seconds: float) -> None:
        """Wait so long, or until it is stopped."""
        self._stopped.wait(seconds)

    def _begin(self, thread: threading.Thread) -> None:
        # Whoever waits in another thread cannot wait for one that has not been started.
        thread.start()
        self._thread = thread

    # In threads.

    def _do(self, work: Work, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        try:
            over = self._done(work)
        finally:
            self.is_working = False
        if over is not None:
            self._done(over)

    def _done(self, work: Callable[[], T]) -> T | None:
        """What it returns; None where it fails, or has been started while the end of the last work was told in vain."""
        if self.has_failed:
            return None
        try:
            return work()
        except (RemoraError, OSError) as error:
            self._end_with(str(error))
        except Exception as error:
            # It is told and raised: work that has a fault is not started over and over.
            self._end_with(f"Remora has a fault here ({type(error).__name__}: {error})")
            raise
        return None

    def _end_with(self, problem: str) -> None:
        self.has_failed = True
        self.is_working = False
        try:
            if not self.is_stopped:
                self._fail(problem)
        finally:
            self._let_go()

    def _close_after(self, before: threading.Thread) -> None:
        before.join()
        self._let_go()

    def _let_go(self) -> None:
        """Nothing is at work."""
        close, self._close = self._close, None
        if close is not None:
            close()
