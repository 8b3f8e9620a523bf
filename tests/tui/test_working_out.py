import threading

import pytest
from textual.message import Message

from dissectors.errors import CaptureFileError
from tests.tui.toy import ToyTable, toy_frames
from tui import working_out
from tui.working_out import ROWS_A_STEP, WorkedOut, WorkingOut, conclusion_of, works_of


class Collector:
    """Takes what is posted, and waits for the end."""

    def __init__(self) -> None:
        self.told: list[WorkedOut] = []
        self._over = threading.Event()

    def __call__(self, message: Message) -> None:
        assert isinstance(message, WorkedOut)
        self.told.append(message)
        if message.is_over:
            self._over.set()

    def wait(self) -> None:
        assert self._over.wait(10)
        self._over.clear()


def nothing(stop: int) -> None:
    """Looks at all rows and finds nothing."""


def test_one_kind_of_work_after_the_other_is_done_step_by_step() -> None:
    collector = Collector()
    done: list[tuple[str, int]] = []
    works = [lambda stop, name=name: done.append((name, stop)) for name in ("first", "second")]
    WorkingOut(works, lambda stop: done.append(("all", stop)), collector).more(2 * ROWS_A_STEP + 5)
    collector.wait()
    steps = [ROWS_A_STEP, 2 * ROWS_A_STEP, 2 * ROWS_A_STEP + 5]
    assert done == [*((name, stop) for name in ("first", "second") for stop in steps), ("all", steps[-1])]
    assert collector.told[-1].is_over


def test_what_was_found_is_told_between_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_out, "SECONDS_BETWEEN_STEPS", 0.0)
    collector = Collector()
    WorkingOut([nothing, nothing], nothing, collector).more(2 * ROWS_A_STEP + 5)
    collector.wait()
    assert [told.is_over for told in collector.told] == [*[False] * 7, True]


def test_steps_that_are_soon_done_are_told_together() -> None:
    collector = Collector()
    working = WorkingOut([nothing, nothing], nothing, collector)
    working._tell_from = float("inf")
    working.more(2 * ROWS_A_STEP + 5)
    collector.wait()
    assert [told.is_over for told in collector.told] == [True]


def test_only_rows_that_were_added_are_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_out, "SECONDS_BETWEEN_CONCLUSIONS", 0.0)
    collector = Collector()
    done: list[int] = []
    work = WorkingOut((done.append,), nothing, collector)
    work.more(10)
    collector.wait()
    work.more(10)
    assert not work._worker.is_working
    work.more(12)
    collector.wait()
    assert done == [10, 12]


def test_another_capture_is_worked_out_from_its_start() -> None:
    collector = Collector()
    done: list[int] = []
    work = WorkingOut((done.append,), nothing, collector)
    for rows in (10, 3):
        work.more(rows)
        collector.wait()
    assert done == [10, 3]


def test_while_rows_come_all_of_them_are_looked_at_now_and_then_and_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(working_out, "SECONDS_BETWEEN_STEPS", 0.001)
    collector = Collector()
    done: list[int] = []
    concluded: list[int] = []

    def step(stop: int) -> None:
        done.append(stop)
        if stop > 10:
            # Too early for another look at all of them: more rows come first.
            if stop < 15:
                work.more(stop + 1)
            else:
                work._conclude_from = 0.0

    work = WorkingOut((step,), concluded.append, collector)
    work.more(10)
    collector.wait()
    work.more(11)
    collector.wait()
    assert done == [10, 11, 12, 13, 14, 15]
    assert concluded == [10, 15]


def test_a_long_look_at_all_rows_is_followed_by_a_long_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0

    def conclude(stop: int) -> None:
        nonlocal now
        now += 3.0

    monkeypatch.setattr(working_out, "monotonic", lambda: now)
    collector = Collector()
    working = WorkingOut((nothing,), conclude, collector)
    working.more(1)
    collector.wait()
    assert working._conclude_from == 103.0 + 3.0 * working_out.REST_AFTER_CONCLUDING


def test_a_file_that_is_gone_ends_it_in_silence() -> None:
    ended = threading.Event()

    def work(stop: int) -> None:
        ended.set()
        raise CaptureFileError("toy.pcap became shorter while it was open")

    collector = Collector()
    working = WorkingOut((work,), nothing, collector)
    working.more(3)
    assert ended.wait(10)
    working._worker.wait(10)
    working.more(4)
    assert not collector.told


def test_conversations_are_numbered_analysed_and_judged() -> None:
    table = ToyTable(toy_frames(3))
    assert works_of(table) == (table.number_streams, table.analyse)
    assert conclusion_of(table) == table.judge


def test_the_end_replaces_what_waits_and_only_another_end_replaces_it() -> None:
    end, step = WorkedOut(True), WorkedOut(False)
    assert step.can_replace(end)
    assert end.can_replace(WorkedOut(True))
    assert not end.can_replace(step)
