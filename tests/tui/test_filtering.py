import threading

import numpy as np
from numpy.typing import NDArray
from textual.message import Message

from dissectors.errors import CaptureFileError
from tests.tui.toy import PortFilter, ToyMatching, ToyTable, compile_ports, toy_frames
from tui.filtering import FilterFailed, FilterMatched, FilterRun
from tui.judging import problem_with


class Collector:
    """Takes what a run posts, and waits for its end."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._finished = threading.Event()

    def __call__(self, message: Message) -> None:
        self.messages.append(message)
        if isinstance(message, FilterMatched) and message.finished:
            self._finished.set()

    def wait(self) -> None:
        assert self._finished.wait(10)
        self._finished.clear()

    @property
    def rows(self) -> list[int]:
        return [row for message in self.messages if isinstance(message, FilterMatched) for row in message.rows.tolist()]


def test_rows_that_match_are_told_in_order() -> None:
    collector = Collector()
    run = FilterRun(3, ToyMatching(ToyTable(toy_frames(9)), PortFilter({2, 5})), collector)
    run.more()
    collector.wait()
    assert collector.rows == [1, 4]
    last = collector.messages[-1]
    assert isinstance(last, FilterMatched)
    assert (last.run, last.examined) == (3, 9)


def test_rows_that_come_later_are_looked_at_alone() -> None:
    collector = Collector()
    table = ToyTable(toy_frames(4))
    run = FilterRun(1, ToyMatching(table, PortFilter({2, 6})), collector)
    run.more()
    collector.wait()
    while run.is_working:
        pass
    table.frames = toy_frames(8)
    run.more()
    collector.wait()
    assert collector.rows == [1, 5]


def test_a_stopped_run_does_not_begin_again() -> None:
    collector = Collector()
    run = FilterRun(1, ToyMatching(ToyTable(toy_frames(3)), PortFilter({1})), collector)
    run.stop()
    run.more()
    assert not run.is_working
    assert collector.messages == []


def test_a_row_that_cannot_be_read_ends_the_run_with_a_sentence() -> None:
    collector = Collector()
    table = ToyTable(toy_frames(5))
    table.lost = {3}
    run = FilterRun(1, ToyMatching(table, PortFilter({2, 5})), collector)
    run.more()
    collector.wait()
    assert run.is_stopped, "what was not looked at is not said to have no match"
    assert [message.sentence for message in collector.messages if isinstance(message, FilterFailed)] == [
        "toy.pcap became shorter while it was open"
    ]
    assert collector.rows == [1]


def test_what_is_wrong_with_a_text_comes_with_its_place() -> None:
    assert problem_with("7,9", compile_ports) is None
    problem = problem_with("7;9", compile_ports)
    assert problem is not None
    assert problem.column == 1
    assert "digit" in problem.message


def test_how_far_it_got_is_told_where_nothing_matches() -> None:
    collector = Collector()
    FilterRun(1, ToyMatching(ToyTable(toy_frames(4)), PortFilter({99})), collector).more()
    collector.wait()
    told = [message for message in collector.messages if isinstance(message, FilterMatched)]
    assert [(message.examined, message.candidates) for message in told] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert collector.rows == []


class LateSearch(ToyMatching):
    """Says what it found a while after it was done."""

    tier = "somebody else"

    def __init__(self, table: ToyTable) -> None:
        super().__init__(table, PortFilter(set()))
        self.late = [np.array([2], np.int64), np.zeros(0, np.int64), np.array([3], np.int64)]
        self.closed = 0

    @property
    def is_settled(self) -> bool:  # type: ignore[override]
        return not self.late

    def step(self, seconds: float) -> NDArray[np.int64]:
        return self.late.pop(0) if self.is_done else super().step(seconds)

    def close(self) -> None:
        self.closed += 1


def test_what_is_found_late_is_told_too() -> None:
    collector = Collector()
    search = LateSearch(ToyTable(toy_frames(4)))
    FilterRun(1, search, collector).more()
    while search.late or len(collector.rows) < 2:
        pass
    assert collector.rows == [2, 3]
    last = collector.messages[-1]
    assert isinstance(last, FilterMatched)
    assert (last.finished, last.tier) == (True, "somebody else")


def test_what_fails_late_is_told_at_once() -> None:
    class Failing(LateSearch):
        def step(self, seconds: float) -> NDArray[np.int64]:
            if self.is_done:
                raise CaptureFileError("toy.pcap became shorter")
            return super().step(seconds)

    collector = Collector()
    search = Failing(ToyTable(toy_frames(4)))
    run = FilterRun(1, search, collector)
    run.more()
    while not search.closed:
        pass
    assert [one.sentence for one in collector.messages if isinstance(one, FilterFailed)] == ["toy.pcap became shorter"]
    assert run.is_stopped


def test_a_search_that_may_still_say_something_is_closed_when_it_is_stopped() -> None:
    collector = Collector()
    search = LateSearch(ToyTable(toy_frames(4)))
    search.late *= 100_000
    run = FilterRun(1, search, collector)
    run.more()
    collector.wait()
    while run.is_working:
        pass
    run.stop()
    while not search.closed:
        pass
    assert search.closed == 1
    assert search.late
