"""Questions and answers between a process and its watcher: one thread talks, others leave what they want to say.

Nothing is said before the watcher's first word, so that one that could not begin has lost nothing, and nothing while
it does not listen, so that no thread ever waits for room.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tui.capture.channel import Channel, ChannelClosed, Message

FAREWELL_SECONDS: Final = 3.0
"""For which a watcher that was told to end is waited for."""


@dataclass(slots=True)
class Question:
    """A command whose answer somebody waits for."""

    message: Message
    answered: threading.Event = field(default_factory=threading.Event)
    parts: list[Message] = field(default_factory=list)
    answer: Message | None = None
    """None too where the watcher ended before."""
    is_given_up: bool = False


class Exchange:
    """One thread and the channel it talks over."""

    def __init__(
        self,
        channel: Channel,
        *,
        begin_again: Callable[[], Channel | None],
        hear: Callable[[Message], None],
        more: Callable[[], Message | None],
        ended: Callable[[], None],
    ) -> None:
        """All of these are called from the thread.

        `begin_again` gives another channel where this one ends without a word. `hear` gets all that answers nothing;
        it raises ValueError for what a watcher does not say. `more` is what there is to say when nobody has left
        anything. `ended` is the end, however it came.
        """
        self._channel = channel
        self._begin_again, self._hear_other, self._more, self._ended = begin_again, hear, more, ended
        self._left: deque[Question | Message] = deque()
        self._waiting: dict[int, Question] = {}
        self._numbers = itertools.count(1)
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        self._has_spoken = False
        self._leaves_at: float | None = None
        """Monotonic time; None as long as nobody wants to leave."""
        self.is_closing = False
        self.is_alive = True
        self.has_died = False
        """It has ended, and nobody had closed it."""
        self._thread = threading.Thread(target=self._run, name="watcher messages", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, message: Message, timeout_seconds: float) -> Question:
        """A command and its answer, which is None where none came. Blocks. Raises OSError where it was refused."""
        question = Question(message)
        self._left.append(question)
        self.wake()
        # The thread may have looked for the last time before this one was left.
        if self.is_alive:
            question.answered.wait(timeout_seconds)
        question.is_given_up = True
        if question.answer is not None and question.answer.get("event") == "error":
            number, text = question.answer.get("errno"), question.answer.get("text")
            raise OSError(number if isinstance(number, int) else errno.EIO, str(text))
        return question

    def leave(self, message: Message) -> None:
        """A command without an answer."""
        self._left.append(message)
        self.wake()

    def wake(self) -> None:
        """There is more to say."""
        # A full socket wakes as well, and a closed one has nobody to wake.
        with contextlib.suppress(OSError):
            self._waker.send(b"w")

    def close(self) -> None:
        """Tell the watcher that this is the end, and wait until it has ended, for some seconds."""
        self.is_closing = True
        self.wake()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(2 * FAREWELL_SECONDS)

    # In the thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while True:
                # A watcher that speaks another language (ValueError) has ended, too.
                with contextlib.suppress(ChannelClosed, ValueError):
                    self._talk()
                self._channel.close()
                again = None if self._has_spoken or self.is_closing else self._begin_again()
                if again is None:
                    break
                self._channel = again
        finally:
            self._end()

    def _talk(self) -> None:
        """Until the channel closes, or too long after the farewell."""
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        while True:
            backed_up = select.POLLOUT if self._channel.is_backed_up else 0
            poll.register(self._channel.fileno(), select.POLLIN | backed_up)
            for descriptor, events in poll.poll(self._patience_milliseconds()):
                if descriptor == self._woken.fileno():
                    with contextlib.suppress(BlockingIOError):
                        self._woken.recv(4096)
                    continue
                if events & select.POLLOUT:
                    self._channel.flush()
                if events & ~select.POLLOUT:
                    for message in self._channel.receive():
                        self._hear(message)
            if self.is_closing:
                if self._leaves_at is None:
                    self._leaves_at = time.monotonic() + FAREWELL_SECONDS
                    with contextlib.suppress(OSError):
                        self._channel.shutdown()
                elif time.monotonic() >= self._leaves_at:
                    return
            elif self._has_spoken:
                self._say()

    def _patience_milliseconds(self) -> int | None:
        return None if self._leaves_at is None else max(0, int((self._leaves_at - time.monotonic()) * 1000) + 1)

    def _say(self) -> None:
        """Send what was left, as long as the watcher takes it."""
        while not self._channel.is_backed_up:
            if self._left:
                left = self._left.popleft()
                if not isinstance(left, Question):
                    self._channel.send(left)
                elif not left.is_given_up:
                    number = next(self._numbers)
                    self._waiting[number] = left
                    self._channel.send({**left.message, "id": number})
            elif (message := self._more()) is not None:
                self._channel.send(message)
            else:
                return

    def _hear(self, message: Message) -> None:
        self._has_spoken = True
        number = message.get("id")
        if not isinstance(number, int):
            self._hear_other(message)
        elif number in self._waiting:
            if message.get("event") == "part":
                self._waiting[number].parts.append(message)
            else:
                question = self._waiting.pop(number)
                question.answer = message
                question.answered.set()

    def _end(self) -> None:
        self.has_died = not self.is_closing
        self.is_alive = False
        self._waker.close()
        self._woken.close()
        for question in self._waiting.values():
            question.answered.set()
        while self._left:
            left = self._left.popleft()
            if isinstance(left, Question):
                left.answered.set()
        self._ended()
