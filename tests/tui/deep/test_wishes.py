from __future__ import annotations

import asyncio

import pytest

from dissectors.decoded import Decoded
from dissectors.deep.errors import TsharkFailed
from dissectors.frame import Frame
from tests.dissectors.deep.decoded_by_hand import ByHand
from tests.tui.deep.fake_decoder import FakeDecoder
from tests.tui.toy import ToyTable, toy_frames
from tui.deep import wishes as module
from tui.deep.wishes import Wishes


class Told:
    """What a screen hears."""

    def __init__(self, **options: object) -> None:
        self.answers: list[int] = []
        self.failures: list[tuple[int, str]] = []
        self.decoder = FakeDecoder(ToyTable(toy_frames(9)), **options)  # type: ignore[arg-type]
        self.wishes = Wishes(self.decoder, self.answered, self.failed)

    def answered(self, row: int, decoded: Decoded) -> None:
        assert decoded.frame.number == row + 1
        self.answers.append(row)

    def failed(self, row: int, error: Exception) -> None:
        self.failures.append((row, str(error)))

    async def settle(self) -> None:
        task = self.wishes._task
        if task is not None:
            await task


@pytest.fixture(autouse=True)
def no_rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Rests take no time; they are listed."""
    rests: list[float] = []
    sleep = asyncio.sleep

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0)

    monkeypatch.setattr(module.asyncio, "sleep", rest)
    return rests


async def test_a_lone_wish_is_asked_at_once(no_rests: list[float]) -> None:
    told = Told()
    assert told.wishes.want(3) is None
    await told.settle()
    assert (told.answers, no_rests) == ([3], [])


async def test_the_newest_wish_wins_and_rests_first(no_rests: list[float]) -> None:
    told = Told(held=True)
    told.wishes.want(1)
    await asyncio.sleep(0)
    no_rests.clear()
    for row in (2, 3, 4):
        told.wishes.want(row)
    told.decoder.release()
    await told.settle()
    assert told.answers == [4]
    assert told.decoder.asked == [1, 4]
    assert told.decoder.given_up == [1]
    assert no_rests == [module.HURRIED_REST_SECONDS]


async def test_an_answer_that_is_kept_comes_at_once() -> None:
    told = Told()
    told.wishes.want(3)
    await told.settle()
    assert told.wishes.want(3) is told.decoder.answers[3]
    assert not told.wishes.is_waiting
    assert told.decoder.asked == [3]


async def test_a_patient_wish_rests(no_rests: list[float]) -> None:
    told = Told()
    told.wishes.want(3, patient=True)
    await told.settle()
    assert no_rests == [module.PATIENT_REST_SECONDS]


async def test_a_failure_is_told_with_its_row() -> None:
    told = Told(failures={2: TsharkFailed("tshark was killed")})
    told.wishes.want(2)
    await told.settle()
    assert told.failures == [(2, "tshark was killed")]


async def test_a_mistake_in_an_answer_is_told_too() -> None:
    def wrong(frame: Frame) -> ByHand:
        raise ZeroDivisionError

    told = Told(make=wrong)
    told.wishes.want(2)
    with pytest.raises(ZeroDivisionError):
        await told.settle()
    await asyncio.sleep(0)
    assert told.failures == [(2, "packet 3 cannot be shown as tshark decodes it: ZeroDivisionError()")]


async def test_what_nobody_waits_for_is_given_up() -> None:
    told = Told(held=True)
    told.wishes.want(1)
    await asyncio.sleep(0)
    assert told.wishes.is_waiting
    assert told.wishes.give_up()
    assert not told.wishes.give_up()
    await told.wishes.close()
    assert (told.answers, told.failures, told.decoder.is_closed) == ([], [], True)
