"""The thread that counts: what it tells, as packets come and as other things are wanted."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Queue

import numpy as np
import pytest
from textual.message import Message

from dissectors import PacketTable
from dissectors.capture_file.frames import NO_TIME
from dissectors.errors import WorkerLost
from dissectors.filters import compile_filter
from dissectors.statistics.field_values import FieldValues
from dissectors.statistics.intervals import MILLISECOND
from dissectors.statistics.rates import Quantity
from tests.dissectors.statistics.timed import SECOND, at_times, captured
from tests.dissectors.streams.frames import tcp, udp
from tui.rate_graph.run import RateRun
from tui.rate_graph.told import RatesCounted
from tui.rate_graph.wanted import Counted, Request, Told

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)
PACKETS, TCP = Counted(Quantity(), ""), Counted(Quantity(), "tcp")


class Heard:
    """What a run tells, until it is done."""

    def __init__(self, table: PacketTable) -> None:
        self.queue: Queue[Told] = Queue()
        self.run = RateRun(table, self._take, compile_filter)

    def _take(self, message: Message) -> None:
        assert isinstance(message, RatesCounted)
        self.queue.put(message.told)

    def told(self) -> Told:
        while not (told := self.queue.get(timeout=20)).is_done:
            pass
        return told

    def values(self, told: Told, counted: Counted) -> list[float]:
        rates = told.series[counted].rates
        assert rates is not None
        return list(rates.values)


@pytest.fixture
def heard(tmp_path: Path) -> Heard:
    frames = [(0, tcp(A, B)), (1, udp(A, B)), (SECOND, tcp(A, B)), (SECOND + 1, udp(A, B)), (100 * SECOND, udp(A, B))]
    return Heard(PacketTable(captured(frames, tmp_path)))


def test_each_series_is_counted_and_goes_on_as_packets_come(heard: Heard) -> None:
    heard.run.extend(2)
    heard.run.ask(Request((PACKETS, TCP), SECOND))
    told = heard.told()
    assert (heard.values(told, PACKETS), told.series[TCP].is_done) == ([2], True)
    heard.run.extend(5)
    heard.run.go_on()
    told = heard.told()
    assert (heard.values(told, PACKETS), heard.values(told, TCP)) == ([2, 2, 1], [1, 1])
    assert (told.first, told.last, told.rows, told.interval) == (0, 100 * SECOND, 5, SECOND)


def test_a_window_is_counted_finer_and_the_whole_is_kept(heard: Heard) -> None:
    heard.run.extend(5)
    heard.run.ask(Request((PACKETS,)))
    whole = heard.told()
    heard.run.ask(Request((PACKETS,), window=(SECOND - 10, SECOND + 10)))
    window = heard.told()
    assert window.interval < whole.interval == SECOND
    assert heard.values(window, PACKETS) == [2]
    assert window.places is not None
    heard.run.ask(Request((PACKETS,)))
    assert heard.told().series[PACKETS].rates is whole.series[PACKETS].rates


def test_only_what_was_handed_over(heard: Heard) -> None:
    heard.run.add(np.array([1, 2]))
    heard.run.ask(Request((PACKETS, TCP), SECOND))
    told = heard.told()
    assert (heard.values(told, PACKETS), heard.values(told, TCP)) == ([1, 1], [1])


def test_what_cannot_be_counted_says_why_and_stops_no_other(heard: Heard) -> None:
    wrong, none = Counted(Quantity(), "no.such.field"), Counted(Quantity("SUM", "dns.qry.name"), "")
    heard.run.extend(5)
    heard.run.ask(Request((wrong, none, PACKETS), SECOND))
    told = heard.told()
    assert "no.such.field" in told.series[wrong].problem
    assert told.series[none].problem == "dns.qry.name is no number."
    assert heard.values(told, PACKETS) == [2, 2, 1]
    heard.run.go_on()
    assert not heard.run.is_working


def test_no_packet_and_no_time_are_told(tmp_path: Path) -> None:
    heard = Heard(at_times([None], tmp_path))
    heard.run.extend(1)
    heard.run.ask(Request((PACKETS,)))
    assert heard.told().interval == 0


def test_all_at_one_instant_is_a_peak_with_both_sides(tmp_path: Path) -> None:
    heard = Heard(at_times([0] * 3, tmp_path))
    heard.run.extend(3)
    heard.run.ask(Request((PACKETS,)))
    told = heard.told()
    assert (told.first, told.last) == (-2 * MILLISECOND, 2 * MILLISECOND)


@pytest.mark.parametrize("times", [[0, 56 * 365 * 86_400 * SECOND], [9 * SECOND, 0], [-(2**63) + 1, 2**63 - 1]])
def test_times_of_any_distance(tmp_path: Path, times: list[int | None]) -> None:
    heard = Heard(at_times(times, tmp_path))
    heard.run.extend(2)
    for interval in (None, MILLISECOND):
        heard.run.ask(Request((PACKETS,), interval))
        assert sum(heard.values(heard.told(), PACKETS)) == 2


def test_what_was_told_is_told_again_to_whom_does_not_know_it(heard: Heard) -> None:
    heard.run.extend(5)
    heard.run.ask(Request((PACKETS,)))
    told = heard.told()
    heard.run.tell_unless_known(told)
    assert heard.queue.empty()
    heard.run.tell_unless_known(None)
    assert heard.told() is told
    heard.run.stop()
    heard.run.tell_unless_known(None)
    assert heard.queue.empty()


def test_fields_without_a_column_are_read_from_the_packets(heard: Heard) -> None:
    most, count = Counted(Quantity("MAX", "udp.length"), ""), Counted(Quantity("COUNT", "dns.qry.name"), "udp")
    some = Counted(Quantity("SUM", "udp.length"), "udp")
    heard.run.extend(2)
    heard.run.ask(Request((most, some, count), SECOND))
    assert heard.values(heard.told(), most) == [8]
    heard.run.extend(5)
    heard.run.go_on()
    told = heard.told()
    assert (heard.values(told, most), heard.values(told, some), heard.values(told, count)) == ([8] * 3, [8] * 3, [])
    assert all(one.is_done for one in told.series.values())
    heard.run.ask(Request((some,), 100 * SECOND))
    assert heard.values(heard.told(), some) == [16, 8]
    heard.run.stop()


def test_packets_behind_the_end_of_time_are_at_one_instant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = PacketTable(at_times([2**63 - 1, 2**63 - 1], tmp_path).index.capture)
    monkeypatch.setattr(table, "time", lambda row: 2**70)
    heard = Heard(table)
    heard.run.extend(2)
    heard.run.ask(Request((PACKETS,)))
    told = heard.told()
    rates = told.series[PACKETS].rates
    assert rates is not None
    assert rates.places.tolist() == [0]
    assert told.first <= 0 <= told.last


def test_a_capture_in_which_nothing_comes_goes_on_to_now(heard: Heard) -> None:
    line = Counted(Quantity(), "", has_gaps=True)
    heard.run.extend(5)
    heard.run.ask(Request((line,), SECOND, idle=20 * SECOND))
    told = heard.told()
    points = told.series[line].points
    assert points is not None
    assert (told.last, int(points.x[-1]), points.y[-1]) == (120 * SECOND, 120 * SECOND, 0)


def test_a_worker_that_is_lost_stops_its_series_alone_until_it_is_hidden_and_shown(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths = Counted(Quantity("MAX", "udp.length"), "")

    def lost(self: FieldValues, seconds: float) -> None:
        raise WorkerLost("a process was ended from outside; try again")

    heard.run.extend(5)
    with monkeypatch.context() as patch:
        patch.setattr(FieldValues, "step", lost)
        heard.run.ask(Request((PACKETS, lengths), SECOND))
        told = heard.told()
        assert told.series[lengths].problem == "A process was ended from outside; try again."
        assert heard.values(told, PACKETS) == [2, 2, 1]
    heard.run.ask(Request((PACKETS,), SECOND, resting=frozenset({lengths})))
    heard.told()
    heard.run.ask(Request((PACKETS, lengths), SECOND))
    assert heard.values(heard.told(), lengths) == [8, 8, 8]


def test_without_a_time_of_the_first_packet_all_count_from_the_earliest_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = at_times([None, 5 * SECOND, 7 * SECOND, 1 * SECOND], tmp_path)
    monkeypatch.setattr(table, "time", lambda row: None)
    heard = Heard(table)
    monkeypatch.setattr("tui.rate_graph.run.PIECE_ROWS", 0)
    heard.run._extent.extend(np.array([NO_TIME, 5 * SECOND, 7 * SECOND]))
    heard.run.extend(3)
    heard.run.ask(Request((PACKETS,), SECOND))
    told = heard.told()
    assert (told.origin, heard.values(told, PACKETS)) == (5 * SECOND, [1, 1])
    monkeypatch.undo()
    monkeypatch.setattr(table, "time", lambda row: None)
    heard.run.extend(4)
    heard.run.go_on()
    told = heard.told()
    rates = told.series[PACKETS].rates
    assert rates is not None
    assert (told.origin, rates.origin, rates.places.tolist()) == (SECOND, SECOND, [0, 4, 6])


def test_a_fault_is_told_of_every_series_and_ends_it(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(threading, "excepthook", lambda args: None)
    heard.run.extend(5)
    heard.run.ask(Request((PACKETS,)))
    heard.told()
    monkeypatch.setattr(heard.run, "_go_on", fail)
    heard.run.ask(Request((PACKETS, TCP)))
    told = heard.told()
    assert told.is_done
    assert {one.problem for one in told.series.values()} == {"Remora has a fault here (ZeroDivisionError: by zero)."}
    heard.run.go_on()
    assert not heard.run.is_working
