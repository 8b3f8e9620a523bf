"""How far work is: late, in place, and only for a terminal."""

from __future__ import annotations

import io

import pytest

from tui.printing.statistics.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def now() -> list[float]:
    return [0.0]


def test_short_work_needs_no_words(now: list[float]) -> None:
    terminal = Terminal()
    progress = Progress(terminal, lambda: now[0])
    progress.tell("Dissecting", 1, 10)
    progress.clear()
    assert terminal.getvalue() == ""


def test_long_work_tells_how_far_it_is_and_takes_the_line_away(now: list[float]) -> None:
    terminal = Terminal()
    progress = Progress(terminal, lambda: now[0])
    now[0] = 2.0
    progress.tell("Dissecting", 3000, 12_000)
    assert terminal.getvalue() == "\rDissecting: 3,000 of 12,000 packets, 25 %\x1b[K"
    progress.clear()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_what_is_no_terminal_is_told_nothing(now: list[float]) -> None:
    stream = io.StringIO()
    progress = Progress(stream, lambda: now[0])
    now[0] = 2.0
    progress.tell("Dissecting", 1, 2)
    progress.clear()
    assert stream.getvalue() == ""
