"""Finding text in the rows of the list: a thread reads row after row, so that the screen answers meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from dissectors.dissect import dissect
from dissectors.errors import RemoraError
from dissectors.packets.summary import summarize
from tui.loading import Post
from tui.messages import TextFound

if TYPE_CHECKING:
    from dissectors.frame import Frame
    from dissectors.registry import Registry


class SearchableTable(Protocol):
    """What a search needs of the packet table; it changes nothing that the table keeps."""

    registry: Registry

    def frame(self, row: int) -> Frame: ...


class FindRun:
    """Looks once through the displayed rows, from a position on and around; posts `TextFound`."""

    def __init__(self, text: str, table: SearchableTable, rows: Iterable[int], post: Post) -> None:
        """`rows` are rows of the table in the order in which to look at them."""
        self._text = text.casefold()
        self._table = table
        self._rows = rows
        self._post = post
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, name="find", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def is_working(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._stopped.set()

    def _look(self) -> None:
        for row in map(int, self._rows):
            if self._stopped.is_set():
                return
            if self._text in self._text_of(row):
                self._post(TextFound(self, row))
                return
        if not self._stopped.is_set():
            self._post(TextFound(self, None))

    def _text_of(self, row: int) -> str:
        try:
            frame: Frame = self._table.frame(row)
            summary = summarize(dissect(frame, self._table.registry, _ignore))
        except (RemoraError, OSError):
            return ""
        return " ".join(
            (str(row + 1), summary.source, summary.destination, summary.protocol, str(summary.length), summary.info)
        ).casefold()


def _ignore(frame: Frame, protocol: str, error: Exception) -> None:
    """A dissector's mistake is reported where the packet is shown."""
