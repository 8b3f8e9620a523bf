"""Conversations counted: by kind, per direction, as the capture grows, and of chosen rows only."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Conversation
from dissectors.streams.tables.kinds import KINDS, Kind
from tests.dissectors.streams.frames import ACK, SYN, capture_of, ip, tcp, udp

CLIENT, SERVER, OTHER = ("10.0.0.2", 40000), ("10.0.0.1", 80), ("2001:db8::1", 7)


def records(counts: ConversationCounts, kind: Kind) -> list[Conversation]:
    table = counts.table(kind)
    return [table.record(place) for place in range(len(table))]


def counted(frames: list[bytes], folder: Path) -> ConversationCounts:
    table = PacketTable(capture_of(frames, folder))
    counts = ConversationCounts(table.index)
    counts.extend(len(table))
    return counts


def test_each_direction_has_its_packets_and_bytes_and_who_began_is_a(tmp_path: Path) -> None:
    frames = [tcp(CLIENT, SERVER, 1, SYN), tcp(SERVER, CLIENT, 5, SYN | ACK), tcp(CLIENT, SERVER, 2, ACK, b"hello")]
    (one,) = records(counted(frames, tmp_path), "tcp")
    assert (str(one.a), str(one.b), one.stream) == ("10.0.0.2:40000", "10.0.0.1:80", 0)
    assert (one.packets_a_to_b, one.packets_b_to_a, one.packets) == (2, 1, 3)
    assert (one.bytes_a_to_b, one.bytes_b_to_a, one.bytes) == (54 + 59, 54, 167)
    assert (one.first_row, one.first_time, one.last_time, one.duration) == (0, 0, 2, 2)


def test_every_kind_has_its_own(tmp_path: Path) -> None:
    sctp = struct.pack("!HHII", 1, 2, 0, 0)
    frames = [
        tcp(CLIENT, SERVER),
        udp(CLIENT, SERVER),
        udp(OTHER, ("2001:db8::2", 9)),
        ip("10.0.0.2", "9.9.9.9", 132, sctp),
    ]
    counts = counted(frames, tmp_path)
    assert {kind: len(counts.table(kind)) for kind in KINDS} == {
        "eth": 1,
        "ip": 2,
        "ipv6": 1,
        "tcp": 1,
        "udp": 2,
        "sctp": 1,
    }
    assert [record.packets for record in records(counts, "ip")] == [2, 1]
    (six,) = records(counts, "ipv6")
    assert (str(six.a), str(six.b), six.stream) == ("2001:db8::1", "2001:db8::2", None)
    (through,) = records(counts, "sctp")
    assert (str(through.a), str(through.b)) == ("10.0.0.2:1", "9.9.9.9:2")


def test_a_port_used_again_is_another_conversation(tmp_path: Path) -> None:
    frames = [tcp(CLIENT, SERVER, 1, SYN), tcp(CLIENT, SERVER, 9_000_000, SYN)]
    assert [record.stream for record in records(counted(frames, tmp_path), "tcp")] == [0, 1]


def test_a_tunnel_counts_once_for_each_of_its_layers(tmp_path: Path) -> None:
    inner = tcp(("10.9.9.9", 1), ("10.9.9.8", 2))[14:]
    found = records(counted([ip("10.0.0.2", "10.0.0.1", 4, inner)], tmp_path), "ip")
    assert [(str(record.a), record.packets, record.bytes) for record in found] == [
        ("10.0.0.2", 1, 74),
        ("10.9.9.9", 1, 74),
    ]


def test_what_an_error_quotes_does_not_count(tmp_path: Path) -> None:
    quoted = tcp(CLIENT, SERVER)[14:]
    counts = counted([ip("10.0.0.1", "10.0.0.2", 1, b"\x03\x03\0\0\0\0\0\0" + quoted)], tmp_path)
    assert [str(record.a) for record in records(counts, "ip")] == ["10.0.0.1"]
    assert records(counts, "tcp") == []


def test_both_ends_alike_have_one_direction(tmp_path: Path) -> None:
    (land,) = records(counted([tcp(CLIENT, CLIENT, 1, SYN)] * 2, tmp_path), "tcp")
    assert (land.packets_a_to_b, land.packets_b_to_a) == (2, 0)


def test_a_header_that_is_cut_does_not_count(tmp_path: Path) -> None:
    counts = counted([ip("10.0.0.2", "10.0.0.1", 6, b"\x9c\x40\x00\x50cut")], tmp_path)
    assert records(counts, "tcp") == []
    assert len(records(counts, "ip")) == 1


def test_chosen_rows_alone_are_counted(tmp_path: Path) -> None:
    frames = [tcp(CLIENT, SERVER, 1, SYN), tcp(SERVER, CLIENT, 5, SYN | ACK), udp(CLIENT, SERVER)]
    table = PacketTable(capture_of(frames, tmp_path))
    counts = ConversationCounts(table.index, ["tcp", "udp"])
    counts.add(np.array([1], np.int64))
    (one,) = records(counts, "tcp")
    assert (str(one.a), one.packets, one.first_row) == ("10.0.0.1:80", 1, 1)
    assert records(counts, "udp") == []
    counts.add(np.array([], np.int64))
    counts.add(np.array([2], np.int64))
    assert len(records(counts, "udp")) == 1


def test_a_table_stays_as_it_was_while_counting_goes_on(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(CLIENT, SERVER), tcp(CLIENT, SERVER)], tmp_path))
    counts = ConversationCounts(table.index, ["tcp"])
    counts.extend(1)
    before = counts.table("tcp")
    counts.extend(2)
    assert before.record(0).packets == 1
    assert counts.table("tcp").record(0).packets == 2


ENDS = [("10.0.0.1", 1), ("10.0.0.1", 2), ("10.0.0.2", 1), ("2001:db8::1", 1), ("2001:db8::2", 2)]
Packet = tuple[tuple[str, int], tuple[str, int], int, int, bool]
PACKETS = st.tuples(
    st.sampled_from(ENDS), st.sampled_from(ENDS), st.sampled_from([SYN, ACK]), st.integers(0, 3), st.booleans()
).filter(lambda packet: (":" in packet[0][0]) == (":" in packet[1][0]))


def frame(source: tuple[str, int], destination: tuple[str, int], flags: int, sequence: int, is_tcp: bool) -> bytes:
    return tcp(source, destination, sequence, flags) if is_tcp else udp(source, destination)


@settings(max_examples=40, deadline=None)
@given(st.lists(PACKETS, max_size=30), st.lists(st.integers(0, 30), max_size=4), st.integers(0, 2**30 - 1))
def test_in_steps_or_at_once_and_by_columns_or_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, packets: list[Packet], stops: list[int], chosen: int
) -> None:
    folder = tmp_path_factory.mktemp("made")
    table = PacketTable(capture_of([frame(*packet) for packet in packets], folder))
    at_once, in_steps, some = (ConversationCounts(table.index) for _ in range(3))
    for stop in sorted(stops):
        in_steps.extend(min(stop, len(table)))
    in_steps.extend(len(table))
    at_once.extend(len(table))
    rows = [row for row in range(len(table)) if chosen >> row & 1]
    some.add(np.array(rows, np.int64))
    table.number_streams(len(table))
    for kind in KINDS:
        assert records(at_once, kind) == records(in_steps, kind)
        for counts, walked in ((at_once, range(len(table))), (some, rows)):
            expected: dict[object, list[int]] = {}
            for row in walked:
                for layer in table.dissection(row).layers:
                    if layer.protocol.name == kind:
                        key: object = frozenset(_ends(table, row, kind))
                        expected.setdefault(key, []).append(table.frame(row).length)
            assert sorted(map(sum, expected.values())) == sorted(record.bytes for record in records(counts, kind))
            assert sorted(map(len, expected.values())) == sorted(record.packets for record in records(counts, kind))


def _ends(table: PacketTable, row: int, kind: Kind) -> list[object]:
    dissection = table.dissection(row)
    names = [f"{kind}.stream"] if kind in ("tcp", "udp") else [f"{kind}.src", f"{kind}.dst"]
    return [field.value for name in names for field in dissection.find(name)]
