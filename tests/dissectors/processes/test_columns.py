"""Columns of processes are what the trees say, and follow what becomes known."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from dissectors.packets.columns import Columns
from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import Attribution, End
from dissectors.processes.columns import PROCESS_FIELDS
from dissectors.processes.fields import NUMBERS, TEXTS
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp
from tests.dissectors.streams.talk import Talk
from tests.dissectors.streams.tcp_analysis.test_columns import small_captures, table_of

CURL = found("curl", 7, uid=1000, user="alice", command=("curl", "-v"))
NGINX = found("nginx", 9, local=SERVER, remote=CLIENT, how="listener", unit="nginx.service")


def column(table: PacketTable, name: str) -> dict[int, list[object]]:
    columns, found_by_row = Columns(table.index), {}
    for piece in table.index.pieces:
        if name in TEXTS:
            texts = columns.texts(name, piece)
            assert texts is not None
            rows, values = texts.rows, [texts.all[code] for code in texts.codes.tolist()]
        else:
            numbers = columns.occurrences(name, piece)
            rows, values = numbers.rows, numbers.values.tolist()
        for row, value in zip(rows.tolist(), values, strict=True):
            found_by_row.setdefault(piece.first + row, []).append(value)
    return found_by_row


def tree(table: PacketTable, name: str) -> dict[int, list[object]]:
    told = {row: [field.value for field in table.dissection(row).find(name)] for row in range(len(table))}
    return {row: values for row, values in told.items() if values}


def everyone(table: PacketTable) -> list[Attribution]:
    """Some process for every end of every conversation but each third."""
    said = []
    protocols: tuple[Literal["tcp", "udp"], ...] = ("tcp", "udp")
    for protocol in protocols:
        for number, source, destination, time in table.conversations_since(protocol, 0):
            for side, (local, remote) in enumerate(((source, destination), (destination, source))):
                if time is not None and (number + side) % 3:
                    who = found(f"p{number % 5}", number * 2 + side, uid=number % 2 or None, time_ns=time)
                    said.append(replace(who, protocol=protocol, local=local, remote=remote))
    return said


@pytest.mark.parametrize("path", small_captures(), ids=lambda path: path.name)
def test_columns_equal_trees(path: Path) -> None:
    table = table_of(path)
    table.analyse(len(table))
    table.attributions.append(everyone(table))
    table.join_processes()
    for name in ("proc.name", "proc.pid", "proc.uid", "proc.how"):
        assert column(table, name) == tree(table, name)
    shown = {row: text for row in range(len(table)) if (text := table.ends(row).text)}
    assert lines(table) == shown


def lines(table: PacketTable) -> dict[int, str]:
    """By row, of the column of both ends."""
    found_by_row = {}
    for piece in table.index.pieces:
        texts = table.index.process_columns.lines(piece)
        rows = (texts.rows + piece.first).tolist()
        found_by_row |= dict(zip(rows, (texts.all[code] for code in texts.codes.tolist()), strict=True))
    return found_by_row


def test_sender_comes_before_receiver(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([NGINX, CURL])
    table.number_streams(3)
    expected = {0: ["curl", "nginx"], 1: ["nginx", "curl"], 2: ["curl", "nginx"]}
    assert column(table, "proc.name") == tree(table, "proc.name") == expected
    assert lines(table) == {0: "curl → nginx", 1: "nginx → curl", 2: "curl → nginx"}
    for name in PROCESS_FIELDS:
        assert column(table, name) == tree(table, name)


def test_what_becomes_known_later_is_there_then(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.number_streams(3)
    assert column(table, "proc.pid") == {}
    table.attributions.append([CURL])
    assert column(table, "proc.pid") == {row: [7] for row in range(3)}
    table.attributions.append([found("nc", 8, how="traced")])
    assert column(table, "proc.pid") == {row: [8] for row in range(3)}
    assert column(table, "proc.user") == {}


def test_rows_that_are_not_numbered_yet_are_numbered_for_a_column(tmp_path: Path) -> None:
    table = PacketTable(capture_of([udp(CLIENT, SERVER)], tmp_path))
    table.attributions.append([found("dig", 7, protocol="udp", time_ns=0)])
    table.index.piece_of(0)
    assert column(table, "proc.name") == {0: ["dig"]}


def test_another_field_is_none_of_processes(tmp_path: Path) -> None:
    table = PacketTable(capture_of([udp(CLIENT, End("10.0.0.9", 53))], tmp_path))
    piece = table.index.piece_of(0)
    with pytest.raises(KeyError):
        table.index.process_columns.texts("tcp.port", piece)
    assert Columns(table.index).texts("dns.qry.name", piece) is None
    assert NUMBERS.isdisjoint(TEXTS)


def test_of_a_tunnel_the_innermost_ends_are_shown(tmp_path: Path) -> None:
    inner = tcp(CLIENT, SERVER, 5)[14:]
    carried = bytes([8, 0, 0, 0, 0, 0, 1, 0]) + bytes(12) + b"\x08\x00" + inner
    ports = struct.pack("!4H", 41000, 4789, 8 + len(carried), 0)
    table = PacketTable(capture_of([ip("10.0.0.3", "10.0.0.4", 17, ports + carried)], tmp_path))
    outside = found("vpn", 7, local=End("10.0.0.3", 41000), remote=End("10.0.0.4", 4789), protocol="udp", time_ns=0)
    table.attributions.append([outside])
    table.number_streams(1)
    assert (table.ends(0).text, lines(table)) == ("vpn", {0: "vpn"})
    table.attributions.append([found("curl", 8, time_ns=0)])
    assert (table.ends(0).text, lines(table)) == ("curl", {0: "curl"})
    assert column(table, "proc.name") == tree(table, "proc.name") == {0: ["vpn", "curl"]}


def test_an_error_about_a_process_is_nobodys_own(tmp_path: Path) -> None:
    sent = udp(CLIENT, SERVER)
    error = ip("10.0.0.1", "10.0.0.2", 1, struct.pack("!BBHI", 3, 3, 0, 0) + sent[14:])
    table = PacketTable(capture_of([sent, error], tmp_path))
    table.attributions.append([found("dig", 7, protocol="udp", time_ns=0)])
    table.number_streams(2)
    assert lines(table) == {0: "dig"}
    assert column(table, "proc.name") == {0: ["dig"], 1: ["dig"]}
