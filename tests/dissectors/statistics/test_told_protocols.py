"""Protocols that somebody else tells join the hierarchy where only data is known."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors.deep.columns.psml import SummaryBatch
from dissectors.deep.columns.summaries import Summaries
from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics import hierarchy
from dissectors.statistics.hierarchy import HierarchyCounts, ProtocolCount
from tests.dissectors.statistics.counting import stepwise, whole
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp
from tests.dissectors.streams.talk import Talk

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)
FRAMES = [tcp(A, B, data=b"one"), tcp(A, B, data=b"two"), tcp(A, B), tcp(A, B, data=b"more"), udp(A, B)]


def told(*protocols: str) -> Summaries:
    summaries = Summaries()
    for number, protocol in enumerate(protocols, 1):
        summaries.append(SummaryBatch(number, [protocol.encode()], [b""], [b""]))
    return summaries


def places(tree: ProtocolCount) -> dict[str, tuple[int, int, int, tuple[int, ...] | None]]:
    """Packets, bytes, end packets and the rows of what was told, by name."""
    return {one.name: (one.packets, one.bytes, one.end_packets, one.told_rows) for _, one in tree.walk()}


def test_what_is_told_stands_where_data_would(tmp_path: Path) -> None:
    index = LayerIndex(capture_of(FRAMES, tmp_path))
    counts = HierarchyCounts(index, told("SMB2", "SMB2", "TCP", "TCP", "QUIC"))
    found = places(whole(counts).tree())
    assert found["SMB2"] == (2, 2 * 57, 2, (0, 1))
    # Of the fourth nothing is told that is not known, and the fifth has no data.
    assert found["data"] == (1, 58, 1, None)
    assert found["tcp"][:2] == (4, 2 * 57 + 54 + 58)
    assert "QUIC" not in found
    again = HierarchyCounts(index, told("SMB2", "SMB2", "TCP", "TCP", "QUIC"))
    assert places(stepwise(again).tree()) == found


def test_what_is_told_later_joins_in_then(tmp_path: Path) -> None:
    summaries = told("SMB2")
    counts = whole(HierarchyCounts(LayerIndex(capture_of(FRAMES, tmp_path)), summaries))
    assert places(counts.tree())["data"][0] == 2
    for number, protocol in enumerate((b"SMB2", b"TCP", b"NBSS"), 2):
        summaries.append(SummaryBatch(number, [protocol], [b""], [b""]))
    found = places(counts.tree())
    assert {name: found[name][3] for name in ("SMB2", "NBSS")} == {"SMB2": (0, 1), "NBSS": (3,)}
    assert "data" not in found
    assert places(counts.tree()) == found


@pytest.mark.parametrize("name", ["TCP", "tcp", "IPv4", "Ethernet", "0x88b5", "?", ""])
def test_what_is_known_or_no_name_is_no_news(tmp_path: Path, name: str) -> None:
    counts = HierarchyCounts(LayerIndex(capture_of(FRAMES[:1], tmp_path)), told(name))
    assert places(whole(counts).tree())["data"][0] == 1


def test_only_the_first_packets_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hierarchy, "MOST_NAMED", 1)
    counts = HierarchyCounts(LayerIndex(capture_of(FRAMES, tmp_path)), told("SMB2", "SMB2"))
    tree = stepwise(counts).tree()
    assert places(tree)["SMB2"] == (2, 114, 2, (0,))
    assert {one.name: one.told_packets for _, one in tree.walk() if one.told_packets} == {"SMB2": 2}


def test_only_the_rows_that_are_meant(tmp_path: Path) -> None:
    counts = HierarchyCounts(LayerIndex(capture_of(FRAMES, tmp_path)), told("SMB2", "SMB2", "TCP", "NBSS"))
    found = places(whole(counts, [1, 3]).tree())
    assert (found["SMB2"][3], found["NBSS"][3], found["tcp"][0]) == ((1,), (3,), 2)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("HTTP", "http"),
        ("TLSv1.2", "tls"),
        ("SSLv3", "tls"),
        ("SSL", "tls"),
        ("ICMPv6", "icmpv6"),
        ("HTTP/XML", "http"),
    ],
)
def test_what_is_known_here_by_another_name_counts_there(name: str, level: str, tmp_path: Path) -> None:
    request = tcp(A, ("10.0.0.2", 80), data=b"GET / HTTP/1.1\r\n\r\n")
    index = LayerIndex(capture_of([FRAMES[0], request, FRAMES[1]], tmp_path))
    for counts in (whole, stepwise):
        tree = counts(HierarchyCounts(index, told(name, "HTTP", "SMB2"))).tree()
        (one,) = (one for _, one in tree.walk() if one.name == level)
        if level == "http":
            assert (one.packets, one.bytes, one.told_rows, one.is_known) == (2, 57 + len(request), (0,), True)
        else:
            assert (one.packets, one.told_rows, one.is_known) == (1, (0,), True)
        (other,) = (one for _, one in tree.walk() if one.name == "SMB2")
        assert (other.told_rows, other.is_known) == ((2,), False)


def test_what_is_told_of_another_place_is_a_row_of_its_own(tmp_path: Path) -> None:
    spoken = Talk(("10.0.0.1", 1), ("10.0.0.2", 53)).send(0, data=b"\0\x0c" + bytes(12)).frames[0][1]
    other = ip("10.0.0.1", "10.0.0.2", 17, struct.pack("!4H", 1, 2, 12, 0) + b"data")
    index = LayerIndex(capture_of([spoken, other], tmp_path))
    tree = whole(HierarchyCounts(index, told("DNS", "DNS"))).tree()
    assert [(one.packets, one.told_rows) for _, one in tree.walk() if one.name == "dns"] == [(1, None), (1, (1,))]
