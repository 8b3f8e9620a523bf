from __future__ import annotations

from pathlib import Path

import pytest
from textual.message import Message

from dissectors.packets.table import PacketTable
from dissectors.processes.attributions import Attributions
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import SYN, capture_of, tcp, udp
from tests.tui.fake_watcher import FakeWatcher
from tui.messages import ProcessesFound
from tui.process_watch import MOST_AT_ONCE, MOST_NEW, PATIENCE_SECONDS, LateQuestions, ProcessWatch, what_is_missing

CURL = found("curl", 7)
NGINX = found("nginx", 9, local=SERVER, remote=CLIENT, how="listener")
A, B = ("192.0.2.1", 4000), ("192.0.2.2", 53)


def posted(messages: list[Message]) -> list[tuple[object, ...]]:
    return [tuple(message.attributions) for message in messages if isinstance(message, ProcessesFound)]


def test_what_is_heard_before_there_is_a_screen_is_kept_for_it() -> None:
    watcher, messages = FakeWatcher(), []
    watch = ProcessWatch(watcher)
    watch.begin()
    watcher.find(CURL)
    watcher.find(NGINX)
    watch.start(messages.append)
    assert posted(messages) == [(CURL, NGINX)]


def test_one_batch_is_on_its_way_at_a_time() -> None:
    watcher, messages = FakeWatcher(), []
    watch = ProcessWatch(watcher)
    watch.begin()
    watch.start(messages.append)
    for one in (CURL, NGINX, CURL):
        watcher.find(one)
    assert posted(messages) == [(CURL,)]
    watch.taken()
    assert posted(messages) == [(CURL,), (NGINX, CURL)]
    watch.taken()
    assert len(messages) == 2


def test_the_screen_is_not_given_too_much_at_once() -> None:
    watcher, messages = FakeWatcher(), []
    watch = ProcessWatch(watcher)
    watch.begin()
    for _ in range(3):
        watcher.find(*[CURL] * (MOST_AT_ONCE // 2))
    watch.start(messages.append)
    watch.taken()
    watch.taken()
    assert [len(batch) for batch in posted(messages)] == [MOST_AT_ONCE, MOST_AT_ONCE // 2]


def test_a_capture_that_rests_is_not_watched() -> None:
    watcher = FakeWatcher()
    watch = ProcessWatch(watcher)
    watch.ask([("tcp", CLIENT, SERVER)])
    assert not watcher.asked
    watch.begin()
    watch.ask([("tcp", CLIENT, SERVER)])
    watch.rest()
    assert not watcher.is_watching
    watch.begin()
    assert watcher.is_watching
    assert len(watcher.asked) == 1
    watch.stop()
    assert not watcher.is_watching


def test_the_watch_of_a_capture_that_was_left_does_not_begin_again() -> None:
    watcher = FakeWatcher()
    before, after = ProcessWatch(watcher), ProcessWatch(watcher)
    before.begin()
    before.stop()
    after.begin()
    before.begin()
    before.stop()
    assert watcher.is_watching
    watcher.find(CURL)
    assert after.take() == (CURL,)


def test_what_is_missing_is_told_where_something_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.processes.attributions.MOST", 2)
    watcher, told = FakeWatcher(notice="others' are theirs"), Attributions([CURL])
    watch = ProcessWatch(watcher)
    assert what_is_missing(watch, told) == what_is_missing(None, told) == ()
    watcher.is_alive = False
    assert what_is_missing(watch, told) == ("others' are theirs",)
    watcher.is_alive = True
    told.append([found("", None), NGINX])
    assert what_is_missing(watch, told) == (told.notice, "others' are theirs")
    assert what_is_missing(None, told) == (told.notice,)


def test_nothing_is_posted_to_a_screen_that_is_gone() -> None:
    watcher, messages = FakeWatcher(), []
    watch = ProcessWatch(watcher)
    watch.begin()
    watch.start(messages.append)
    watch.stop()
    watcher.find(CURL)
    assert not messages
    assert watch.take() == (CURL,)


def test_without_privilege_nobody_else_sees_that_a_conversation_begins() -> None:
    assert ProcessWatch(FakeWatcher()).patience_seconds == PATIENCE_SECONDS
    assert ProcessWatch(FakeWatcher(is_privileged=False)).patience_seconds == 0


# Late questions.


def table_of(folder: Path, *frames: bytes) -> PacketTable:
    table = PacketTable(capture_of(list(frames), folder))
    table.number_streams(len(table))
    return table


def test_a_conversation_is_asked_about_once_when_nobody_told_in_time(tmp_path: Path) -> None:
    table, late = table_of(tmp_path, tcp(CLIENT, SERVER, flags=SYN), udp(A, B)), LateQuestions()
    assert late.due(table, 10.0, 0.5) == []
    assert late.due(table, 10.4, 0.5) == []
    assert late.due(table, 10.5, 0.5) == [("tcp", CLIENT, SERVER), ("udp", A, B)]
    assert late.due(table, 20.0, 0.5) == []


def test_what_is_known_by_then_is_not_asked_about(tmp_path: Path) -> None:
    table, late = table_of(tmp_path, tcp(CLIENT, SERVER, flags=SYN), udp(A, B)), LateQuestions()
    late.due(table, 0.0, 0.5)
    table.attributions.append([found("curl", 7, time_ns=10)])
    assert late.due(table, 1.0, 0.5) == [("udp", A, B)]


def test_of_a_flood_only_the_newest_are_asked_about(tmp_path: Path) -> None:
    count = MOST_NEW + 10
    table = table_of(tmp_path, *(udp(("192.0.2.1", port), B) for port in range(1, count + 1)))
    flows = LateQuestions().due(table, 0.0, 0.0)
    assert [flow[1].port for flow in flows] == list(range(11, count + 1))


def test_another_capture_has_other_conversations(tmp_path: Path) -> None:
    table, late = table_of(tmp_path, udp(A, B)), LateQuestions()
    late.due(table, 0.0, 0.5)
    late.forget()
    table.forget()
    assert late.due(table, 1.0, 0.5) == []
    table.number_streams(1)
    assert late.due(table, 1.0, 0.0) == [("udp", A, B)]
