"""Names of addresses, as this machine's resolver knows them: asked behind the screen and the commands, on request only.

Each question may become DNS queries that others see. A few threads ask; whoever wants the names takes what has come.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final

from dissectors.statistics.host_names import packed

THREADS: Final = 8
MOST: Final = 4096
"""Addresses that are asked about, in all."""
_NO_NAME: Final = frozenset(
    number for name in ("EAI_NONAME", "EAI_NODATA") if (number := getattr(socket, name, None)) is not None
)
Ask = Callable[[str], str | None]
"""The name of an address, None where it has none. Raises OSError where nobody could tell."""


def ask_this_machine(address: str) -> str | None:
    """An `Ask`: whatever this machine looks into, which may take many seconds."""
    try:
        name, _ = socket.getnameinfo((address, 0), socket.NI_NAMEREQD)
    except socket.gaierror as error:
        if error.errno in _NO_NAME:
            return None
        raise
    # Bytes that are no text stay countable characters, and no lone surrogates that some output refuses.
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").rstrip(".") or None


def may_have_name(address: str) -> bool:
    """It is one host's, as far as more than one link knows it: others have no name that a resolver could tell."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    is_broadcast = isinstance(one, ipaddress.IPv4Address) and int(one) == 2**32 - 1
    return not (one.is_multicast or one.is_unspecified or one.is_link_local or one.is_loopback or is_broadcast)


class Resolver:
    """Belongs to one thread; others may look into `names` meanwhile. Each address is asked about once."""

    def __init__(self, ask: Ask = ask_this_machine, *, most: int = MOST, threads: int = THREADS) -> None:
        self.names: dict[bytes, str] = {}
        """What was found, by address as `packed` has it. Not safe for a terminal."""
        self.failed = 0
        """Addresses about which nobody could tell."""
        self.left_out = False
        """There were more addresses than are asked about."""
        self._ask = ask
        self._most = most
        self._most_threads = threads
        self._asked: set[bytes] = set()
        self._answered = 0
        self._questions: SimpleQueue[tuple[bytes, str] | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[bytes, str | None, bool]] = SimpleQueue()
        """Of an address its name, and whether anybody could tell."""
        self._threads = 0

    @property
    def asked(self) -> int:
        """Addresses that were asked about."""
        return len(self._asked)

    @property
    def waiting(self) -> int:
        """Addresses that were asked about and not answered yet."""
        return len(self._asked) - self._answered

    def ask(self, addresses: Iterable[str]) -> None:
        """Ask about those that may have a name and were not asked about before."""
        for address in addresses:
            key = packed(address)
            if key is None or key in self._asked or not may_have_name(address):
                continue
            if len(self._asked) >= self._most:
                self.left_out = True
                return
            self._asked.add(key)
            self._questions.put((key, address))
            if self._threads < min(self._most_threads, self.waiting):
                self._threads += 1
                threading.Thread(target=self._work, name="look up names", daemon=True).start()

    def take(self) -> bool:
        """Take in the answers that have come; whether there are more names than before."""
        before = len(self.names)
        with suppress(Empty):
            while True:
                self._take(*self._answers.get_nowait())
        return len(self.names) > before

    def wait(self, seconds: float) -> None:
        """Take in answers until all have come, or for so long."""
        until = time.monotonic() + seconds
        with suppress(Empty):
            while self.waiting:
                self._take(*self._answers.get(timeout=max(until - time.monotonic(), 0)))

    def give_up(self) -> None:
        """Whatever nobody has begun to ask about is not asked; it may be later."""
        with suppress(Empty):
            while True:
                question = self._questions.get_nowait()
                if question is not None:
                    self._asked.discard(question[0])

    def close(self) -> None:
        """Let the threads go, as soon as they have their answers; nothing can be asked any more."""
        self.give_up()
        for _ in range(self._threads):
            self._questions.put(None)

    def _take(self, key: bytes, name: str | None, is_told: bool) -> None:
        self._answered += 1
        self.failed += not is_told
        if name:
            self.names[key] = name

    # The threads.

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            key, address = question
            try:
                self._answers.put((key, self._ask(address), True))
            except OSError:
                self._answers.put((key, None, False))
