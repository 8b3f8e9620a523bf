"""Every packet's way down the hierarchy, of a piece and of one row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from dissectors.statistics.hierarchy_paths import FIELD, HierarchyPaths, path_of_row
from dissectors.statistics.places import DEEPEST
from tests.conftest import SAMPLES
from tests.dissectors.internet.fragmented import udp as datagram
from tests.dissectors.streams.frames import capture_of, ip, tcp
from tests.tui.statistics.subjects import subject_of

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)


def paths(index: LayerIndex) -> list[str]:
    """Of the rows of the first piece, as the column has them."""
    piece = index.piece_of(0)
    texts = HierarchyPaths(index).texts(piece)
    found = [""] * piece.count
    for row, code in zip(texts.rows.tolist(), texts.codes.tolist(), strict=True):
        found[row] = texts.all[code]
    return found


def test_a_path_names_what_rides_on_what(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([tcp(A, B), ip(A[0], B[0], 17, datagram(b"hello")), b""], tmp_path))
    assert path_of_row(index, 0) is None
    assert paths(index) == ["eth:ip:tcp", "eth:ip:udp:data", ""]
    assert [path_of_row(index, row) for row in range(3)] == paths(index)


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.pcapng")))
def test_the_column_is_what_the_trees_say(sample: str) -> None:
    with subject_of(sample) as subject:
        table = subject.table
        found = paths(table.index)
        assert [str(table.dissection(row).find(FIELD)[0].value) for row in range(len(table))] == found


def test_endless_tunnels_end_where_the_hierarchy_ends(tmp_path: Path) -> None:
    packet = tcp(A, B)[14:]
    for _ in range(DEEPEST + 10):
        packet = ip("10.0.0.1", "10.0.0.2", 4, packet)[14:]
    index = PacketTable(capture_of([bytes(12) + b"\x08\0" + packet], tmp_path)).index
    assert paths(index) == [path_of_row(index, 0)] == [":".join(["eth", *["ip"] * (DEEPEST - 1)])]


def test_texts_are_made_of_the_places_where_packets_end_alone(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([tcp(A, B), tcp(A, B), ip(A[0], B[0], 17, datagram(b"hello"))], tmp_path))
    texts = HierarchyPaths(index).texts(index.piece_of(0))
    assert sorted(texts.all) == ["eth:ip:tcp", "eth:ip:udp:data"]


def test_where_no_row_has_a_layer_there_is_no_path(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([b"", b""], tmp_path))
    texts = HierarchyPaths(index).texts(index.piece_of(0))
    assert (len(texts.rows), len(texts.codes), len(texts.all)) == (0, 0, 0)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.booleans(), max_size=DEEPEST), min_size=1, max_size=6))
def test_tunnels_of_two_kinds_are_told_apart_however_deep(tmp_path: Path, tunnels: list[list[bool]]) -> None:
    index = PacketTable(capture_of([tunnelled(kinds) for kinds in tunnels], tmp_path)).index
    assert paths(index) == [path_of_row(index, row) for row in range(len(tunnels))]
    texts = HierarchyPaths(index).texts(index.piece_of(0))
    assert len(set(texts.all)) == len(texts.all)


def tunnelled(kinds: list[bool]) -> bytes:
    """A frame with a segment in tunnels, the innermost kind first: in GRE, or in IP right away."""
    frame = tcp(A, B)
    for in_gre in kinds:
        inside = frame[14:]
        frame = ip(A[0], B[0], 47, bytes([0, 0, 8, 0]) + inside) if in_gre else ip(A[0], B[0], 4, inside)
    return frame
