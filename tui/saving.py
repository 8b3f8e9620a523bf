"""Saving packets of an opened capture: which ones, under what name, and doing it away from the screen's thread."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dissectors.capture_file import save_capture
from tui import wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tui.opened import Opened

Scope = Literal["all", "displayed", "marked", "range"]
MOST_PARTS = 1000
_PART = re.compile(r"(\d{1,18})?\s*(-)?\s*(\d{1,18})?")


@dataclass(frozen=True, slots=True)
class SaveWish:
    """What the user wants saved."""

    path: Path
    scope: Scope
    range_text: str = ""
    """For the scope "range": numbers of packets, as in 1-100, 205."""
    overwrite: bool = False


class RangeError(ValueError):
    """A text is no range of packet numbers; the message says what is wrong."""


def rows_of_range(text: str, row_count: int) -> list[range]:
    """The rows that a text such as "1-100, 205, 300-" names by packet numbers, in order. Raises RangeError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise RangeError("packet numbers, such as 1-100, 205")
    if len(parts) > MOST_PARTS:
        raise RangeError(f"at most {MOST_PARTS} parts")
    found = []
    for part in parts:
        matched = _PART.fullmatch(part)
        if matched is None or (matched[1] is None and matched[3] is None) or (matched[3] and not matched[2]):
            raise RangeError(f"{part} is no number and no range of numbers")
        first = int(matched[1]) if matched[1] else 1
        last = (int(matched[3]) if matched[3] else row_count) if matched[2] else first
        if not 1 <= first <= last:
            raise RangeError(f"{part}: the first number is to be at least 1, and the last not below it")
        if first > row_count:
            raise RangeError(f"{part}: {wording.numbers_up_to(row_count)}")
        found.append(range(first - 1, min(last, row_count)))
    return _merged(found)


def _merged(ranges: list[range]) -> list[range]:
    """Ascending, and no row twice."""
    merged: list[range] = []
    for part in sorted(ranges, key=lambda part: part.start):
        if merged and part.start <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, part.stop))
        else:
            merged.append(part)
    return merged


class Stopped(Exception):
    """The saving was given up; nothing of it is left behind."""


class Saver:
    """Saves in threads; `stop` gives up what is still being written."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def start(self, work: Callable[[Callable[[int], None]], None]) -> None:
        """Run `work` with the progress to hand on to `save`."""
        thread = threading.Thread(target=self._run, args=(work,), name="save packets")
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Give up, and wait until nothing is written any more."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _run(self, work: Callable[[Callable[[int], None]], None]) -> None:
        with contextlib.suppress(Stopped):
            work(self._progress)

    def _progress(self, count: int) -> None:
        if self._stopped.is_set():
            raise Stopped


def save(
    opened: Opened,
    wish: SaveWish,
    displayed: NDArray[np.int64],
    marked: Iterable[int],
    progress: Callable[[int], None],
) -> int:
    """Write the packets; how many. Runs in a thread; what `progress` raises ends it without a trace.

    Raises CaptureFileError if the file cannot be written, and RangeError.
    """
    live = opened.live
    if live is not None and wish.scope == "all":
        count = live.live.save(wish.path, overwrite=wish.overwrite)
        live.saved_in = wish.path
        return count
    capture = opened.table.capture
    rows: Iterable[int] | None = None
    if wish.scope == "displayed":
        rows = displayed.tolist()
    elif wish.scope == "marked":
        rows = sorted(marked)
    elif wish.scope == "range":
        rows = (row for part in rows_of_range(wish.range_text, len(opened.table)) for row in part)
    told = opened.table.processes_to_save()
    count = save_capture(capture, wish.path, rows, overwrite=wish.overwrite, progress=progress, processes=told)  # type: ignore[arg-type]
    if wish.scope == "all":
        opened.saved_in = wish.path
    return count
