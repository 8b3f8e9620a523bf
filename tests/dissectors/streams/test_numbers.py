"""Numbers of conversations are the same whoever asks, and in whatever order."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dissectors import PacketTable, open_capture
from dissectors.filters import compile_filter
from dissectors.frame import REASSEMBLED
from dissectors.packets import layer_index
from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import LayerIndex
from dissectors.streams import numbers
from tests.conftest import SAMPLES
from tests.dissectors.internet.fragmented import ipv4 as fragment
from tests.dissectors.streams.frames import ACK, SYN, capture_of, ip, tcp, udp

A, B, C = ("10.0.0.1", 1000), ("10.0.0.2", 80), ("10.0.0.1", 1001)
FRAMES = [tcp(A, B, 100, SYN), udp(A, B), tcp(C, B), tcp(B, A, 5, SYN | ACK), tcp(A, B, 900, SYN), udp(C, B), bytes(60)]
TCP, UDP = [0, None, 1, 0, 2, None, None], [None, 0, None, None, None, 1, None]


def in_trees(table: PacketTable, name: str) -> list[object]:
    found = [table.dissection(row).find(name) for row in range(len(table))]
    return [fields[0].value if fields else None for fields in found]


def in_columns(table: PacketTable, name: str) -> list[object]:
    values: list[object] = [None] * len(table)
    columns = Columns(table.index)
    while table.index.rows_done < len(table):
        table.index.extend()
    for piece in table.index.pieces:
        found = columns.occurrences(name, piece)
        for row, value in zip(found.rows.tolist(), found.values.tolist(), strict=True):
            values[piece.first + row] = value
    return values


@pytest.mark.parametrize("ask_first", [in_trees, in_columns])
def test_trees_and_columns_agree(tmp_path: Path, ask_first: Callable[[PacketTable, str], list[object]]) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    ask_first(table, "tcp.stream")
    for ask in (in_trees, in_columns):
        assert ask(table, "tcp.stream") == TCP
        assert ask(table, "udp.stream") == UDP


def test_the_tree_shows_it_behind_the_ports(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    assert [field.line for field in table.dissection(4).layers[3].fields][2] == "[Stream index: 2]"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("tcp.stream == 2", [4]),
        ("tcp.stream < 2 && tcp.flags.syn == 1", [0, 3]),
        ("!tcp.stream", [1, 5, 6]),
        ("udp.stream in {1..5}", [5]),
        ("tcp.stream + 1 == 1", [0, 3]),
        ('tcp.stream == 0 && frame.protocols contains "tcp"', [0, 3]),
    ],
)
def test_filters_by_number(tmp_path: Path, text: str, rows: list[int]) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    assert table.matching(compile_filter(text)).step(60).tolist() == rows


def test_a_dissection_kept_from_before_is_made_anew(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    with table.index.turn:
        assert table.dissection(0).frame.streams is None
    assert table.dissection(0).find("tcp.stream")


@pytest.mark.parametrize("asked", ["at once", "row by row", "column by column"])
def test_a_capture_that_grows_in_small_pieces(tmp_path: Path, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer_index, "JOIN_BELOW", 3)
    monkeypatch.setattr(layer_index, "PIECE_ROWS", 7)
    monkeypatch.setattr(numbers, "JOIN_BELOW", 2)
    monkeypatch.setattr(numbers, "ENTRY_ROWS", 5)
    table = PacketTable(capture_of(FRAMES * 4, tmp_path))
    while table.index.extend(2):
        if asked == "row by row":
            table.index.streams.extend(table.index.rows_done)
        elif asked == "column by column":
            Columns(table.index).occurrences("tcp.stream", table.index.pieces[-1])
    table.number_streams(len(table))
    whole = PacketTable(capture_of(FRAMES * 4, tmp_path))
    for name in ("tcp.stream", "udp.stream"):
        assert in_trees(table, name) == in_columns(table, name) == in_columns(whole, name)
    rows, found = table.index.streams.column("tcp.stream", 5, 12)
    expected = in_columns(whole, "tcp.stream")[5:12]
    assert dict(zip(rows.tolist(), found.tolist(), strict=True)) == {
        row: number for row, number in enumerate(expected) if number is not None
    }


def test_a_row_knows_where_its_layers_begin(tmp_path: Path) -> None:
    outer = ip("192.0.2.1", "192.0.2.2", 17, b"\x10\0\x10\1\0\x20\0\0" + bytes(24))
    table = PacketTable(capture_of([outer, tcp(A, B)], tmp_path))
    table.number_streams(2)
    assert table.frame(0).streams == ((34, 0),)
    assert table.frame(1).streams == ((34, 0),)


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.pcap*")), ids=lambda path: path.name)
def test_tshark_counts_the_same(sample: Path, require_tool: Callable[[str], str]) -> None:
    command = [require_tool("tshark"), "-n", "-r", str(sample), "-T", "fields", "-e", "tcp.stream", "-e", "udp.stream"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    with open_capture(sample) as capture:
        capture.refresh()
        table = PacketTable(capture)
        table.number_streams(len(table))
        ours = zip(in_columns(table, "tcp.stream"), in_columns(table, "udp.stream"), strict=True)
        lines = ["\t".join("" if number is None else str(number) for number in pair) for pair in ours]
    assert lines == told


def fragments(packet: bytes, cut: int, **ip_options: Any) -> list[bytes]:
    """An IPv4 payload in two frames."""
    return [fragment(packet[:cut], 0, more=True, **ip_options), fragment(packet[cut:], cut, **ip_options)]


def test_packets_in_fragments_are_numbered_where_they_are_whole(tmp_path: Path) -> None:
    datagram = udp(("10.0.0.1", 5), ("10.0.0.2", 6))[34:] + bytes(24)
    first, second = fragments(datagram, 8)
    other, answer = udp(("10.0.0.1", 7), ("10.0.0.2", 6)), udp(("10.0.0.2", 6), ("10.0.0.1", 5))
    index = LayerIndex(capture_of([first, other, second, answer], tmp_path))
    index.streams.extend(4)
    assert [index.streams.of_row(row) for row in range(4)] == [(), ((34, 0),), ((REASSEMBLED, 1),), ((34, 1),)]
    rows, numbers = index.streams.column("udp.stream", 0, 4)
    assert (rows.tolist(), numbers.tolist()) == ([1, 2, 3], [0, 1, 1])


def test_layers_in_frames_do_not_hold_those_of_packets_in_fragments(tmp_path: Path) -> None:
    segment = tcp(("10.0.0.1", 5), ("10.0.0.2", 6), flags=SYN)[34:] + bytes(12)
    index = LayerIndex(capture_of(fragments(segment, 16, protocol=6), tmp_path))
    index.streams.extend(2)
    assert index.streams.numbered("tcp", 0, 2).rows.tolist() == []
    assert index.streams.numbered("tcp", 0, 2, whole=True).rows.tolist() == [1]


def test_a_connection_may_be_opened_again_by_a_segment_in_fragments(tmp_path: Path) -> None:
    one, two = ("10.0.0.1", 5), ("10.0.0.2", 6)
    again = fragments(tcp(one, two, 900, SYN)[34:] + bytes(12), 8, protocol=6)
    index = LayerIndex(capture_of([tcp(one, two, 100, SYN), *again, tcp(two, one, 300)], tmp_path))
    index.streams.extend(4)
    assert index.streams.column("tcp.stream", 0, 4)[1].tolist() == [0, 1, 1]


def test_addresses_are_those_within_a_tunnel_that_came_in_fragments(tmp_path: Path) -> None:
    inner = udp(("10.9.9.9", 5), ("10.0.0.2", 6))
    outer = fragments(inner[14:], 24, protocol=4)
    index = LayerIndex(capture_of([*outer, inner], tmp_path))
    index.streams.extend(3)
    assert index.streams.column("udp.stream", 0, 3)[1].tolist() == [0, 0]


def test_who_sent_each_row_of_a_conversation(tmp_path: Path) -> None:
    ends = (("10.0.0.2", 40000), ("10.0.0.1", 80))
    frames = [tcp(ends[0], ends[1]), tcp(("10.0.0.9", 1), ends[1]), tcp(ends[1], ends[0]), tcp(ends[0], ends[1])]
    index = PacketTable(capture_of(frames, tmp_path)).index
    index.streams.extend(4)
    rows, sides = index.streams.sides_of("tcp", 0)
    assert rows.tolist() == [0, 2, 3]
    assert sides.tolist() == [0, 1, 0]
    assert [len(found) for found in index.streams.sides_of("udp", 0)] == [0, 0]
