"""Programs with pipes on the running loop, and what happens to them when nobody waits any more."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from dissectors.deep import child

ENVIRONMENT = {"PATH": os.environ.get("PATH", "")}


async def started(*words: str, wants_input: bool = True) -> child.Child:
    return await child.start(words, ENVIRONMENT, wants_input=wants_input, limit=1 << 16)


async def test_it_is_fed_and_read_and_ends() -> None:
    cat = await started("cat")
    assert cat.stdin is not None
    cat.stdin.write(bytes(300_000))
    reading = asyncio.ensure_future(cat.stdout.read(-1))
    await cat.stdin.drain()
    cat.stdin.close()
    assert await reading == bytes(300_000)
    assert await cat.wait() == 0
    assert cat.returncode == 0
    cat.close()


async def test_what_it_says_and_its_status() -> None:
    failing = await started("sh", "-c", "echo no >&2; exit 3", wants_input=False)
    assert failing.stdin is None
    assert await failing.stderr.read() == b"no\n"
    assert await failing.wait() == 3
    failing.close()


async def test_it_is_in_a_session_of_its_own() -> None:
    shell = await started("cat")
    assert os.getsid(shell.pid) == shell.pid
    assert shell.stdin is not None
    shell.stdin.close()
    await shell.wait()
    shell.close()


async def test_what_cannot_be_started_is_told() -> None:
    with pytest.raises(OSError, match="No such file"):
        await started("/no/such/program")


@pytest.mark.parametrize("rounds", range(6))
async def test_cancelled_while_it_starts_it_is_ended(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[child.subprocess.Popen[bytes]] = []
    popen = child.subprocess.Popen

    def kept(*words: object, **options: object) -> object:
        made.append(popen(*words, **options))  # type: ignore[call-overload]
        return made[-1]

    monkeypatch.setattr(child.subprocess, "Popen", kept)
    starting = asyncio.ensure_future(started(sys.executable, "-c", "input()"))
    for _ in range(rounds):
        await asyncio.sleep(0)
    starting.cancel()
    try:
        program = await starting
    except asyncio.CancelledError:
        assert [each.poll() for each in made] == ([-9] if rounds else [])
    else:
        assert program.stdin is not None
        program.stdin.close()
        await program.wait()
        program.close()
