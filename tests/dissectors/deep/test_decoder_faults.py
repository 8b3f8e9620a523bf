"""The deep decoder with answers that are odd, huge, cut or refused, and with a user who never waits for any."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dissectors import PacketTable, open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.decoder import DeepDecoder
from dissectors.deep.errors import TsharkFailed
from tests.conftest import SAMPLES
from tests.dissectors.deep import fake_tshark as fakes
from tests.dissectors.deep.fake_tshark import fake_tshark, printing
from tests.dissectors.deep.left_behind import nothing_left_behind

FRAME = (
    b'<proto name="frame" showname="Frame 1" size="71" pos="0">'
    b'<field name="frame.number" showname="Frame Number: 1" size="0" pos="0" show="1"/></proto>'
)


@pytest.fixture
def table() -> Iterator[PacketTable]:
    with open_capture(SAMPLES / "dns.pcapng") as capture:
        capture.refresh()
        yield PacketTable(capture)


@pytest.fixture(autouse=True)
def _starts_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake need not give up what it does not have, and its fields are not looked for."""
    monkeypatch.setattr("dissectors.deep.tshark.tshark_capture.unprivileged", list)
    monkeypatch.setattr("dissectors.deep.decoder._imported", lambda tshark: None)


@asynccontextmanager
async def decoding(table: PacketTable, folder: Path, what: str) -> AsyncIterator[DeepDecoder]:
    decoder = DeepDecoder(table, DeepChoices(tshark_path=fake_tshark(folder, what)))
    async with nothing_left_behind(folder):
        try:
            yield decoder
        finally:
            await decoder.close()


def packet(layers: bytes) -> bytes:
    return b'<?xml version="1.0"?>\n<pdml>\n<packet>' + FRAME + layers + b"</packet>\n"


async def test_control_characters_become_symbols(table: PacketTable, tmp_path: Path) -> None:
    layer = b'<proto name="odd" showname="a\x1b[2J\x00\xff b &#x1b;]0;" size="1" pos="0"/>'
    async with decoding(table, tmp_path, printing(tmp_path, packet(layer))) as decoder:
        line = (await decoder.decode(0)).roots[1].line
    assert line.startswith("a␛[2J␀")
    assert not any(ord(letter) < 0x20 for letter in line)


async def test_an_answer_of_ten_megabytes_is_a_tree_and_the_loop_goes_on(table: PacketTable, tmp_path: Path) -> None:
    field = b'<field name="data.some" showname="%s" size="0" pos="0" show="1"/>' % (b"x" * 960)
    layer = b'<proto name="big" showname="big" size="0" pos="0">' + field * 10_000 + b"</proto>"
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.002)
            turns += 1

    async with decoding(table, tmp_path, printing(tmp_path, packet(layer))) as decoder:
        await decoder.prepare()
        turning = asyncio.ensure_future(turn())
        found = await decoder.decode(0)
        turning.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await turning
    assert len(packet(layer)) > 10_000_000
    assert len(found.roots[1].children) == 10_000
    assert turns > 10


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (packet(b"")[:-20], "gave no answer for packet 1"),
        (b"\xff" * 500_000, "gave no answer for packet 1"),
        (b"", "gave no answer for packet 1"),
        (b"<packet></packet>", "is no packet of PDML"),
        (b"<packet>" + b"<proto>" * 50_000 + b"</packet>", ""),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><packet>&b;</packet>", "is no packet of PDML"),
    ],
)
async def test_half_an_answer_is_none(table: PacketTable, answer: bytes, told: str, tmp_path: Path) -> None:
    async with decoding(table, tmp_path, printing(tmp_path, answer)) as decoder:
        if told:
            with pytest.raises(TsharkFailed, match=told):
                await decoder.decode(0)
        else:
            assert (await decoder.decode(0)).roots


@pytest.mark.parametrize(
    "what", [fakes.DIES_AT_ONCE, fakes.KILLED, "head -c 100 >/dev/null; echo '<pack'; kill -9 $$", fakes.FLOODS_ERRORS]
)
async def test_after_a_failure_the_next_packet_is_asked_anew(table: PacketTable, what: str, tmp_path: Path) -> None:
    async with decoding(table, tmp_path, what) as decoder:
        for row in (0, 1, 0):
            with pytest.raises(TsharkFailed):
                await decoder.decode(row)
        fake_tshark(tmp_path, printing(tmp_path, packet(b"")))
        for _ in range(5):
            # Spares of the broken one may still wait.
            with contextlib.suppress(TsharkFailed):
                assert (await decoder.decode(0)).roots
                break
        else:
            pytest.fail("it never recovers")


async def test_hundreds_of_packets_in_a_row_leave_nothing_behind(table: PacketTable, tmp_path: Path) -> None:
    """Some are waited for, most are left for the next at any moment of the way."""
    answered = 0
    async with decoding(table, tmp_path, printing(tmp_path, packet(b""))) as decoder:
        await decoder.prepare()
        for turn in range(400):
            decoder.forget()
            asked = asyncio.ensure_future(decoder.decode(turn % len(table)))
            if turn % 20 == 0:
                answered += bool((await asked).roots)
            await asyncio.sleep(0.0005 * (turn % 9))
            asked.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asked
    assert answered == 20


@pytest.mark.parametrize("hangs_at", ["version", "fields", "answer"])
async def test_closing_waits_for_no_tshark_that_hangs(
    table: PacketTable, hangs_at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("dissectors.deep.tshark.program._PATIENCE_SECONDS", 1000)
    monkeypatch.setattr("dissectors.deep.tshark.field_cache.ANSWER_SECONDS", 1000)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = Path(fake_tshark(tmp_path, f'touch "{tmp_path}/$1"; {fakes.HANGS_IN_A_CHILD}'))
    if hangs_at == "version":
        path.write_text(f'#!/bin/sh\ntouch "{tmp_path}/$1"; {fakes.HANGS_IN_A_CHILD}\n')
    elif hangs_at == "answer":
        path.write_text(path.read_text().replace("touch", '[ "$1" = -G ] && exit 1; touch'))
    reached = tmp_path / {"version": "-v", "fields": "-G", "answer": "-l"}[hangs_at]
    async with nothing_left_behind(tmp_path):
        decoder = DeepDecoder(table, DeepChoices(tshark_path=str(path)))
        asked = asyncio.ensure_future(decoder.decode(0))
        while not reached.exists():
            await asyncio.sleep(0.01)
        asked.cancel()
        await decoder.close()
        with contextlib.suppress(asyncio.CancelledError):
            await asked
