from __future__ import annotations

import io
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.capture_file import PcapWriter
from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import Attribution
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import ACK, SYN, capture_of, ip, tcp, udp
from tests.tui.fake_watcher import FakeWatcher
from tui.process_watch import ProcessWatch
from tui.waiting_rows import AGAIN_NS, LONGEST_WAIT_SECONDS, QUESTION_SECONDS, SECOND_END_SECONDS, WaitingRows

CURL = found("curl", 7, time_ns=0)
NGINX = found("nginx", 9, local=SERVER, remote=CLIENT, how="listener", time_ns=0)
PING = ip("192.0.2.1", "192.0.2.2", 1, bytes(8))
FRAMES = (tcp(CLIENT, SERVER, 0, SYN), PING, tcp(CLIENT, SERVER, 1, ACK), udp(("192.0.2.1", 4000), ("192.0.2.2", 53)))


class Clock:
    """Time that only goes on when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Made:
    """Rows of a capture with its watcher."""

    def __init__(self, folder: Path, *, is_privileged: bool = True) -> None:
        self.clock = Clock()
        self.watcher = FakeWatcher(is_privileged=is_privileged)
        self.watch = ProcessWatch(self.watcher)
        self.watch.begin()
        self.table = PacketTable(capture_of(list(FRAMES), folder))
        self.rows = WaitingRows(self.table, self.watch, self.clock)
        self.rows.add(range(3))

    def after(self, seconds: float, *known: Attribution) -> list[int]:
        """What is ready then."""
        self.clock.now += seconds
        self.table.attributions.append(known)
        return list(self.rows.ready())


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


def test_rows_wait_for_both_ends_and_those_behind_wait_too(made: Made) -> None:
    assert made.after(0) == []
    assert made.after(0.05, CURL, NGINX) == [0, 1, 2]
    assert not len(made.rows)


def test_one_end_known_the_other_is_not_waited_for_long(made: Made) -> None:
    assert made.after(0.05, CURL) == []
    assert made.after(SECOND_END_SECONDS / 2) == []
    assert made.after(SECOND_END_SECONDS / 2 + 0.01) == [0, 1, 2]


def test_what_nobody_tells_is_not_waited_for_long_and_once(made: Made) -> None:
    assert made.after(LONGEST_WAIT_SECONDS - 0.01) == []
    assert made.after(0.02) == [0, 1, 2]
    made.rows.add(range(2, 3))
    assert made.after(0) == [2]


def test_the_next_conversation_waits_for_itself(made: Made) -> None:
    made.after(0, CURL, NGINX)
    made.rows.add(range(3, 4))
    assert made.after(0) == []
    assert made.after(LONGEST_WAIT_SECONDS + 0.01) == [3]


def test_a_conversation_whose_beginning_nobody_saw_is_asked_about_while_its_rows_wait(made: Made) -> None:
    made.after(0)
    made.after(QUESTION_SECONDS / 2)
    assert made.watcher.asked == []
    made.after(QUESTION_SECONDS)
    assert ("tcp", CLIENT, SERVER) in made.watcher.asked


def test_without_privilege_each_conversation_is_asked_about_at_once(tmp_path: Path) -> None:
    made = Made(tmp_path, is_privileged=False)
    made.after(0)
    assert ("tcp", CLIENT, SERVER) in made.watcher.asked


def test_when_it_is_over_nothing_waits(made: Made) -> None:
    assert list(made.rows.ready(is_over=True)) == [0, 1, 2]


def test_without_a_watch_nothing_waits(tmp_path: Path) -> None:
    rows = WaitingRows(PacketTable(capture_of(list(FRAMES), tmp_path)), None)
    rows.add(range(4))
    assert list(rows.ready()) == [0, 1, 2, 3]


def udp_rows(folder: Path, *times: int) -> tuple[WaitingRows, Clock]:
    """Datagrams of one conversation; the first has been printed."""
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for time in times:
        writer.write(time, udp(CLIENT, SERVER), 60)
    path = folder / "datagrams.pcap"
    path.write_bytes(written.getvalue())
    capture = open_capture(path)
    capture.refresh()
    watch, clock = ProcessWatch(FakeWatcher(is_privileged=True)), Clock()
    watch.begin()
    rows = WaitingRows(PacketTable(capture), watch, clock)
    rows.add(range(1))
    clock.now += LONGEST_WAIT_SECONDS + 0.01
    assert list(rows.ready()) == [0]
    rows.add(range(1, len(times)))
    return rows, clock


def alpha(time_ns: int) -> Attribution:
    return found("alpha", 7, protocol="udp", time_ns=time_ns)


def test_datagrams_wait_for_whoever_may_have_the_port_by_now(tmp_path: Path) -> None:
    rows, clock = udp_rows(tmp_path, 0, AGAIN_NS // 2, 20 * AGAIN_NS, 20 * AGAIN_NS + 1)
    rows.table.attributions.append([alpha(0)])
    assert list(rows.ready()) == [1]
    clock.now += LONGEST_WAIT_SECONDS - 0.01
    assert list(rows.ready()) == []
    beta = found("beta", 9, protocol="udp", time_ns=20 * AGAIN_NS)
    rows.table.attributions.append([beta])
    clock.now += 0.02
    assert [rows.table.ends(row).text for row in rows.ready()] == ["beta", "beta"]


def test_datagrams_that_are_nobodys_do_not_wait_again(tmp_path: Path) -> None:
    rows, _ = udp_rows(tmp_path, 0, 20 * AGAIN_NS)
    assert list(rows.ready()) == [1]
