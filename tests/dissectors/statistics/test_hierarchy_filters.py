"""Filters that choose what was counted at a place of the hierarchy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from dissectors.statistics.hierarchy import HierarchyCounts, ProtocolCount
from dissectors.statistics.hierarchy_filters import innermost_filter, place_filter
from tests.dissectors.internet.fragmented import udp as datagram
from tests.dissectors.streams.frames import capture_of, ip, tcp

A, B = ("10.0.0.1", 9000), ("10.0.0.2", 4000)
QUOTED = ip(B[0], A[0], 1, b"\x03\x03\0\0\0\0\0\0" + ip(A[0], B[0], 17, datagram(b""))[14:])
TUNNEL = ip(A[0], B[0], 4, tcp(A, B, data=b"inner")[14:])


def filters(table: PacketTable) -> dict[str, tuple[str, int]]:
    """Of every place the filter, and how many packets were counted there."""
    counts = HierarchyCounts(table.index)
    counts.extend(len(table))
    found, path = {}, list[str]()
    for depth, one in counts.tree().walk():
        path[depth:] = [one.name]
        names = tuple(path[1:]) or ("frame",)
        found[":".join(names)] = place_filter(names, one, counts.packets_having()), one.packets
    return found


def chosen(table: PacketTable, text: str) -> int:
    matching = table.matching(compile_filter(text))
    return len(matching.step(60))


@pytest.mark.parametrize(
    "frames",
    [
        [QUOTED, ip(A[0], B[0], 17, datagram(b"hello")), tcp(A, B)],
        [TUNNEL, tcp(A, B, data=b"outer"), ip(A[0], B[0], 17, datagram(b"x")), ip(A[0], B[0], 4, TUNNEL[14:])],
        [b"", bytes(60), tcp(A, B)],
    ],
)
def test_every_place_leads_to_what_was_counted_there(frames: Sequence[bytes], tmp_path: Path) -> None:
    table = PacketTable(capture_of(frames, tmp_path))
    found = filters(table)
    assert {path: chosen(table, text) for path, (text, _) in found.items()} == {
        path: packets for path, (_, packets) in found.items()
    }


def test_a_name_says_enough_where_all_that_have_it_are_there(tmp_path: Path) -> None:
    found = filters(PacketTable(capture_of([QUOTED, ip(A[0], B[0], 17, datagram(b"x")), tcp(A, B)], tmp_path)))
    assert [found[path][0] for path in ("frame", "eth", "eth:ip", "eth:ip:tcp")] == ["frame", "eth", "ip", "tcp"]
    assert found["eth:ip:udp"][0] == 'frame.hierarchy matches "^eth:ip:udp(:|$)"'
    assert found["eth:ip:udp:data"][0] == 'frame.hierarchy == "eth:ip:udp:data"'


def test_names_are_no_patterns(tmp_path: Path) -> None:
    one = ProtocolCount("a.b", 2, 120, 2, 120)
    text = place_filter(("eth", "a.b"), one, {"a.b": 3})
    assert text == r'frame.hierarchy matches "^eth:a\\.b(:|$)"'
    compile_filter(text)


def test_packets_that_were_told_of_elsewhere_are_not_expected(tmp_path: Path) -> None:
    one = ProtocolCount("http", 3, 180, 3, 180, told_rows=(4,), told_packets=1)
    assert place_filter(("eth", "http"), one, {"http": 2}) == "http"
    assert place_filter(("eth", "http"), one, {"http": 3}) != "http"
    more = replace(one, told_packets=2)
    assert place_filter(("eth", "http"), more, {"http": 1}) == "http"
    assert place_filter(("eth", "http"), more, {"http": 2}) != "http"


def test_of_the_innermost_protocol_the_name_says_enough_where_it_always_is(tmp_path: Path) -> None:
    assert innermost_filter("dns", is_always=True) == "dns"
    assert innermost_filter("data", is_always=True) == 'frame.hierarchy matches "(^|:)data$"'
    table = PacketTable(capture_of([tcp(A, B), tcp(A, B, data=b"x"), QUOTED], tmp_path))
    assert [chosen(table, innermost_filter(name, is_always=False)) for name in ("tcp", "data", "icmp")] == [1, 1, 1]
