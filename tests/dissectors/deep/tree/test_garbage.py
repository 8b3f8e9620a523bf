from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from dissectors.deep.tree.garbage import garbage_waits


@pytest.fixture
def nothing_is_frozen() -> Iterator[None]:
    """As in a program that is not tested."""
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()


@pytest.mark.usefixtures("nothing_is_frozen")
def test_nothing_is_collected_meanwhile_and_it_is_again_afterwards() -> None:
    seen: list[str] = []

    def see(phase: str, info: dict[str, int]) -> None:
        seen.append(phase)

    gc.callbacks.append(see)
    try:
        with garbage_waits():
            kept = [[number] for number in range(200_000)]
        assert seen == []
        assert gc.isenabled()
        # What was made is old now: the next look at what is young does not see it.
        assert gc.get_count()[0] < len(kept)
        assert len(gc.get_objects(generation=0)) < len(kept)
    finally:
        gc.callbacks.remove(see)


def test_what_others_have_frozen_stays_so() -> None:
    frozen = gc.get_freeze_count()
    assert frozen
    with garbage_waits():
        pass
    assert gc.get_freeze_count() == frozen


def test_what_is_garbage_then_is_collected_later() -> None:
    class Knot:
        pass

    gone = threading.Event()
    with garbage_waits():
        knot = Knot()
        knot.itself = knot  # type: ignore[attr-defined]
        knot.end = _Telling(gone)  # type: ignore[attr-defined]
        del knot
        assert not gone.is_set()
    gc.collect()
    assert gone.is_set()


class _Telling:
    def __init__(self, gone: threading.Event) -> None:
        self._gone = gone

    def __del__(self) -> None:
        self._gone.set()


def test_all_is_as_before_when_two_threads_have_left() -> None:
    inside, leave = threading.Event(), threading.Event()

    def work() -> None:
        with garbage_waits():
            inside.set()
            leave.wait(10)

    with garbage_waits():
        other = threading.Thread(target=work)
        other.start()
        inside.wait(10)
        leave.set()
        other.join()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_has_collection_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with garbage_waits():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
