"""Reading a conversation on behind the screen: a thread makes frozen batches and posts them; the screen appends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dissectors.errors import RemoraError
from dissectors.streams.following.follow import ROWS_AT_FIRST, ROWS_AT_ONCE
from tui.giving_back import give_back
from tui.loading import Post
from tui.messages import ExchangeFailed, ExchangeRead

if TYPE_CHECKING:
    from dissectors.streams.following.follow import Exchange


class ExchangeReader:
    """Reads a step of an exchange whenever it is woken; `post` may be called from its thread until `stop`.

    A step at a time: what was read must not pile up before whoever appends it.
    """

    def __init__(self, exchange: Exchange, post: Post) -> None:
        self.exchange = exchange
        self.has_failed = False
        self.is_working = False
        self._post = post
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Read on if there are rows that have not been looked at; to be called again when a step was appended."""
        if self.is_working or self.has_failed or self.exchange.is_complete or self._stopped.is_set():
            return
        self.is_working = True
        self._thread = threading.Thread(target=self._read, args=(self._thread,), name="read conversation", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """When it returns, nothing will be posted any more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _read(self, thread_before: threading.Thread | None) -> None:
        if thread_before is not None:
            thread_before.join()
        exchange, first = self.exchange, self.exchange.rows_read
        message: ExchangeRead | ExchangeFailed
        try:
            batch = exchange.read(ROWS_AT_ONCE if exchange.rows_read else ROWS_AT_FIRST)
            message = ExchangeRead(exchange, batch)
            if exchange.rows_read - first >= ROWS_AT_ONCE:
                # 3 ms, which is less than reading so many took, for 10 MB.
                give_back()
        except (RemoraError, OSError) as error:
            self.has_failed = True
            message = ExchangeFailed(exchange, str(error))
        # Over before it is told, so that whoever hears of it may wake it.
        self.is_working = False
        if not self._stopped.is_set():
            self._post(message)
