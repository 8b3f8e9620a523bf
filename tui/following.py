"""Reading a conversation on behind the screen: a thread makes frozen batches and posts them; the screen appends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from dissectors.streams.following.follow import ROWS_AT_FIRST, ROWS_AT_ONCE
from tui.giving_back import give_back
from tui.loading import Post
from tui.one_at_a_time import OneAtATime, Over

if TYPE_CHECKING:
    from dissectors.streams.following.follow import Batch, Exchange
    from dissectors.streams.following.followable import Followable


class ExchangeRead(Message):
    """Further rows of the capture have been looked at for an exchange."""

    def __init__(self, exchange: Exchange, batch: Batch) -> None:
        super().__init__()
        self.exchange = exchange
        self.batch = batch


class ExchangeFailed(Message):
    """An exchange cannot be read on: a sentence. What was said so far stays."""

    def __init__(self, exchange: Followable, sentence: str) -> None:
        super().__init__()
        self.exchange = exchange
        self.sentence = sentence


class ExchangeReader:
    """Reads a step of an exchange whenever it is woken; `post` may be called from its thread until `stop`.

    A step at a time: what was read must not pile up before whoever appends it.
    """

    def __init__(self, exchange: Exchange, post: Post) -> None:
        self.exchange = exchange
        self._worker = OneAtATime("read conversation", post, self._fail)

    @property
    def is_working(self) -> bool:
        return self._worker.is_working

    @property
    def has_failed(self) -> bool:
        return self._worker.has_failed

    def wake(self) -> None:
        """Read on if there are rows that have not been looked at; to be called again when a step was appended."""
        if not self.exchange.is_complete:
            self._worker.start(self._read)

    def stop(self) -> None:
        """When it returns, nothing will be posted any more."""
        self._worker.stop()
        self._worker.wait()

    def _read(self) -> Over:
        exchange, first = self.exchange, self.exchange.rows_read
        batch = exchange.read(ROWS_AT_ONCE if exchange.rows_read else ROWS_AT_FIRST)
        if exchange.rows_read - first >= ROWS_AT_ONCE:
            # 3 ms, which is less than reading so many took, for 10 MB.
            give_back()
        return partial(self._worker.post, ExchangeRead(exchange, batch))

    def _fail(self, sentence: str) -> None:
        self._worker.post(ExchangeFailed(self.exchange, sentence))
