"""Ports of UDP that processes use one after another: each packet is whose it was then, or nobody's."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors import open_capture
from dissectors.capture_file import PcapWriter
from dissectors.packets.table import PacketTable
from dissectors.processes.agreement import NOT_ALWAYS
from dissectors.processes.attribution import Attribution
from dissectors.processes.between import NOTHING
from dissectors.processes.ends import NOBODY
from dissectors.processes.succession import DOUBT_NS, EARLY_NS, Successions
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.processes.test_columns import column, tree
from tests.dissectors.streams.frames import udp

SECOND = 1_000_000_000
T = 1_700_000_000 * SECOND
MS = 1_000_000


def said(name: str, pid: int | None, after: int, *, uid: int | None = None) -> Attribution:
    """Of the client, so long after `T`."""
    return found(name, pid, protocol="udp", time_ns=T + after, how="listener", uid=uid)


def server(name: str, pid: int, after: int) -> Attribution:
    return found(name, pid, local=SERVER, remote=CLIENT, protocol="udp", time_ns=T + after, how="listener")


def asked(folder: Path, times: Sequence[int]) -> PacketTable:
    """A question at each time after `T`, and an answer 10 microseconds later."""
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for time in times:
        for after, frame in ((0, udp(CLIENT, SERVER)), (10_000, udp(SERVER, CLIENT))):
            writer.write(T + time + after, frame, len(frame))
    path = folder / "asked.pcap"
    path.write_bytes(written.getvalue())
    capture = open_capture(path)
    capture.refresh()
    table = PacketTable(capture)
    table.number_streams(len(table))
    return table


ALPHA = [said("c-alpha", 7, 0), server("alpha", 8, 0)]
BETA = [said("c-beta", 9, SECOND), server("beta", 10, SECOND)]
WHOSE = ["c-alpha → alpha", "alpha → c-alpha", "c-beta → beta", "beta → c-beta"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_ports_used_again_are_each_packets_own(tmp_path: Path, order: tuple[int, ...]) -> None:
    table = asked(tmp_path, [0, SECOND])
    everything = [*ALPHA, *BETA]
    for place in order:
        table.attributions.append([everything[place]])
        table.join_processes()
    assert [table.ends(row).text for row in range(4)] == WHOSE
    assert column(table, "proc.pid") == tree(table, "proc.pid") == {0: [7, 8], 1: [8, 7], 2: [9, 10], 3: [10, 9]}
    assert column(table, "proc.name") == tree(table, "proc.name")


def test_of_the_conversation_no_process_is_named(tmp_path: Path) -> None:
    table = asked(tmp_path, [0, SECOND])
    table.attributions.append([*ALPHA, *BETA])
    for end in table.ends_of("udp", 0):
        assert end is not None
        assert (end.pid, end.name, end.unknown) == (None, "", NOT_ALWAYS)


def test_who_is_not_known_is_not_the_next(tmp_path: Path) -> None:
    table = asked(tmp_path, [0, SECOND])
    table.attributions.append([found(protocol="udp", time_ns=T, user="root", uid=0, unknown="gone"), BETA[0]])
    assert [table.ends(row).text for row in range(4)] == ["(root)", "(root)", "c-beta", "c-beta"]
    assert [one and one.pid for one in table.ends_of("udp", 0)] == [None, None]


def test_shortly_before_another_nobody_is_known(tmp_path: Path) -> None:
    table = asked(tmp_path, [0, 300 * MS, SECOND - 50 * MS, SECOND])
    table.attributions.append([*ALPHA, *BETA])
    assert [table.ends(row).text for row in range(0, 8, 2)] == [WHOSE[0], WHOSE[0], "", WHOSE[2]]
    table.attributions.append([said("c-alpha", 7, SECOND - 50 * MS)])
    assert [table.ends(row).text for row in range(0, 8, 2)] == [WHOSE[0], WHOSE[0], "c-alpha", WHOSE[2]]


def test_what_is_found_late_is_not_said_of_packets_long_before(tmp_path: Path) -> None:
    table = asked(tmp_path, [0, SECOND])
    table.attributions.append(BETA)
    assert [table.ends(row).text for row in range(4)] == ["", "", *WHOSE[2:]]
    soon = asked(tmp_path, [0, 100 * MS])
    soon.attributions.append([said("dig", 7, 100 * MS)])
    assert [soon.ends(row).text for row in range(4)] == ["dig"] * 4


def saved(table: PacketTable, path: Path, rows: Sequence[int] | None = None) -> PacketTable:
    from tests.dissectors.processes.test_notes import saved

    return saved(table, path, rows)


def test_a_saved_capture_tells_of_each_at_its_first_packet(tmp_path: Path) -> None:
    table = asked(tmp_path, [0, MS, SECOND, SECOND + MS])
    table.attributions.append([*ALPHA, *BETA])
    again = saved(table, tmp_path / "saved.pcapng")
    assert [again.ends(row) for row in range(8)] == [table.ends(row) for row in range(8)]
    assert {row: len(again.capture.comments(row)) for row in range(8)} == dict.fromkeys(range(8), 0) | {0: 2, 4: 2}
    twice = saved(again, tmp_path / "twice.pcapng")
    assert (tmp_path / "saved.pcapng").read_bytes() == (tmp_path / "twice.pcapng").read_bytes()
    assert len(twice) == 8


@pytest.mark.parametrize("rows", [[1, 4], [3], [6, 7], [4, 5, 6], [2, 3]])
def test_a_saved_part_names_nobody_else(tmp_path: Path, rows: list[int]) -> None:
    table = asked(tmp_path, [0, 300 * MS, SECOND - 50 * MS, SECOND])
    table.attributions.append([*ALPHA, *BETA])
    again = saved(table, tmp_path / "part.pcapng", rows)
    assert [again.ends(row).text for row in range(len(rows))] == [table.ends(row).text for row in rows]


def test_a_packet_without_a_time_is_nobodys() -> None:
    one, other = said("a", 1, 0), said("b", 2, SECOND)
    known = [one]
    successions = Successions(known)
    successions.say(0, T, one, other)
    successions.settle()
    assert successions.at(0, None) == NOTHING
    assert known[successions.at(0, T)] == one


SAID = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 3)), min_size=1, max_size=8)


@given(SAID, st.data())
def test_it_does_not_matter_in_which_order_it_is_said(what: list[tuple[int, int]], data: st.DataObject) -> None:
    everything = [said("p", pid, time * DOUBT_NS // 2) for time, pid in what]
    shuffled = data.draw(st.permutations(everything))
    answers = []
    for order in (everything, shuffled):
        known: list[Attribution] = []
        successions, whole = Successions(known), None
        for number, one in enumerate(order):
            whole = successions.say(0, T - EARLY_NS - 1, whole, one)
            if number % 2:
                successions.settle()
        successions.settle()
        places = [successions.at(0, T + time * DOUBT_NS // 4) for time in range(-2, 28)]
        answers.append([NOBODY if place == NOTHING else (known[place].pid, known[place].unknown) for place in places])
    assert answers[0] == answers[1]
