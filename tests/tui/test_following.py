"""Reading a conversation on in a thread."""

from __future__ import annotations

from pathlib import Path

from textual.message import Message

from dissectors.packets.table import PacketTable
from dissectors.streams.follow import Exchange
from tests.dissectors.streams.frames import capture_of
from tests.dissectors.streams.test_follow import FRAMES
from tui.following import ExchangeFailed, ExchangeRead, ExchangeReader


def test_what_there_is_is_posted_and_what_comes_later_when_woken(tmp_path: Path) -> None:
    capture = capture_of(FRAMES[:4], tmp_path)
    exchange = Exchange(PacketTable(capture), "tcp", 0)
    posted: list[Message] = []
    reader = ExchangeReader(exchange, posted.append)
    reader.wake()
    reader._thread.join()  # type: ignore[union-attr]
    reader.wake()
    assert len(posted) == 1
    capture_of(FRAMES, tmp_path)
    capture.refresh()
    reader.wake()
    reader.stop()
    for message in posted:
        assert isinstance(message, ExchangeRead)
        exchange.append(message.batch)
    reader.wake()
    assert exchange.rows_read in (4, 6)
    assert not reader.is_working


def test_a_file_that_became_shorter_is_told_once(tmp_path: Path) -> None:
    capture = capture_of(FRAMES, tmp_path)
    capture.path.write_bytes(b"")
    posted: list[Message] = []
    reader = ExchangeReader(Exchange(PacketTable(capture), "tcp", 0), posted.append)
    for _ in range(2):
        reader.wake()
        while reader.is_working:
            pass
    (message,) = posted
    assert isinstance(message, ExchangeFailed)
    assert "became shorter" in message.sentence
