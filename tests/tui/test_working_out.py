import threading

from textual.message import Message

from dissectors.errors import CaptureFileError
from tests.tui.toy import ToyTable, toy_frames
from tui.messages import WorkedOut
from tui.working_out import ROWS_A_STEP, WorkingOut, works_of


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


def test_one_kind_of_work_after_the_other_is_done_step_by_step() -> None:
    collector = Collector()
    done: list[tuple[str, int]] = []
    works = [lambda stop, name=name: done.append((name, stop)) for name in ("first", "second")]
    WorkingOut(works, collector).more(2 * ROWS_A_STEP + 5)
    collector.wait()
    steps = [ROWS_A_STEP, 2 * ROWS_A_STEP, 2 * ROWS_A_STEP + 5]
    assert done == [(name, stop) for name in ("first", "second") for stop in steps]
    assert [told.is_over for told in collector.told] == [*[False] * 6, True]


def test_only_rows_that_were_added_are_worked_on() -> None:
    collector = Collector()
    done: list[int] = []
    work = WorkingOut((done.append,), collector)
    for rows in (10, 10, 12):
        work.more(rows)
        if rows != 10 or not collector.told:
            collector.wait()
    assert done == [10, 12]


def test_another_capture_is_worked_out_from_its_start() -> None:
    collector = Collector()
    done: list[int] = []
    work = WorkingOut((done.append,), collector)
    for rows in (10, 3):
        work.more(rows)
        collector.wait()
    assert done == [10, 3]


def test_a_file_that_is_gone_ends_it_in_silence() -> None:
    ended = threading.Event()

    def work(stop: int) -> None:
        ended.set()
        raise CaptureFileError("toy.pcap became shorter while it was open")

    collector = Collector()
    working = WorkingOut((work,), collector)
    working.more(3)
    assert ended.wait(10)
    assert working._thread is not None
    working._thread.join(10)
    working.more(4)
    assert not collector.told


def test_conversations_are_numbered() -> None:
    table = ToyTable(toy_frames(3))
    assert works_of(table) == (table.number_streams, table.analyse, table.judge)
