"""A thread that makes pictures of graphs."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.message import Message

from dissectors.statistics.tcp_graphs.observer import ConversationObserver
from tests.dissectors.statistics.tcp_graphs.talk import Said, table_of, transfer
from tests.tui.tcp_graphs.pictures import ENDS
from tui.tcp_graphs.run import GraphPicture, TCPGraphFailed, TCPGraphMade, TCPGraphRun, Wish


class Listener:
    """Hears what a run posts, in its thread."""

    def __init__(self) -> None:
        self.pictures: list[GraphPicture] = []
        self.failures: list[str] = []
        self._ended = threading.Event()

    def post(self, message: Message) -> None:
        if isinstance(message, TCPGraphFailed):
            self.failures.append(message.sentence)
        elif isinstance(message, TCPGraphMade):
            if message.picture is None:
                self._ended.set()
            else:
                self.pictures.append(message.picture)

    def wait(self) -> None:
        assert self._ended.wait(10)
        self._ended.clear()


def test_a_picture_is_made_of_the_side_that_sent_more(tmp_path: Path) -> None:
    heard = Listener()
    run = TCPGraphRun(table_of(transfer(), tmp_path), 0, Wish("tcptrace"), heard.post)
    run.more()
    heard.wait()
    (picture,) = heard.pictures
    assert (picture.graph.kind, picture.graph.side, picture.ends) == ("tcptrace", 0, ENDS)
    assert len(picture.observed) == 14
    assert run.progress == 1
    assert not run.is_working


@pytest.mark.parametrize(("row", "side"), [(14, 1), (15, 0), (3, 0), (None, 0)])
def test_the_side_whose_data_the_user_came_from_is_shown(tmp_path: Path, row: int | None, side: int) -> None:
    said = [*transfer()[:11], Said(0, 60, 501, 5001), Said(0, 61, 501, 5001), Said(0, 62, 501, 5001)]
    said += [Said(1, 70, 5001, 501, 10), Said(0, 71, 501, 5011)]
    heard = Listener()
    run = TCPGraphRun(table_of(said, tmp_path), 0, Wish("tcptrace", row=row), heard.post)
    run.more()
    heard.wait()
    assert heard.pictures[0].graph.side == side


def test_another_wish_makes_another_picture_and_the_same_one_none(tmp_path: Path) -> None:
    heard = Listener()
    run = TCPGraphRun(table_of(transfer(), tmp_path), 0, Wish("tcptrace"), heard.post)
    run.more()
    heard.wait()
    run.want(Wish("rtt", 1))
    heard.wait()
    assert [(one.graph.kind, one.graph.side) for one in heard.pictures] == [("tcptrace", 0), ("rtt", 1)]
    run.more()
    assert not run.is_working


def test_what_cannot_be_read_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(observer: ConversationObserver, stop: int) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(ConversationObserver, "extend", fail)
    heard = Listener()
    run = TCPGraphRun(table_of(transfer(), tmp_path), 0, Wish("tcptrace"), heard.post)
    run.more()
    heard.wait()
    run.more()
    assert heard.failures == ["the disk is gone"]
    assert not run.is_working


def test_a_run_that_was_stopped_says_nothing(tmp_path: Path) -> None:
    heard = Listener()
    run = TCPGraphRun(table_of(transfer(), tmp_path), 0, Wish("tcptrace"), heard.post)
    run.stop()
    run.more()
    assert not run.is_working
    assert heard.pictures == []


def test_a_picture_replaces_one_that_waits_and_the_end_does_not(tmp_path: Path) -> None:
    heard = Listener()
    run = TCPGraphRun(table_of(transfer(), tmp_path), 0, Wish("tcptrace"), heard.post)
    run.more()
    heard.wait()
    made = TCPGraphMade(run, heard.pictures[0])
    assert made.can_replace(TCPGraphMade(run, heard.pictures[0]))
    assert not made.can_replace(TCPGraphMade(run, None))
    other = TCPGraphRun(table_of(transfer(), tmp_path), 0, Wish("tcptrace"), heard.post)
    assert not made.can_replace(TCPGraphMade(other, heard.pictures[0]))
