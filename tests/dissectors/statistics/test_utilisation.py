"""Who uses the wire how much, in all and lately."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors import open_capture
from dissectors.capture_file import PcapWriter
from dissectors.capture_file.frames import NO_TIME
from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import End
from dissectors.statistics.usage import SPARKS, Amounts, Usage, UserUsage
from dissectors.statistics.usage_keys import By, User
from dissectors.statistics.utilisation import Utilisation
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.statistics.timed import FRAME, SECOND, at_times, captured
from tests.dissectors.streams.frames import tcp, udp
from tests.dissectors.streams.talk import Talk

A, B, C = ("10.0.0.1", 1), ("10.0.0.2", 2), ("10.0.0.3", 3)
TIMED = [(0, tcp(A, B)), (SECOND, tcp(A, B, data=b"hello")), (50 * SECOND, udp(B, A)), (69 * SECOND, tcp(A, C))]


def used(timed: list[tuple[int, bytes]], folder: Path, by: By, now: int | None = None) -> Usage:
    counts = Utilisation(PacketTable(captured(timed, folder)).index, by)
    counts.extend(len(timed))
    return counts.usage(now)


def sparkline(usage: Usage, place: int, *, bytes: bool = True) -> list[int]:
    """Of one place; asked for among all, it is the same."""
    every = usage.sparklines(np.arange(len(usage))[::-1], bytes=bytes)[::-1]
    (one,) = usage.sparklines(np.array([place]), bytes=bytes)
    assert one.tolist() == every[place].tolist()
    return [int(value) for value in one]


def named(usage: Usage) -> dict[str, UserUsage]:
    return {usage.users[place].name: usage.record(place) for place in range(len(usage))}


def test_in_all_and_in_the_last_seconds(tmp_path: Path) -> None:
    every = named(used(TIMED, tmp_path, "host"))
    assert every["10.0.0.1"] == UserUsage(
        User("10.0.0.1", "ip.addr == 10.0.0.1"),
        Amounts(3, 1, 54 + 59 + 54, 42),
        {1: Amounts(1, 0, 54, 0), 10: Amounts(1, 0, 54, 0), 60: Amounts(1, 1, 54, 42)},
        0,
        69 * SECOND,
    )
    assert (every["10.0.0.2"].total.packets, every["10.0.0.2"].total.bytes) == (3, 54 + 59 + 42)
    assert (every["10.0.0.3"].first_time, every["10.0.0.3"].recent[1]) == (69 * SECOND, Amounts(0, 1, 0, 54))


def test_windows_end_with_the_clock(tmp_path: Path) -> None:
    for now, expected in ((69 * SECOND, 0), (70 * SECOND, 1), (71 * SECOND, 0), (2**62, 0)):
        assert named(used(TIMED, tmp_path, "protocol", now))["tcp"].recent[1].packets == expected


def test_windows_end_with_the_last_packet_of_either_version_of_ip(tmp_path: Path) -> None:
    timed = [(0, udp(("2001:db8::1", 1), ("2001:db8::2", 2))), (69 * SECOND, tcp(A, B))]
    for packets in (timed, [*timed, (70 * SECOND, udp(("2001:db8::1", 1), ("2001:db8::2", 2)))]):
        usage = used(packets, tmp_path, "host")
        assert named(usage)["10.0.0.1"].recent[10].packets == 1
        assert usage.end * 250_000_000 // SECOND == packets[-1][0] // SECOND


def test_in_steps_or_at_once(tmp_path: Path) -> None:
    timed = [(number * SECOND // 3, tcp(A, B) if number % 3 else udp(C, A)) for number in range(90)]
    index = PacketTable(captured(timed, tmp_path)).index
    bys: tuple[By, ...] = ("eth", "tcp", "host", "protocol")
    for by in bys:
        in_steps, at_once = Utilisation(index, by), Utilisation(index, by)
        for stop in (1, 2, 2, 50, 90):
            in_steps.extend(stop)
        at_once.extend(90)
        assert named(in_steps.usage()) == named(at_once.usage())


def test_of_chosen_rows_only(tmp_path: Path) -> None:
    counts = Utilisation(PacketTable(captured(TIMED, tmp_path)).index, "host")
    counts.add(np.array([], np.int64))
    counts.add(np.array([1, 2]))
    counts.add(np.array([3]))
    assert {name: one.total.packets for name, one in named(counts.usage()).items()} == {
        "10.0.0.1": 3,
        "10.0.0.2": 2,
        "10.0.0.3": 1,
    }


def test_processes_that_become_known_later_have_what_they_sent_before(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    counts = Utilisation(table.index, "process")
    counts.extend(3)
    assert len(counts.usage()) == 0
    table.attributions.append([found("curl", 7), found("nginx", 9, local=SERVER, remote=CLIENT, how="listener")])
    every = named(counts.usage())
    assert every["curl (7)"].total == every["curl (7)"].recent[1] == Amounts(2, 1, 108, 54)
    assert every["nginx (9)"].total == Amounts(1, 2, 54, 108)
    assert (every["curl (7)"].first_time, every["curl (7)"].last_time) == (table.time(0), table.time(2))
    usage = counts.usage()
    assert sum(sparkline(usage, 0)) == 162


def test_one_process_has_all_its_conversations(tmp_path: Path) -> None:
    other = End("10.0.0.2", 40001)
    table = Talk().shake().table(tmp_path, Talk(other, first=(1, 1)).shake())
    table.attributions.append([found("curl", 7), found("curl", 7, local=other, remote=SERVER)])
    counts = Utilisation(table.index, "process")
    counts.extend(6)
    (one,) = named(counts.usage()).values()
    assert one.total == Amounts(4, 2, 216, 108)


def test_what_a_process_sends_to_itself_counts_once(tmp_path: Path) -> None:
    other = End("10.0.0.2", 40001)
    table = Talk().shake().table(tmp_path, Talk(other, first=(1, 1)).shake())
    both = [found("python3", 7, local=CLIENT, remote=SERVER), found("python3", 7, local=SERVER, remote=CLIENT)]
    table.attributions.append([*both, found("python3", 7, local=other, remote=SERVER)])
    counts = Utilisation(table.index, "process")
    counts.extend(6)
    usage = counts.usage()
    (one,) = named(usage).values()
    # Of its second conversation the other end is nobody's.
    assert one.total == Amounts(3 + 2, 3 + 1, 162 + 108, 162 + 54, 3, 162) == one.recent[1]
    assert (one.total.packets, one.total.bytes) == (6, 6 * 54)
    assert sum(sparkline(usage, 0)) == 6 * 54
    assert sum(sparkline(usage, 0, bytes=False)) == 6


@pytest.mark.parametrize(
    "times",
    [[], [7], [7] * 5, [None], [0, 56 * 365 * 86_400 * SECOND, 1], [-(2**63) + 1, 2**63 - 1], [5 * SECOND, 0, None]],
)
def test_times_of_every_kind(tmp_path: Path, times: list[int | None]) -> None:
    counts = Utilisation(at_times(times, tmp_path).index, "host")
    counts.extend(len(times))
    usage = counts.usage()
    assert len(usage) == (2 if times else 0)
    known = [time for time in times if time is not None]
    for place in range(len(usage)):
        one = usage.record(place)
        assert one.total.packets == len(times)
        assert (one.first_time, one.last_time) == ((min(known), max(known)) if known else (None, None))
        assert len(sparkline(usage, place)) == SPARKS


def test_lengths_of_none_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "none.pcap"
    with path.open("wb") as file:
        writer = PcapWriter(file, 1)
        for length in (0, 42):
            writer.write(0, FRAME, length)
    with open_capture(path) as capture:
        capture.refresh()
        counts = Utilisation(PacketTable(capture).index, "protocol")
        counts.extend(2)
        assert counts.usage().record(0).total.bytes == 42


def test_a_table_stays_as_it_was(tmp_path: Path) -> None:
    index = PacketTable(captured(TIMED, tmp_path)).index
    counts = Utilisation(index, "host")
    counts.extend(1)
    before = counts.usage()
    counts.extend(4)
    assert before.record(0).total.packets == 1
    assert sum(sparkline(before, 0, bytes=False)) == 1
    assert before.first_times.tolist() != [NO_TIME]


def test_what_is_sent_to_oneself_counts_once(tmp_path: Path) -> None:
    timed = [(0, tcp(A, ("10.0.0.1", 9))), (SECOND, tcp(A, B)), (2 * SECOND, tcp(("10.0.0.1", 9), A))]
    usage = used(timed, tmp_path, "host")
    one = named(usage)["10.0.0.1"]
    assert one.total == Amounts(3, 2, 3 * 54, 2 * 54, 2, 2 * 54)
    assert (one.total.packets, one.total.bytes) == (3, 3 * 54)
    assert (one.recent[60].packets, one.recent[1].bytes) == (3, 54)
    assert sparkline(usage, 0)[-3:] == [54, 54, 54]
    assert sparkline(usage, 0, bytes=False)[-3:] == [1, 1, 1]
