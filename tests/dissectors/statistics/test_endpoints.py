"""Endpoints made from conversations: both directions, peers, times, order, and filters that choose their packets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.capture_file.frames import NO_TIME
from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from dissectors.statistics.endpoints import COLUMNS, EndpointCount, Endpoints, endpoints
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Endpoint
from dissectors.streams.tables.kinds import KINDS, Kind
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

A, B, C = ("10.0.0.1", 40000), ("10.0.0.2", 80), ("10.0.0.3", 80)
SIX = ("2001:db8::1", 7), ("2001:db8::2", 9)


def found_in(frames: list[bytes], folder: Path, kind: Kind) -> Endpoints:
    table = PacketTable(capture_of(frames, folder))
    counts = ConversationCounts(table.index, [kind])
    counts.extend(len(table))
    return endpoints(counts.table(kind))


def records(found: Endpoints) -> list[EndpointCount]:
    return [found.record(place) for place in range(len(found))]


def test_what_one_sent_the_other_received(tmp_path: Path) -> None:
    frames = [tcp(A, B), tcp(B, A, data=b"hello"), tcp(A, C), tcp(A, B)]
    first, second, third = records(found_in(frames, tmp_path, "ip"))
    assert first == EndpointCount("ip", Endpoint("10.0.0.1"), 3, 1, 162, 59, 2, 0, 3)
    assert second == EndpointCount("ip", Endpoint("10.0.0.2"), 1, 2, 59, 108, 1, 0, 3)
    assert third == EndpointCount("ip", Endpoint("10.0.0.3"), 0, 1, 0, 54, 1, 2, 2)
    assert (first.packets, first.bytes, first.duration) == (4, 221, 3)


def test_ports_are_endpoints_of_their_own(tmp_path: Path) -> None:
    found = records(found_in([tcp(A, B), tcp(("10.0.0.1", 40001), B), tcp(A, B)], tmp_path, "tcp"))
    assert [(str(one.end), one.packets, one.peers) for one in found] == [
        ("10.0.0.1:40000", 2, 1),
        ("10.0.0.2:80", 3, 2),
        ("10.0.0.1:40001", 1, 1),
    ]


def test_whoever_talks_to_itself_is_its_own_peer_and_sends_and_receives(tmp_path: Path) -> None:
    (one,) = records(found_in([tcp(A, A)], tmp_path, "tcp"))
    assert (one.packets_sent, one.packets_received, one.peers) == (1, 1, 1)


def test_of_no_conversations_there_are_none(tmp_path: Path) -> None:
    assert len(found_in([], tmp_path, "udp")) == 0


def test_frames_without_times_leave_none(tmp_path: Path) -> None:
    found = found_in([tcp(A, B)], tmp_path, "ip")
    unknown = np.full(2, NO_TIME)
    one = replace(found, first_times=unknown, last_times=unknown).record(0)
    assert (one.first_time, one.last_time, one.duration) == (None, None, None)


def test_every_column_sorts_both_ways(tmp_path: Path) -> None:
    found = found_in([tcp(A, B, data=b"xx"), tcp(C, B), tcp(C, B), tcp(B, A)], tmp_path, "tcp")
    for column in COLUMNS:
        up, down = found.order(column).tolist(), found.order(column, descending=True).tolist()
        assert sorted(up) == sorted(down) == list(range(len(found)))
    assert [str(found.record(place).end) for place in found.order("end").tolist()] == [
        "10.0.0.1:40000",
        "10.0.0.2:80",
        "10.0.0.3:80",
    ]
    assert found.record(int(found.order("packets", descending=True)[0])).end.address == "10.0.0.2"
    with pytest.raises(KeyError):
        found.order("colour")


def test_what_is_not_known_stands_last_either_way(tmp_path: Path) -> None:
    found = found_in([tcp(A, B), tcp(C, B), tcp(C, A)], tmp_path, "ip")
    times = np.array([NO_TIME, 5, 1]), np.array([NO_TIME, 7, 1])
    found = replace(found, first_times=times[0], last_times=times[1])
    for column, up, down in (("first", [2, 1, 0], [1, 2, 0]), ("last", [2, 1, 0], [1, 2, 0])):
        assert found.order(column).tolist() == up
        assert found.order(column, descending=True).tolist() == down
    for column in ("rate_sent", "rate_received"):
        assert found.order(column)[0] == found.order(column, descending=True)[0] == 1


def test_rates_sort_by_the_bytes_of_a_second_and_not_by_bytes(tmp_path: Path) -> None:
    found = found_in([tcp(A, B), tcp(B, A)], tmp_path, "ip")
    found = replace(found, bytes=np.array([[900, 1], [100, 2]]), first_times=np.zeros(2, np.int64))
    found = replace(found, last_times=np.array([90, 2]))
    assert found.order("rate_sent", descending=True).tolist() == [1, 0]
    assert found.order("bytes_sent", descending=True).tolist() == [0, 1]


ENDS = [("10.0.0.1", 1), ("10.0.0.1", 2), ("10.0.0.2", 1), *SIX]
PACKETS = st.tuples(st.sampled_from(ENDS), st.sampled_from(ENDS), st.booleans()).filter(
    lambda packet: (":" in packet[0][0]) == (":" in packet[1][0])
)


@settings(max_examples=25, deadline=None)
@given(st.lists(PACKETS, min_size=1, max_size=20))
def test_the_filter_of_an_endpoint_chooses_its_packets(
    tmp_path_factory: pytest.TempPathFactory, packets: list[tuple[tuple[str, int], tuple[str, int], bool]]
) -> None:
    frames = [(tcp if is_tcp else udp)(source, destination) for source, destination, is_tcp in packets]
    frames.append(ip("10.0.0.1", "10.0.0.2", 132, bytes([0, 1, 0, 2]) + bytes(8)))
    table = PacketTable(capture_of(frames, tmp_path_factory.mktemp("made")))
    counts = ConversationCounts(table.index)
    counts.extend(len(table))
    for kind in KINDS:
        for one in records(endpoints(counts.table(kind))):
            chosen = compile_filter(one.filter)
            matching = [row for row in range(len(table)) if chosen.matches(table.dissection(row))]
            to_itself = one.packets - len(matching)
            assert 0 <= to_itself <= min(one.packets_sent, one.packets_received)
            assert to_itself == 0 or one.peers
            assert sum(table.frame(row).length for row in matching) <= one.bytes
