"""Programs with pipes on the running loop, and what happens to them when nobody waits any more."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from dissectors.deep.tshark import child
from dissectors.deep.tshark.running import Running, end_session

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
    made: list[Running] = []

    def kept(*words: object, **options: object) -> Running:
        made.append(Running(*words, **options))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(child, "Running", kept)
    # It outlives the end of its input by a moment, in which it is killed.
    script = "import sys, time; sys.stdin.read(); time.sleep(0.3)"
    starting = asyncio.ensure_future(started(sys.executable, "-c", script))
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


async def test_small_pieces_gather_and_none_is_lost() -> None:
    script = "import sys\nfor line in sys.stdin:\n    print(line.strip() * 3, flush=True)\n"
    echo = await child.start((sys.executable, "-c", script), ENVIRONMENT, wants_input=True, limit=1 << 16, gathers=True)
    assert echo.stdin is not None
    lines = [b"%d" % number for number in range(3_000)]
    echo.stdin.write(b"\n".join(lines))
    echo.stdin.close()
    pieces = []
    while piece := await echo.stdout.read(1 << 20):
        pieces.append(piece)
    assert b"".join(pieces).split() == [line * 3 for line in lines]
    assert len(pieces) < len(lines) / 4
    assert await echo.wait() == 0
    echo.close()


async def test_output_that_gathers_may_be_let_go_of_at_any_moment() -> None:
    yes = await child.start(("yes",), ENVIRONMENT, wants_input=False, limit=1 << 16, gathers=True)
    assert (await yes.stdout.read(10)).startswith(b"y")
    yes.close()
    await asyncio.sleep(0.01)
    assert await yes.wait() != 0


async def test_what_it_has_not_read_yet_is_counted() -> None:
    shell = await started("sh", "-c", "read line; echo $line; read line; echo $line; read line")
    assert shell.stdin is not None
    shell.stdin.write(b"one\n")
    assert await shell.stdout.readline() == b"one\n"
    assert shell.unread == 0
    shell.stdin.write(b"two\nthree\nfour")
    assert await shell.stdout.readline() == b"two\n"
    while shell.unread:
        await asyncio.sleep(0.001)
    shell.stdin.close()
    assert shell.unread == 0
    await shell.wait()
    shell.close()


async def test_one_that_reads_nothing_has_it_all_before_it() -> None:
    sleeping = await started("sleep", "1000")
    assert sleeping.stdin is not None
    sleeping.stdin.write(b"two")
    assert sleeping.unread == 3
    end_session(sleeping.pid)
    await sleeping.wait()
    sleeping.close()
