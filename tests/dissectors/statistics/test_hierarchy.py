"""The protocol hierarchy: counts at every place, of all rows or some, and what a sender cannot make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from dissectors.statistics import hierarchy
from dissectors.statistics.hierarchy import HierarchyCounts, ProtocolCount
from dissectors.statistics.places import DEEPEST
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)
SIX = ("2001:db8::1", 1), ("2001:db8::2", 2)

Place = tuple[str, ...]


def places(tree: ProtocolCount) -> dict[Place, tuple[int, int, int, int]]:
    """Packets, bytes, end packets and end bytes by place."""
    found, stack = {}, list[str]()
    for depth, one in tree.walk():
        stack[depth:] = [one.name]
        found[tuple(stack)] = (one.packets, one.bytes, one.end_packets, one.end_bytes)
    return found


def counted(frames: list[bytes], folder: Path) -> HierarchyCounts:
    index = LayerIndex(capture_of(frames, folder))
    counts = HierarchyCounts(index)
    counts.extend(len(frames))
    return counts


def test_packets_count_at_every_level_and_end_at_the_innermost(tmp_path: Path) -> None:
    frames = [tcp(A, B), tcp(A, B, data=b"hello"), udp(A, B), tcp(*SIX)]
    assert places(counted(frames, tmp_path).tree()) == {
        ("frame",): (4, 229, 0, 0),
        ("frame", "eth"): (4, 229, 0, 0),
        ("frame", "eth", "ip"): (3, 155, 0, 0),
        ("frame", "eth", "ip", "tcp"): (2, 113, 1, 54),
        ("frame", "eth", "ip", "tcp", "data"): (1, 59, 1, 59),
        ("frame", "eth", "ip", "udp"): (1, 42, 1, 42),
        ("frame", "eth", "ipv6"): (1, 74, 0, 0),
        ("frame", "eth", "ipv6", "tcp"): (1, 74, 1, 74),
    }


def test_lengths_are_those_on_the_wire(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([tcp(A, B, data=bytes(1000))], tmp_path, snap_length=60))
    counts = HierarchyCounts(index)
    counts.extend(1)
    assert counts.tree().bytes == 1054


def test_without_packets_there_is_only_the_root(tmp_path: Path) -> None:
    assert counted([], tmp_path).tree() == ProtocolCount("frame", 0, 0, 0, 0)


def test_a_tree_stays_as_it_was_while_counting_goes_on(tmp_path: Path) -> None:
    counts = HierarchyCounts(LayerIndex(capture_of([tcp(A, B), udp(A, B)], tmp_path)))
    counts.extend(1)
    before = counts.tree()
    counts.extend(2)
    assert (before.packets, counts.tree().packets) == (1, 2)


def test_endless_tunnels_have_an_end(tmp_path: Path) -> None:
    packet = ip("10.0.0.1", "10.0.0.2", 59, b"")[14:]
    for _ in range(DEEPEST + 30):
        packet = ip("10.0.0.1", "10.0.0.2", 4, packet)[14:]
    tree = counted([bytes(12) + b"\x08\0" + packet], tmp_path).tree()
    found = list(tree.walk())
    assert [one.packets for _, one in found] == [1] * (DEEPEST + 1)
    assert found[-1][1].end_packets == sum(one.end_packets for _, one in found) == 1


def test_where_there_is_no_room_for_more_places_packets_end_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hierarchy, "MOST_PLACES", 3)
    found = places(counted([tcp(A, B), udp(A, B), tcp(A, B, data=b"x")], tmp_path).tree())
    assert found[("frame", "eth", "ip")] == (3, 54 + 42 + 55, 1, 42)
    assert found[("frame", "eth", "ip", "tcp")] == (2, 54 + 55, 2, 54 + 55)
    assert len(found) == 4


def test_more_places_than_there_was_room_for(tmp_path: Path) -> None:
    frames = []
    for number in range(7):
        for chain in range(2**number):
            packet = tcp(A, B)[14:] if number == 0 else b""
            kinds = [4 if chain >> bit & 1 else 41 for bit in range(number)]
            version = 59
            for kind in kinds:
                addresses = ("10.0.0.1", "10.0.0.2") if kind == 4 else ("2001:db8::1", "2001:db8::2")
                packet, version = ip(*addresses, version, packet)[14:], kind
            frames.append(ip("10.0.0.1", "10.0.0.2", version if kinds else 6, packet))
    tree = counted(frames, tmp_path).tree()
    assert tree.packets == sum(one.end_packets for _, one in tree.walk()) == len(frames)
    assert len(list(tree.walk())) > 64


PACKETS = st.lists(
    st.sampled_from([tcp(A, B), tcp(A, B, data=b"x"), udp(A, B), tcp(*SIX), udp(*SIX), b"short", bytes(60)]),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(PACKETS, st.lists(st.integers(0, 25), max_size=3), st.integers(0, 2**25 - 1))
def test_in_steps_or_at_once_and_as_packets_have_their_layers(
    tmp_path_factory: pytest.TempPathFactory, frames: list[bytes], stops: list[int], chosen: int
) -> None:
    table = PacketTable(capture_of(frames, tmp_path_factory.mktemp("made")))
    in_steps, some = HierarchyCounts(table.index), HierarchyCounts(table.index)
    for stop in sorted(stops):
        in_steps.extend(min(stop, len(table)))
    in_steps.extend(len(table))
    rows = [row for row in range(len(table)) if chosen >> row & 1]
    some.add(np.array(rows, np.int64))
    assert places(in_steps.tree()) == expected(table, range(len(table)))
    assert places(some.tree()) == expected(table, rows)


def expected(table: PacketTable, rows: Sequence[int]) -> dict[Place, tuple[int, int, int, int]]:
    packets, sizes, ends, end_sizes = Counter[Place](), Counter[Place](), Counter[Place](), Counter[Place]()
    for row in rows:
        names = [layer.protocol.name for layer in table.dissection(row).layers]
        length = table.frame(row).length
        for stop in range(1, len(names) + 1):
            packets[tuple(names[:stop])] += 1
            sizes[tuple(names[:stop])] += length
        ends[tuple(names)] += 1
        end_sizes[tuple(names)] += length
    packets[("frame",)] += 0
    return {place: (packets[place], sizes[place], ends[place], end_sizes[place]) for place in packets}
