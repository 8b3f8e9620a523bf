"""A row of the table as tshark decodes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.deep import decoder
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.decoder import DeepDecoder
from dissectors.deep.errors import NoTshark, TsharkFailed
from dissectors.deep.tree.dissection import DeepDissection
from dissectors.deep.tshark import context
from dissectors.packets.table import PacketTable
from tests.conftest import SAMPLES
from tests.dissectors.deep.fake_tshark import HANGS, SWALLOWS, fake_tshark
from tests.dissectors.deep.left_behind import nothing_left_behind
from tests.dissectors.streams.frames import ACK, capture_of, tcp

ANSWERS_NOTHING = f"""case "$*" in *-G*) exit 0;; esac
{HANGS}"""
"""Tells that it knows no field, and hangs when it is asked about a packet."""
CLIENT, SERVER, OTHER = ("10.0.0.2", 40000), ("10.0.0.1", 80), ("10.0.0.3", 40000)


def table_of(path: Path) -> PacketTable:
    capture = open_capture(path)
    capture.refresh()
    return PacketTable(capture)


@pytest.fixture
def http(require_tool: Callable[[str], str]) -> PacketTable:
    require_tool("tshark")
    return table_of(SAMPLES / "http.pcapng")


@asynccontextmanager
async def decoding(table: PacketTable, choices: DeepChoices | None = None) -> AsyncIterator[DeepDecoder]:
    made = DeepDecoder(table, choices)
    try:
        yield made
    finally:
        await made.close()


async def test_a_row_becomes_tsharks_tree_and_is_kept(http: PacketTable) -> None:
    async with decoding(http) as deep:
        assert deep.kept(3) is None
        found = await deep.decode(3)
        assert [root.name for root in found.roots] == ["frame", "eth", "ip", "tcp", "http"]
        assert [field.value for field in found.find("frame.number")] == [4]
        assert not found.find("frame.comment")
        assert deep.kept(3) is found
        assert await deep.decode(3) is found
        deep.forget()
        assert deep.kept(3) is None


async def test_rows_in_any_order_each_with_what_came_before(http: PacketTable) -> None:
    async with decoding(http) as deep:
        later = await deep.decode(8)
        earlier = await deep.decode(5)
        assert [field.value for field in later.find("http.prev_request_in")] == [4]
        assert [field.value for field in earlier.find("http.response.code")] == [200]


async def test_data_put_together_are_a_source_of_their_own(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    request = b"POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n" + b"x" * 20
    parts = [request[:10], request[10:30], request[30:]]
    frames, sequence = [], 1
    for part in parts:
        frames.append(tcp(CLIENT, SERVER, sequence, ACK, part))
        sequence += len(part)
    async with decoding(PacketTable(capture_of(frames, tmp_path))) as deep:
        found = await deep.decode(2)
    assert [source.title for source in found.sources] == ["Frame", "Reassembled TCP"]
    assert found.sources[1].data == request
    [length] = found.find("http.content_length_header")
    assert found.sources[length.source].data[length.start : length.stop] == b"Content-Length: 20\r\n"


async def test_in_a_large_capture_numbers_are_still_the_true_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, require_tool: Callable[[str], str]
) -> None:
    require_tool("tshark")
    monkeypatch.setattr(context, "WHOLE_ROWS", 2)
    parts = [tcp(CLIENT, SERVER, 1, ACK, b"GET / HTTP/1.1\r\n"), tcp(CLIENT, SERVER, 17, ACK, b"Host: a\r\n\r\n")]
    frames = [tcp(OTHER, SERVER), tcp(OTHER, SERVER), parts[0], tcp(OTHER, SERVER), parts[1]]
    async with decoding(PacketTable(capture_of(frames, tmp_path))) as deep:
        found = await deep.decode(4)
    assert [field.value for field in found.find("tcp.segment")] == [3, 5]
    assert [field.value for field in found.find("tcp.stream")] == [1]
    assert [field.value for field in found.find("frame.number")] == [5]


async def test_cancelled_nothing_of_it_goes_on(http: PacketTable, tmp_path: Path) -> None:
    choices = DeepChoices(tshark_path=fake_tshark(tmp_path, ANSWERS_NOTHING))
    async with nothing_left_behind(tmp_path), decoding(http, choices) as deep:
        working = asyncio.ensure_future(deep.decode(3))
        await deep.prepare()
        for _ in range(20):
            await asyncio.sleep(0.01)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working


async def test_one_that_gives_no_answer_in_time_is_given_up(
    http: PacketTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "PATIENCE_SECONDS", 0.1)
    choices = DeepChoices(tshark_path=fake_tshark(tmp_path, ANSWERS_NOTHING))
    async with nothing_left_behind(tmp_path), decoding(http, choices) as deep:
        with pytest.raises(TsharkFailed, match=r"tshark 4\.0\.17 gave no answer for packet 4 in 0 s"):
            await deep.decode(3)


async def test_one_that_ends_without_an_answer_is_told(http: PacketTable, tmp_path: Path) -> None:
    choices = DeepChoices(tshark_path=fake_tshark(tmp_path, SWALLOWS))
    async with decoding(http, choices) as deep:
        with pytest.raises(TsharkFailed, match="gave no answer for packet 4"):
            await deep.decode(3)


async def test_without_tshark_every_row_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with decoding(table_of(SAMPLES / "http.pcapng")) as deep:
        for _ in range(2):
            with pytest.raises(NoTshark, match="install it"):
                await deep.decode(0)
        assert deep.tshark is None


async def test_many_rows_leave_nothing_behind(http: PacketTable, tmp_path: Path) -> None:
    async with nothing_left_behind(tmp_path), decoding(http) as deep:
        found = await asyncio.gather(*(deep.decode(row) for row in range(len(http))))
        assert [each.find("frame.number")[0].value for each in found] == list(range(1, len(http) + 1))


async def test_large_answers_are_what_small_ones_are(http: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(answer: DeepDissection) -> list[tuple[str, int, int, int]]:
        return [(field.line, field.start, field.stop, field.source) for field in answer.fields()]

    async with decoding(http) as deep:
        small = told(await deep.decode(5))
        deep.forget()
        monkeypatch.setattr(decoder, "LARGE_BYTES", 1)
        assert told(await deep.decode(5)) == small


async def test_the_last_answers_are_kept_as_long_as_they_are_not_too_large(
    http: PacketTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "KEPT_BYTES", 1)
    async with decoding(http) as deep:
        for row in (1, 2, 3):
            await deep.decode(row)
        assert [deep.kept(row) is not None for row in (1, 2, 3)] == [False, True, True]
