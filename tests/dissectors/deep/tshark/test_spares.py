"""Captures started ahead, each for one use."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.spares import Spares


class Waiting:
    """Stands in for a started tshark."""

    made: list[Waiting]
    fails = False

    def __init__(self) -> None:
        self.is_alive = False
        self.is_closed = False
        self.made.append(self)

    async def start(self) -> None:
        if self.fails:
            raise TsharkFailed("it cannot be started")
        self.is_alive = True

    async def close(self) -> None:
        self.is_alive, self.is_closed = False, True


@pytest.fixture
def spares(monkeypatch: pytest.MonkeyPatch) -> Spares:
    """Two of them, none started yet."""
    monkeypatch.setattr(Waiting, "made", [], raising=False)
    return Spares(cast("Any", Waiting), 2)


async def filled(spares: Spares) -> None:
    spares.fill()
    while sum(each.is_alive for each in Waiting.made) < 2:
        await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_the_oldest_is_taken_and_replaced_when_asked(spares: Spares) -> None:
    await filled(spares)
    assert await spares.take() is cast("Any", Waiting.made[0])
    assert len(Waiting.made) == 2
    spares.fill()
    await asyncio.sleep(0)
    await spares.close()
    assert len(Waiting.made) == 3


async def test_a_rest_before_the_next_is_started_is_not_lost_where_none_is_wanted(spares: Spares) -> None:
    await filled(spares)
    await spares.take()
    spares.fill(0.001)
    await spares.close()
    assert len(Waiting.made) == 2


async def test_where_none_waits_one_is_started_at_once(spares: Spares) -> None:
    taken = await spares.take()
    assert taken.is_alive
    assert len(Waiting.made) == 1


async def test_one_that_died_while_it_waited_is_passed_over(spares: Spares) -> None:
    await filled(spares)
    Waiting.made[0].is_alive = False
    assert await spares.take() is cast("Any", Waiting.made[1])
    assert Waiting.made[0].is_closed


async def test_closing_ends_all_that_wait_and_none_is_started_any_more(spares: Spares) -> None:
    await filled(spares)
    await spares.close()
    assert all(each.is_closed for each in Waiting.made)
    spares.fill()
    await asyncio.sleep(0)
    assert len(Waiting.made) == 2


async def test_one_that_cannot_be_started_is_told_to_whoever_takes_it(
    spares: Spares, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Waiting, "fails", True)
    spares.fill()
    await asyncio.sleep(0)
    with pytest.raises(TsharkFailed):
        await spares.take()
    await spares.close()
