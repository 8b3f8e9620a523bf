"""A loop of one's own, and signals that come while it runs."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from dissectors.deep.tshark.own_loop import OwnLoop, run_to_end
from tests.conftest import PROJECT


async def interrupted_at_work(ended: list[str]) -> None:
    """The signal comes while a task is at work that is not the one that is run."""

    async def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(100)
        finally:
            await asyncio.sleep(0)
            ended.append("work")

    working = asyncio.ensure_future(work())
    try:
        await working
    finally:
        ended.append("whole")


def test_a_signal_ends_all_tasks_in_their_own_way_before_it_is_minded() -> None:
    ended: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        run_to_end(interrupted_at_work(ended))
    assert ended == ["work", "whole"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_must_go_on_to_its_end_does() -> None:
    ended: list[str] = []

    async def end() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.01)
        ended.append("all")

    loop = OwnLoop()
    with pytest.raises(KeyboardInterrupt):
        loop.run(end(), to_its_end=True)
    loop.close()
    assert ended == ["all"]


def test_tasks_stand_still_between_runs_and_are_cancelled_at_the_end() -> None:
    ended: list[str] = []

    async def for_ever() -> None:
        try:
            await asyncio.sleep(100)
        finally:
            ended.append("for ever")

    async def begin() -> asyncio.Task[None]:
        task = asyncio.ensure_future(for_ever())
        await asyncio.sleep(0)
        return task

    with OwnLoop() as loop:
        task = loop.run(begin())
        loop.run(asyncio.sleep(0))
        assert not task.done()
    assert ended == ["for ever"]


def test_an_interrupt_amid_an_answer_prints_nothing() -> None:
    """Nothing of the loop is found unfinished by the interpreter's end."""
    script = (
        "import asyncio, os, signal\n"
        "import dissectors.deep.tshark.own_loop as own\n"
        "async def work():\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    await asyncio.sleep(100)\n"
        "async def step():\n"
        "    await asyncio.wait({asyncio.ensure_future(work())}, timeout=100)\n"
        "loop = own.OwnLoop()\n"
        "try:\n"
        "    loop.run(step())\n"
        "except KeyboardInterrupt:\n"
        "    loop.close()\n"
        "    print('interrupted')\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "interrupted\n", "")
