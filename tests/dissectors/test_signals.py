"""Handlers of signals that wait for what must be whole."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from dissectors.signals import handlers_wait


class Told(BaseException):
    """What the handlers here raise."""


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Each raises its signal's number, as an interrupt would be raised."""

    def tell(number: int, _: object) -> None:
        raise Told(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, tell) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_they_wait_for_what_must_be_whole(sent: signal.Signals) -> None:
    steps: list[object] = []

    def begin() -> None:
        with handlers_wait(lambda: steps.append("noted")):
            os.kill(os.getpid(), sent)
            steps.append("whole")
        steps.append("went on")

    with pytest.raises(Told, match=str(int(sent))):
        begin()
    assert steps == ["noted", "whole"]


def test_all_that_came_are_called_though_each_raises() -> None:
    called: list[int] = []

    def tell(number: int, _: object) -> None:
        called.append(number)
        raise Told(number)

    def begin() -> None:
        with handlers_wait():
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, tell)
    with pytest.raises(Told):
        begin()
    assert called == [signal.SIGTERM, signal.SIGINT]


def test_one_that_raises_does_not_keep_the_others_from_coming_back(monkeypatch: pytest.MonkeyPatch) -> None:
    put = signal.signal

    def interrupted(number: int, handler: object) -> object:
        try:
            return put(number, handler)  # type: ignore[arg-type]
        finally:
            if getattr(handler, "__name__", "") == "tell" and number == signal.SIGINT:
                os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch, pytest.raises(Told, match="2"), handlers_wait():
        patch.setattr("dissectors.signals.signal.signal", interrupted)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with pytest.raises(Told, match=str(int(number))):
            os.kill(os.getpid(), number)


def test_what_is_ignored_stays_so() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with handlers_wait():
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_other_threads_are_not_reached_and_change_nothing() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work() -> None:
        with handlers_wait():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
