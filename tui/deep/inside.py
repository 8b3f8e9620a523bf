"""What tshark finds inside a conversation, asked for behind the follow screen: tasks on its loop, messages to it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from textual.message import Message

from dissectors.deep.following.deep_exchange import DeepExchange, DeepStream
from dissectors.deep.following.deep_following import Call, DeepFollowing
from dissectors.deep.tshark.program import find_tshark
from dissectors.errors import RemoraError
from tui.following import ExchangeFailed
from tui.loading import Post

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.following.conversation_survey import Survey
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed

SECONDS_BETWEEN_ANSWERS = 1.0
REST_AFTER_ANSWER = 4
"""Where a conversation grows, tshark reads all of it anew: it rests so many times as long as that took."""


class InsideFollowing:
    """`DeepFollowing` for a table, with a tshark that is looked for when it is first wanted."""

    def __init__(self, table: PacketTable, choices: DeepChoices) -> None:
        self._table = table
        self._choices = choices
        self._following: DeepFollowing | None = None

    async def survey(self, carrier: Followed, stream: int) -> Survey:
        """As `DeepFollowing.survey`."""
        return await (await self._ready()).survey(carrier, stream)

    async def calls(self, carrier: Followed, stream: int) -> tuple[Call, ...]:
        """As `DeepFollowing.calls`."""
        return await (await self._ready()).calls(carrier, stream)

    async def follow(self, wanted: DeepStream) -> DeepExchange:
        """As `DeepFollowing.follow`."""
        return await (await self._ready()).follow(wanted)

    async def _ready(self) -> DeepFollowing:
        if self._following is None:
            tshark = await asyncio.to_thread(find_tshark, self._choices.tshark_path)
            self._following = DeepFollowing(self._table, tshark, self._choices)
        return self._following


class InsideRead(Message):
    """tshark has told all that is inside a conversation now; it takes the place of what was known before."""

    def __init__(self, before: DeepExchange, exchange: DeepExchange) -> None:
        super().__init__()
        self.before = before
        self.exchange = exchange


class InsideReader:
    """Follows one stream inside, and again when the table has grown; used like an `ExchangeReader`."""

    def __init__(self, following: InsideFollowing, exchange: DeepExchange, post: Post) -> None:
        """`exchange` is empty yet; each answer is another one."""
        self.is_working = False
        self.has_failed = False
        self._following = following
        self._exchange = exchange
        self._rows_read = -1
        """None was asked for yet."""
        self._next_from = 0.0
        self._post = post
        self._task: asyncio.Task[None] | None = None
        self._stopped = False

    def wake(self) -> None:
        """Ask tshark if there are rows that it has not seen."""
        if self.is_working or self.has_failed or self._stopped or self._rows_read >= len(self._exchange.table):
            return
        if time.monotonic() >= self._next_from:
            self.is_working = True
            self._task = asyncio.ensure_future(self._read())

    def stop(self) -> None:
        """Nothing will be posted any more; tshark ends soon."""
        self._stopped = True
        if self._task is not None:
            self._task.cancel()

    async def _read(self) -> None:
        began = time.monotonic()
        message: InsideRead | ExchangeFailed
        try:
            found = await self._following.follow(self._exchange.followed)
            self._rows_read = found.rows_read
            message = InsideRead(self._exchange, found)
            self._exchange = found
        except (RemoraError, OSError) as error:
            self.has_failed = True
            message = ExchangeFailed(self._exchange, str(error))
        now = time.monotonic()
        self._next_from = now + max(SECONDS_BETWEEN_ANSWERS, (now - began) * REST_AFTER_ANSWER)
        # Over before it is told, so that whoever hears of it may wake it.
        self.is_working = False
        if not self._stopped:
            self._post(message)
