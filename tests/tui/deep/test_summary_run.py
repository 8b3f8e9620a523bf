"""A run over a capture: rows as they come, caught up or behind, ended in all ways."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from dissectors.capture_file import open_capture
from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.errors import NoTshark
from dissectors.packets.table import PacketTable
from tests.tui.deep.fake_stream import FakeStream
from tui.deep.summary_run import Stream, SummaryRun, tshark_stream


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def started(stream: FakeStream, told: Callable[[], None] = lambda: None) -> SummaryRun:
    async def make() -> Stream:
        return stream

    return SummaryRun(make, told, with_colours=False)


async def test_rows_are_answered_and_told() -> None:
    told: list[int] = []
    run = started(FakeStream(), lambda: told.append(len(run.summaries)))
    run.more(5)
    assert run.is_behind
    await settled()
    assert (len(run.summaries), run.part, run.is_behind, run.has_caught_up) == (5, 1.0, False, True)
    run.more(8)
    await settled()
    assert told == [5, 8]
    assert not run.is_over
    run.finish()
    await run.ended()
    assert run.is_over
    assert not run.is_stopped
    assert told == [5, 8, 8]


async def test_a_run_that_was_finished_before_it_began() -> None:
    run = started(FakeStream())
    run.more(3)
    run.finish()
    await run.ended()
    assert len(run.summaries) == 3


async def test_it_says_how_far_it_is() -> None:
    stream = FakeStream(answers_at_once=False)
    run = started(stream)
    run.more(4)
    await settled()
    assert (run.part, run.is_behind, run.has_caught_up) == (0.0, True, False)
    stream.answer(1)
    await settled()
    assert (run.part, run.is_behind, run.has_caught_up) == (0.25, True, False)


async def test_stopping_ends_tshark_and_keeps_the_rows() -> None:
    stream = FakeStream(answers_at_once=False)
    run = started(stream)
    run.more(4)
    stream.answer(2)
    await settled()
    assert run.stop()
    await run.ended()
    assert stream.was_cancelled
    assert (len(run.summaries), run.is_stopped, run.is_behind) == (2, True, False)
    assert not run.stop()


async def test_a_failure_is_told() -> None:
    told: list[str] = []
    stream = FakeStream(answers_at_once=False)
    run = started(stream, lambda: told.append(run.problem))
    run.more(4)
    await settled()
    stream.fail("tshark 9 ended with status 2")
    await run.ended()
    assert told == ["tshark 9 ended with status 2"]
    assert run.is_stopped


async def test_no_tshark_is_told() -> None:
    async def make() -> Stream:
        raise NoTshark("there is none")

    run = SummaryRun(make, lambda: None, with_colours=False)
    run.more(4)
    await run.ended()
    assert run.problem == "there is none"
    assert run.is_stopped


async def test_the_real_stream_is_made_where_there_is_a_tshark(samples: Path, tmp_path: Path) -> None:
    fake = tmp_path / "tshark"
    fake.write_text("#!/bin/sh\necho 'TShark (Wireshark) 4.0.17'\n")
    fake.chmod(0o755)
    with open_capture(samples / "dns.pcapng") as capture:
        table = PacketTable(capture)
        stream = await tshark_stream(table, DeepChoices(tshark_path=str(fake)), with_colours=False)
        assert stream.problem == ""
