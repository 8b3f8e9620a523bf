from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.message import Message

from tests.tui.capture.conftest import until
from tests.tui.fake_machine import Piped, frames, pcap, record
from tui.capture.source import EngineError
from tui.messages import CaptureStateChanged, RowsAdded


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Piped]:
    with Piped(tmp_path / "captures") as capture:
        yield capture


class Screen:
    """Takes messages, and appends when it is told to."""

    def __init__(self) -> None:
        self.rows: list[RowsAdded] = []
        self.modes: list[str] = []

    def post(self, message: Message) -> None:
        if isinstance(message, RowsAdded):
            self.rows.append(message)
        elif isinstance(message, CaptureStateChanged):
            self.modes.append(message.state.mode)

    def append(self) -> None:
        taken, self.rows = self.rows, []
        for message in taken:
            assert message.append is not None
            message.append()


def test_packets_wait_until_the_screen_has_taken_those_before(piped: Piped) -> None:
    screen = Screen()
    piped.source.start(screen.post)
    piped.write(pcap(*frames(1)))
    until(lambda: screen.rows, "the first packet")
    for number in range(2, 6):
        piped.write(record(number, frames(1)[0]))
        until(lambda size=24 + number * 30: piped.source.live.files[0].stat().st_size > size, "it is in the file")
    assert len(screen.rows) == 1
    screen.append()
    until(lambda: screen.rows, "the others")
    screen.append()
    until(lambda: len(piped.opened.table) == 5 or (screen.append() or False), "all of them")


def test_nothing_is_posted_after_the_screen_has_ended(piped: Piped) -> None:
    screen = Screen()
    piped.source.start(screen.post)
    piped.write(pcap(*frames(1)))
    until(lambda: screen.rows, "a packet")
    piped.source.stop()
    posted = len(screen.rows)
    piped.write(record(2, frames(1)[0]))
    until(lambda: piped.source.live.files[0].stat().st_size > 24 + 60, "it is in the file")
    assert len(screen.rows) == posted


def test_a_screen_that_does_not_take_packets_can_still_be_left(piped: Piped) -> None:
    screen = Screen()
    piped.source.start(screen.post)
    piped.write(pcap(*frames(1)))
    until(lambda: screen.rows, "a packet")
    piped.write(record(2, frames(1)[0]))
    stopping = threading.Thread(target=piped.source.stop)
    stopping.start()
    stopping.join(20)
    assert not stopping.is_alive()


def test_the_end_of_the_pipe_stops_it_and_it_cannot_go_on(piped: Piped) -> None:
    screen = Screen()
    piped.source.start(screen.post)
    piped.close()
    until(lambda: screen.modes and screen.modes[-1] == "stopped", "stopped")
    with pytest.raises(EngineError, match="cannot be read again"):
        piped.source.toggle()


def test_a_failure_before_the_screen_is_told_when_it_comes(piped: Piped) -> None:
    piped.write(b"no capture at all, and long enough to be known as none")
    piped.close()
    until(lambda: piped.source.live.errors, "refused")
    told: list[Message] = []
    piped.source.start(told.append)
    deadline = time.monotonic() + 20
    while not any("capture" in getattr(message, "sentence", "") for message in told):
        assert time.monotonic() < deadline
