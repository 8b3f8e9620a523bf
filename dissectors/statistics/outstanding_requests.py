"""Which of a connection's outstanding HTTP requests an answer is to, told by TCP's numbers.

Requests and answers come from `message_exchanges` in the order of rows. Answers come in the order of requests
(RFC 9112 §9.3.2), but a capture may lack some of either. Who asks only when the answer before is there has
acknowledged all of it, so the next answer begins with the very number that the request acknowledged.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dissectors.statistics.messages import NO_SEQUENCE
from dissectors.streams.serial import ahead

if TYPE_CHECKING:
    from dissectors.statistics.messages import Message


class OutstandingRequests:
    """Of one connection."""

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()
        self._lost: list[Message] = []
        self._begun = NO_SEQUENCE
        """Where the last answer began, an interim one too."""

    def __iter__(self) -> Iterator[Message]:
        """Those without an answer, be it still to come or not captured."""
        yield from self._lost
        yield from self._waiting

    def ask(self, request: Message) -> None:
        """A further one."""
        self._waiting.append(request)

    def take(self, answer: Message, *, is_interim: bool = False) -> Message | None:
        """The request that is answered; None where it was not captured, or where the final answer is yet to come."""
        begins, found = answer.sequence, None
        while self._waiting and self._is_over(self._waiting[0], begins):
            self._lost.append(self._waiting.popleft())
        if self._waiting and not is_interim and not self._is_earlier(self._waiting[0], begins):
            found = self._waiting.popleft()
        if begins != NO_SEQUENCE and (self._begun == NO_SEQUENCE or ahead(begins, self._begun) > 0):
            self._begun = begins
        return found

    def _is_over(self, request: Message, begins: int) -> bool:
        """Whether another answer than the one that begins there followed the first request: it was not captured."""
        acknowledged = request.acknowledgment
        if NO_SEQUENCE in (acknowledged, begins) or ahead(begins, acknowledged) <= 0:
            return False
        # Where an answer, or 100 Continue, was yet to come when it was sent, its own may begin anywhere behind that.
        return self._begun == NO_SEQUENCE or ahead(self._begun, acknowledged) < 0

    def _is_earlier(self, request: Message, begins: int) -> bool:
        """Whether what begins there had come before the first request was sent."""
        return NO_SEQUENCE not in (request.acknowledgment, begins) and ahead(begins, request.acknowledgment) < 0
