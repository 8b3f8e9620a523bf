"""Who uses the wire in each packet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from dissectors.statistics.usage_keys import NOBODY, By, EndUsers, User, keys_by
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp
from tests.dissectors.streams.talk import Talk

A, B = ("10.0.0.1", 7), ("10.0.0.2", 9)
SIX = ("2001:db8::1", 7), ("2001:db8::2", 9)
Seen = list[tuple[int, str | None, str | None]]


def seen(table: PacketTable, by: By, skipped: int = 0) -> Seen:
    """Row, sender and receiver of all that was found."""
    keys = keys_by(by)
    piece = table.index.piece_of(0)
    table.index.streams.extend(piece.count)
    every = list(keys.find(table.index, piece, skipped))
    users, numbers = keys.users(table.index)

    def name(number: int) -> str | None:
        if number != NOBODY and numbers is not None:
            number = int(numbers[number])
        return None if number == NOBODY else users[number].name

    columns = [(users.rows.tolist(), users.senders.tolist(), users.receivers.tolist()) for users in every]
    return [
        (row, name(a), name(b))
        for rows, senders, receivers in columns
        for row, a, b in zip(rows, senders, receivers, strict=True)
    ]


def table_of(frames: list[bytes], folder: Path) -> PacketTable:
    return PacketTable(capture_of(frames, folder))


def test_hosts_are_addresses_of_both_versions(tmp_path: Path) -> None:
    frames = [tcp(A, B), tcp(B, A), udp(*SIX), bytes(12) + b"\x08\x06" + bytes(46)]
    assert seen(table_of(frames, tmp_path), "host") == [
        (0, "10.0.0.1", "10.0.0.2"),
        (1, "10.0.0.2", "10.0.0.1"),
        (2, "2001:db8::1", "2001:db8::2"),
    ]


def test_a_tunnel_has_hosts_twice_and_a_quoted_packet_none(tmp_path: Path) -> None:
    frames = [
        ip("1.1.1.1", "2.2.2.2", 4, tcp(A, B)[14:]),
        ip("3.3.3.3", "10.0.0.1", 1, b"\3\3" + bytes(6) + tcp(A, B)[14:]),
    ]
    assert sorted(seen(table_of(frames, tmp_path), "host")) == [
        (0, "1.1.1.1", "2.2.2.2"),
        (0, "10.0.0.1", "10.0.0.2"),
        (1, "3.3.3.3", "10.0.0.1"),
    ]


def test_endpoints_and_rows_that_are_skipped(tmp_path: Path) -> None:
    table = table_of([tcp(A, B), udp(A, B), tcp(B, A), tcp(A, ("10.0.0.2", 10))], tmp_path)
    every = [
        (0, "10.0.0.1:7", "10.0.0.2:9"),
        (2, "10.0.0.2:9", "10.0.0.1:7"),
        (3, "10.0.0.1:7", "10.0.0.2:10"),
    ]
    for skipped in range(4):
        assert seen(table, "tcp", skipped) == [one for one in every if one[0] >= skipped]


def test_many_pairs(tmp_path: Path) -> None:
    frames = [tcp(A, (f"10.0.{number}.2", 9)) for number in range(100)]
    assert seen(table_of(frames, tmp_path), "ip") == [(n, "10.0.0.1", f"10.0.{n}.2") for n in range(100)]


def test_endpoints_are_put_into_words_when_asked_for(tmp_path: Path) -> None:
    table = table_of([tcp(("10.0.0.1", 70), B), udp(*SIX), tcp(("10.0.0.1", 9), ("9.0.0.2", 9))], tmp_path)
    keys = keys_by("host")
    piece = table.index.piece_of(0)
    list(keys.find(table.index, piece, 1))
    before, _ = keys.users(table.index)
    list(keys.find(table.index, piece, 0))
    users, _ = keys.users(table.index)
    assert isinstance(users, EndUsers)
    assert (len(before), len(users)) == (4, 5)
    assert before[-1] == users[3] == User("2001:db8::2", "ipv6.addr == 2001:db8::2")
    assert [user.name for user in users[:2]] == ["9.0.0.2", "10.0.0.1"]
    assert [users[place].name for place in users.order().tolist()] == [
        *("9.0.0.2", "10.0.0.1", "10.0.0.2"),
        *("2001:db8::1", "2001:db8::2"),
    ]
    with pytest.raises(IndexError):
        before[4]


def test_of_protocols_the_innermost_counts(tmp_path: Path) -> None:
    table = table_of([tcp(A, B), udp(A, B), tcp(A, B, data=b"x"), b""], tmp_path)
    assert seen(table, "protocol") == [(0, "tcp", None), (1, "udp", None), (2, "data", None)]
    assert seen(table, "protocol", 2) == [(2, "data", None)]


def test_processes_are_those_of_the_ends(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("curl", 7), found("nginx", 9, local=SERVER, remote=CLIENT, how="listener")])
    every: Seen = [(0, "curl (7)", "nginx (9)"), (1, "nginx (9)", "curl (7)"), (2, "curl (7)", "nginx (9)")]
    assert seen(table, "process") == every
    assert seen(table, "process", 1) == every[1:]


def test_a_process_without_a_number_is_told_by_its_user(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("", None, user="www-data")])
    assert seen(table, "process")[0] == (0, "(www-data)", None)
    assert (
        keys_by("process").users(table.index)[0]
        == keys_by("program").users(table.index)[0]
        == (User("(www-data)", ""),)
    )


def test_a_program_is_all_its_processes(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("nc", 7), found("nc", 9, local=SERVER, remote=CLIENT)])
    assert seen(table, "program") == [(row, "nc", "nc") for row in range(3)]
    assert keys_by("program").users(table.index)[0] == (User("nc", 'proc.name == "nc"'),)


@pytest.mark.parametrize("by", ["eth", "ip", "ipv6", "tcp", "udp", "sctp", "host", "process", "program"])
def test_filters_choose_the_rows(tmp_path: Path, by: By) -> None:
    sctp = ip("10.0.0.1", "10.0.0.2", 132, bytes((0, 1, 0, 2)) + bytes(8))
    table = table_of([tcp(CLIENT, SERVER), tcp(SERVER, CLIENT), udp(*SIX), sctp], tmp_path)
    table.attributions.append([found("curl", 7, time_ns=10)])
    rows: dict[str, set[int]] = {}
    for row, *both in seen(table, by):
        for name in filter(None, both):
            rows.setdefault(name, set()).add(row)
    users, _ = (keys := keys_by(by)).users(table.index)
    if by not in ("process", "program"):
        list(keys.find(table.index, table.index.piece_of(0), 0))
        users, _ = keys.users(table.index)
    assert {user.name for user in users} == set(rows)
    for user in users:
        chosen = compile_filter(user.filter)
        assert {row for row in range(4) if chosen.matches(table.dissection(row))} == rows[user.name]


def test_another_word_is_refused() -> None:
    with pytest.raises(KeyError):
        keys_by("colour")  # type: ignore[arg-type]


def test_of_nothing_there_is_nobody(tmp_path: Path) -> None:
    table = table_of([b""], tmp_path)
    bys: tuple[By, ...] = ("host", "protocol", "process", "udp")
    for by in bys:
        assert seen(table, by) == []
        users, numbers = keys_by(by).users(table.index)
        assert len(users) == 0
        assert numbers is None or not np.any(numbers != NOBODY)
