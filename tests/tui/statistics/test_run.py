"""Counting in a thread: the view in sight is posted, again as more comes, and no other one."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Event
from typing import Any

import numpy as np
import pytest
from textual.message import Message

from dissectors import PacketTable, open_capture
from dissectors.deep.columns.psml import SummaryBatch
from dissectors.deep.columns.summaries import Summaries
from dissectors.errors import CaptureFileError
from dissectors.statistics.file_hash import FileHash
from tests.conftest import SAMPLES
from tui.statistics.dissecting import Dissecting
from tui.statistics.run import StatisticsRun
from tui.statistics.told import Counted, StatisticsCounted, StatisticsFailed
from tui.statistics.views import VIEWS, View

PATIENCE = 20
VIEW = {view.name: view for view in VIEWS}


@pytest.fixture
def posted() -> Queue[Message]:
    return Queue()


@contextmanager
def run_of(posted: Queue[Message], name: str = "dns.pcapng", view: str = "hierarchy", **options: Any) -> Iterator[Any]:
    with open_capture(SAMPLES / name) as capture:
        capture.refresh()
        run = StatisticsRun(name, PacketTable(capture), posted.put, view=VIEW[view], **options)
        try:
            yield run
        finally:
            run.stop()
            run._worker.wait()


def last(posted: Queue[Message]) -> Counted:
    """The message that tells of the end of what was handed over."""
    while True:
        message = posted.get(timeout=PATIENCE)
        assert isinstance(message, StatisticsCounted)
        if message.counted.is_done:
            return message.counted


def packets(counted: Counted) -> int:
    return int(counted.parts[0].records[0]["packets"])


def go_on(run: StatisticsRun) -> None:
    """At once."""
    run._worker.wait()
    run._rest = -1, 0.0
    run.go_on()


def test_all_rows_as_they_come(posted: Queue[Message]) -> None:
    with run_of(posted) as run:
        run.extend(2)
        go_on(run)
        assert (packets(first := last(posted)), first.rows) == (2, 2)
        run.extend(6)
        go_on(run)
        assert (packets(second := last(posted)), second.rows, run.handed) == (6, 6, 6)
        go_on(run)
        assert not run.is_working
        assert packets(first) == 2


def test_what_the_deep_decoder_tells_later_joins_in(posted: Queue[Message]) -> None:
    told = Summaries()
    with run_of(posted, "udp.pcapng", told_protocols=lambda: told) as run:
        run.extend(2)
        go_on(run)
        last(posted)
        told.append(SummaryBatch(1, [b"QUIC"] * 2, [b""] * 2, [b""] * 2))
        go_on(run)
        assert "QUIC (tshark)" in {one["protocol"] for one in last(posted).parts[0].records}
        go_on(run)
        assert not run.is_working


def test_some_rows_only(posted: Queue[Message]) -> None:
    with run_of(posted, is_filtered=True) as run:
        run.add(np.array([1, 3], np.int64))
        run.add(np.array([5], np.int64))
        go_on(run)
        assert packets(last(posted)) == 3


def test_a_view_is_counted_when_it_comes_into_sight_and_told_again_from_what_is_known(posted: Queue[Message]) -> None:
    with run_of(posted) as run:
        run.extend(6)
        go_on(run)
        assert last(posted).view is VIEW["hierarchy"]
        run._worker.wait()
        run.show(VIEW["endpoints"])
        assert last(posted).view is VIEW["endpoints"]
        run._worker.wait()
        run.show(VIEW["hierarchy"])
        assert last(posted).view is VIEW["hierarchy"]
        assert not run.is_working


def test_what_is_wanted_while_the_last_is_being_told_does_not_wait_as_that_does(posted: Queue[Message]) -> None:
    with run_of(posted) as run:

        def post(message: Message) -> None:
            if run.view is VIEW["hierarchy"]:
                run.show(VIEW["endpoints"])
            posted.put(message)

        run.post = post
        run.extend(6)
        run.go_on()
        assert last(posted).view is VIEW["hierarchy"]
        run._worker.wait()
        assert run._rest[1] > time.monotonic()
        run.go_on()
        assert last(posted).view is VIEW["endpoints"]


def test_what_is_dissected_is_told_before_and_after(posted: Queue[Message]) -> None:
    with run_of(posted, view="dns") as run:
        run.extend(len(run.index.capture.frames))
        go_on(run)
        told = last(posted)
        assert told.coverage.is_whole
        assert told.coverage.examined > 0
        assert told.parts[0].records


def test_numbers_instead_of_names(posted: Queue[Message]) -> None:
    with run_of(posted, view="endpoints") as run:
        run.extend(len(run.index.capture.frames))
        go_on(run)
        udp = next(part for part in last(posted).parts if part.title.startswith("UDP"))
        assert "domain" in [one["service"] for one in udp.records]
        run._worker.wait()
        run.show_names(shown=False)
        udp = next(part for part in last(posted).parts if part.title.startswith("UDP"))
        assert {one["service"] for one in udp.records} == {None}


def test_names_that_were_found_stand_in_views_counted_since(posted: Queue[Message]) -> None:
    with run_of(posted, view="endpoints") as run:
        run.extend(len(run.index.capture.frames))
        go_on(run)
        last(posted)
        run._worker.wait()
        found: dict[bytes, str] = {}
        run.show_found(found)
        ip = next(part for part in last(posted).parts if part.name == "IPv4")
        assert "Name" in {column.title for column in ip.columns}
        assert ip.address is not None


def test_the_last_seconds_pass_without_packets(posted: Queue[Message]) -> None:
    now = [0]
    with run_of(posted, "udp.pcapng", "usage", now=lambda: now[0]) as run:
        count = len(run.index.capture.frames)
        now[0] = (run._subject.table.time(count - 1) or 0) + 1_000_000_000
        run.extend(count)
        go_on(run)
        assert last(posted).parts[0].records[0]["bits_per_second_10s"] > 0
        now[0] += 90_000_000_000
        go_on(run)
        assert last(posted).parts[0].records[0]["bits_per_second_10s"] == 0


def test_what_goes_wrong_is_told_once(posted: Queue[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: View, subject: object) -> Iterator[Any]:
        raise CaptureFileError("the file is gone")

    monkeypatch.setattr(View, "parts", fails)
    with run_of(posted) as run:
        run.extend(2)
        go_on(run)
        message = posted.get(timeout=PATIENCE)
        assert isinstance(message, StatisticsFailed)
        assert (message.run, message.sentence) == (run, "the file is gone")
        go_on(run)
        assert not run.is_working


def sha256_told(counted: Counted) -> str | None:
    found: str | None = counted.parts[0].records[0]["sha256"]
    return found


def test_a_saved_file_has_its_hash_which_is_told_when_it_is_known(posted: Queue[Message]) -> None:
    is_saved = [False]
    with run_of(posted, view="overview", is_saved=lambda: is_saved[0]) as run:
        run.extend(2)
        go_on(run)
        assert sha256_told(last(posted)) is None
        is_saved[0] = True
        go_on(run)
        assert sha256_told(last(posted)) == hashlib.sha256((SAMPLES / "dns.pcapng").read_bytes()).hexdigest()
        go_on(run)
        assert not run.is_working


def test_a_file_that_cannot_be_read_again_has_none(posted: Queue[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: FileHash, seconds: float) -> bool:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(FileHash, "step", fails)
    with run_of(posted, view="overview", is_saved=lambda: True) as run:
        run.extend(2)
        go_on(run)
        assert "cannot be worked out: Input/output error" in "\n".join(last(posted).parts[0].lines(100))


def test_what_comes_while_it_is_dissected_counts_too(posted: Queue[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    with run_of(posted, view="dns") as run:
        wanted = Dissecting.step

        def meanwhile(self: Dissecting, *options: Any) -> bool:
            if run.handed == 2:
                run.extend(4)
            return wanted(self, *options)

        monkeypatch.setattr(Dissecting, "step", meanwhile)
        run.extend(2)
        go_on(run)
        assert last(posted).rows == 4


def test_after_a_stop_nothing_is_posted(posted: Queue[Message]) -> None:
    with run_of(posted) as run:
        run.stop()
        run.extend(2)
        go_on(run)
        assert not run.is_working
        assert posted.empty()


def test_a_view_out_of_sight_is_given_up(posted: Queue[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    with run_of(posted) as run:
        wanted = View.parts

        def looks_away(self: View, subject: Any) -> Iterator[Any]:
            run.view = VIEW["packets"]
            return wanted(self, subject)

        monkeypatch.setattr(View, "parts", looks_away)
        run.extend(2)
        go_on(run)
        assert last(posted).view is VIEW["packets"]
        run._worker.wait()
        assert posted.empty()


def test_names_that_are_no_longer_wanted_are_not_told(posted: Queue[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    with run_of(posted, view="endpoints") as run:
        wanted = View.parts

        def numbers_wanted(self: View, subject: Any) -> Iterator[Any]:
            run.show_names(shown=False)
            return wanted(self, subject)

        monkeypatch.setattr(View, "parts", numbers_wanted)
        run.extend(len(run.index.capture.frames))
        go_on(run)
        told = posted.get(timeout=PATIENCE)
        assert isinstance(told, StatisticsCounted)
        assert {one["service"] for part in told.counted.parts for one in part.records} == {None}


def test_a_stop_lets_workers_go_though_nothing_is_being_counted(
    posted: Queue[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = Event()
    monkeypatch.setattr(Dissecting, "close", lambda self: closed.set())
    with run_of(posted) as run:
        run.extend(2)
        go_on(run)
        last(posted)
        run._worker.wait()
        assert not closed.is_set()
        run.stop()
        assert closed.wait(PATIENCE)


def test_numbers_that_were_wanted_while_names_were_told_are_told_then(
    posted: Queue[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_of(posted, view="endpoints") as run:
        run.extend(2)
        go_on(run)
        last(posted)
        run._worker.wait()
        # As where the names were told between a look at what is wanted and the telling.
        run._shows_names = False
        go_on(run)
        told = last(posted)
        assert {one["service"] for part in told.parts for one in part.records} == {None}


@pytest.mark.parametrize("view", ["usage", "endpoints"])
def test_what_takes_long_is_told_before_it_knows_all(
    posted: Queue[Message], monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    monkeypatch.setattr("tui.statistics.run.SECONDS_FOR_A_PART", 0)
    monkeypatch.setattr("tui.statistics.counted.PIECE_ROWS", 2)
    with run_of(posted, view=view) as run:
        run.extend(6)
        go_on(run)
        sums, is_done = [], False
        while not is_done:
            message = posted.get(timeout=PATIENCE)
            assert isinstance(message, StatisticsCounted)
            is_done = message.counted.is_done
            sums.append(sum(one["packets"] for one in message.counted.parts[0].records))
    assert sums[0] > 0
    assert set(sums[1:]) == {3 * sums[0]}


def test_parts_that_take_long_do_not_wait_for_the_others(
    posted: Queue[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.statistics.run.SECONDS_FOR_A_PART", 0)
    with run_of(posted, "ping.pcapng", "packets") as run:
        for expected in (True, False):
            run.extend(3 if expected else 4)
            go_on(run)
            told = []
            while not told or not told[-1].is_done:
                message = posted.get(timeout=PATIENCE)
                assert isinstance(message, StatisticsCounted)
                told.append(message.counted)
            counts = [len(one.parts) for one in told]
            assert counts == sorted(counts)
            # Who has seen the view already sees all of it anew.
            assert (counts[0] == 1 and len(told) > 2) == expected
