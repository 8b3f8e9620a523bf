"""Reading a conversation on in a thread."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.message import Message

from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Exchange
from tests.dissectors.streams.following.test_follow import FRAMES
from tests.dissectors.streams.frames import capture_of
from tui import following
from tui.following import ExchangeFailed, ExchangeRead, ExchangeReader


def test_a_step_is_posted_whenever_it_is_woken_as_long_as_there_is_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "ROWS_AT_FIRST", 3)
    monkeypatch.setattr(following, "ROWS_AT_ONCE", 2)
    exchange = Exchange(PacketTable(capture_of(FRAMES, tmp_path)), "tcp", 0)
    posted: list[Message] = []
    reader = ExchangeReader(exchange, posted.append)
    for rows in (3, 5, 6, 6):
        reader.wake()
        reader._worker.wait()
        assert exchange.rows_read == rows
        assert not reader.is_working
    assert [len(message.batch) for message in posted if isinstance(message, ExchangeRead)] == [2, 2, 1]


def test_nothing_is_posted_once_it_was_stopped(tmp_path: Path) -> None:
    posted: list[Message] = []
    reader = ExchangeReader(Exchange(PacketTable(capture_of(FRAMES, tmp_path)), "tcp", 0), posted.append)
    reader.stop()
    reader.wake()
    assert not reader.is_working
    assert posted == []


def test_a_file_that_became_shorter_is_told_once(tmp_path: Path) -> None:
    capture = capture_of(FRAMES, tmp_path)
    capture.path.write_bytes(b"")
    posted: list[Message] = []
    reader = ExchangeReader(Exchange(PacketTable(capture), "tcp", 0), posted.append)
    for _ in range(2):
        reader.wake()
        reader._worker.wait()
    (message,) = posted
    assert isinstance(message, ExchangeFailed)
    assert "became shorter" in message.sentence
