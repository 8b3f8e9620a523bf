"""A watcher that is pretended: tests tell what it finds out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dissectors.processes.attribution import Attribution
from tui.process_watch import Flow


class FakeWatcher:
    """Remembers what it was asked."""

    def __init__(self, *, is_privileged: bool = True, notice: str = "") -> None:
        self.is_alive = True
        self.is_privileged = is_privileged
        self.notice = notice
        self.handler: Callable[[Sequence[Attribution]], None] | None = None
        self.is_watching = self.is_closed = False
        self.asked: list[Flow] = []

    def watch(self, handler: Callable[[Sequence[Attribution]], None]) -> None:
        self.handler = handler
        self.is_watching = True

    def unwatch(self) -> None:
        self.is_watching = False

    def ask(self, flows: Iterable[Flow]) -> None:
        self.asked += flows

    def close(self) -> None:
        self.is_closed = True

    def find(self, *attributions: Attribution) -> None:
        """As the real one does, from any thread."""
        assert self.handler is not None
        self.handler(attributions)
