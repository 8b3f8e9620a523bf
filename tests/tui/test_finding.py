import threading

from textual.message import Message

from tests.tui.toy import ToyTable, toy_frames
from tui.finding import FindRun
from tui.messages import TextFound


def find(text: str, table: ToyTable, rows: list[int]) -> int | None:
    """What a search ends with."""
    posted: list[Message] = []
    done = threading.Event()
    run = FindRun(text, table, rows, lambda message: (posted.append(message), done.set()))
    run.start()
    assert done.wait(10)
    (message,) = posted
    assert isinstance(message, TextFound)
    assert message.search is run
    return message.row


def test_the_first_row_in_the_given_order_is_found() -> None:
    table = ToyTable(toy_frames(9))
    assert find("port 4,", table, list(range(9))) == 3
    assert find("PORT", table, [6, 7, 8, 0]) == 6


def test_a_text_that_no_row_has_is_told() -> None:
    assert find("nobody", ToyTable(toy_frames(3)), [0, 1, 2]) is None


def test_a_row_that_cannot_be_read_is_passed_over() -> None:
    table = ToyTable(toy_frames(3))
    table.lost = {0}
    assert find("toy", table, [0, 1, 2]) == 1


def test_a_stopped_search_says_nothing() -> None:
    posted: list[Message] = []
    run = FindRun("port", ToyTable(toy_frames(3)), [0, 1, 2], posted.append)
    run.stop()
    run.start()
    while run.is_working:
        pass
    assert posted == []
