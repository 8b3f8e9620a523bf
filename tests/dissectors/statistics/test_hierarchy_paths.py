"""Every packet's way down the hierarchy, of a piece and of one row."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from dissectors.statistics import hierarchy_paths
from dissectors.statistics.hierarchy_paths import FIELD, HierarchyPaths, path_of_row
from dissectors.statistics.places import DEEPEST, Places
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


@pytest.mark.parametrize(("most", "times"), [(1, 3), (100, 1)])
def test_places_of_former_pieces_are_not_kept_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, times: int
) -> None:
    made: list[Places] = []

    def places() -> Places:
        made.append(Places())
        return made[-1]

    monkeypatch.setattr(hierarchy_paths, "MOST_KEPT", most)
    monkeypatch.setattr(hierarchy_paths, "Places", places)
    index = LayerIndex(capture_of([tcp(A, B)], tmp_path))
    column = HierarchyPaths(index)
    for _ in range(3):
        texts = column.texts(index.piece_of(0))
        assert [texts.all[code] for code in texts.codes.tolist()] == ["eth:ip:tcp"]
    assert len(made) == times
