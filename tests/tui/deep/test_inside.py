"""What is inside a conversation, asked for behind the screen: one question at a time, and again when there is more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.message import Message

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import NoTshark, TsharkFailed
from dissectors.deep.following.deep_exchange import DeepExchange, DeepStream
from dissectors.packets.table import PacketTable
from dissectors.streams.following.messages import Piece
from dissectors.streams.following.parts import DATA
from tests.dissectors.deep.talks import WEBSOCKET, table_of, tcp_frames
from tests.dissectors.streams.frames import capture_of
from tui.deep import inside
from tui.deep.inside import InsideFollowing, InsideRead, InsideReader
from tui.following import ExchangeFailed

WANTED = DeepStream("websocket", "tcp", 0)


class Answering(InsideFollowing):
    """In tshark's place."""

    def __init__(self, table: PacketTable) -> None:
        super().__init__(table, DeepChoices())
        self.table = table
        self.asked = 0
        self.error: Exception | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def follow(self, wanted: DeepStream) -> DeepExchange:
        self.asked += 1
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error
        found = DeepExchange(self.table, wanted, None, len(self.table))
        found.extend(Piece(0, DATA, row, 1, b"x") for row in range(len(self.table)))
        return found


async def settled(reader: InsideReader) -> None:
    while reader.is_working:
        await asyncio.sleep(0)


async def test_one_answer_until_the_table_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "SECONDS_BETWEEN_ANSWERS", 0.0)
    monkeypatch.setattr(inside, "REST_AFTER_ANSWER", 0)
    frames = tcp_frames(WEBSOCKET)
    capture = capture_of(frames[:-1], tmp_path)
    table = PacketTable(capture)
    following, posted = Answering(table), list[Message]()
    empty = DeepExchange(table, WANTED, None, 0)
    reader = InsideReader(following, empty, lambda message: posted.append(message) is None)
    for _ in range(3):
        reader.wake()
        reader.wake()
        await settled(reader)
    assert following.asked == 1
    capture_of(frames, tmp_path)
    capture.refresh()
    reader.wake()
    await settled(reader)
    assert following.asked == 2
    first, second = posted
    assert isinstance(first, InsideRead)
    assert isinstance(second, InsideRead)
    assert first.before is empty
    assert second.before is first.exchange
    assert [len(message.exchange.parts) for message in (first, second)] == [len(frames) - 1, len(frames)]


@pytest.mark.parametrize("error", [TsharkFailed("tshark was ended by SIGKILL"), OSError("the disk is gone")])
async def test_a_failure_is_told_once(tmp_path: Path, error: Exception) -> None:
    table = table_of(tcp_frames(WEBSOCKET), tmp_path)
    following, posted = Answering(table), list[Message]()
    following.error = error
    empty = DeepExchange(table, WANTED, None, 0)
    reader = InsideReader(following, empty, lambda message: posted.append(message) is None)
    for _ in range(2):
        reader.wake()
        await settled(reader)
    assert reader.has_failed
    (told,) = posted
    assert isinstance(told, ExchangeFailed)
    assert (told.exchange, told.sentence) == (empty, str(error))


async def test_nothing_is_posted_after_the_end(tmp_path: Path) -> None:
    table = table_of(tcp_frames(WEBSOCKET), tmp_path)
    following, posted = Answering(table), list[Message]()
    following.may_answer.clear()
    reader = InsideReader(
        following, DeepExchange(table, WANTED, None, 0), lambda message: posted.append(message) is None
    )
    reader.wake()
    await asyncio.sleep(0)
    reader.stop()
    following.may_answer.set()
    await asyncio.sleep(0)
    reader.wake()
    await asyncio.sleep(0)
    assert posted == []


async def test_a_tshark_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    following = InsideFollowing(table_of(tcp_frames(WEBSOCKET), tmp_path), DeepChoices())
    with pytest.raises(NoTshark):
        await following.survey("tcp", 0)
