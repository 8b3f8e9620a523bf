"""Subjects of statistics for tests: a sample opened, and told what to count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from dissectors import PacketTable, open_capture
from tests.conftest import SAMPLES
from tui.statistics.subject import Subject


@contextmanager
def subject_of(name: str, rows: list[int] | None = None, **options: Any) -> Iterator[Subject]:
    """Of a sample, or of some of its rows."""
    with open_capture(SAMPLES / name) as capture:
        capture.refresh()
        chosen = None if rows is None else np.array(rows, np.int64)
        yield Subject(name, PacketTable(capture), chosen, file=capture, **options)


def count_matching(subject: Subject, display_filter: str) -> int:
    """How many packets a display filter finds in the whole capture."""
    from dissectors.filters import compile_filter

    matching = subject.table.matching(compile_filter(display_filter))
    found = 0
    while not matching.is_done:
        found += len(matching.step(1))
    return found
