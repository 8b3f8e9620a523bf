"""Layers of a whole capture: the same however it is cut into pieces, and the same as one by one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors import open_capture
from dissectors.capture_file import CaptureFile, PcapWriter
from dissectors.packets import layer_index
from dissectors.packets.layer_index import LayerIndex, declared
from dissectors.packets.table import PacketTable
from tests.dissectors import golden

FRAMES = [golden.read(path).frame for path in golden.paths()]
ETHERNET = [frame for frame in FRAMES if frame.link_type == 1] * 30


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaptureFile]:
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for number, frame in enumerate(ETHERNET):
        writer.write(number, frame.data, frame.length)
    path: Path = tmp_path_factory.mktemp("index") / "goldens.pcap"
    path.write_bytes(written.getvalue())
    with open_capture(path) as opened:
        opened.refresh()
        yield opened


def occurrences(index: LayerIndex, name: str) -> list[tuple[int, object]]:
    found = []
    for piece in index.pieces:
        for protocol, spec in index.specs(name):
            rows, values = index.column(piece, protocol, spec)
            plain = values.tolist() if spec.kind.is_number else [value.tobytes() for value in values]
            found += [(piece.first + row, value) for row, value in zip(rows.tolist(), plain, strict=True)]
    return sorted(found, key=lambda pair: pair[0])


def test_columns_hold_what_the_trees_hold(capture: CaptureFile) -> None:
    table = PacketTable(capture)
    index = table.index
    while index.extend():
        pass
    names = ("ip.src", "udp.port", "eth.dst", "tcp.flags.syn", "ipv6.dst", "dns.id")
    specs = {name: {id(spec) for _, spec in index.specs(name)} for name in names}
    expected: dict[str, list[tuple[int, object]]] = {name: [] for name in names}
    for row in range(len(table)):
        dissection = table.decode(row)
        for name in names:
            for field in dissection.find(name):
                if id(field.spec) in specs[name]:
                    value = bytes(field.value) if isinstance(field.value, bytes) else field.value
                    expected[name].append((row, value))
    for name in names:
        assert expected[name], name
        assert sorted(map(repr, occurrences(index, name))) == sorted(map(repr, expected[name])), name


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_pieces_make_no_difference(capture: CaptureFile, sizes: list[int]) -> None:
    whole, pieced = LayerIndex(capture), LayerIndex(capture)
    whole.extend()
    for size in sizes:
        pieced.extend(size)
        occurrences(pieced, "tcp.port")
    while pieced.extend():
        pass
    for name in ("tcp.port", "ip.addr"):
        assert occurrences(pieced, name) == occurrences(whole, name)


def test_small_pieces_are_joined_and_large_ones_are_not(capture: CaptureFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer_index, "PIECE_ROWS", 10)
    monkeypatch.setattr(layer_index, "JOIN_BELOW", 5)
    index = LayerIndex(capture)
    while index.extend(3):
        pass
    assert all(piece.count <= 10 for piece in index.pieces)
    assert [piece.first for piece in index.pieces[1:]] == [p.first + p.count for p in index.pieces[:-1]]
    assert len(index.pieces) < len(ETHERNET) / 3


def test_forget_begins_anew(capture: CaptureFile) -> None:
    index = LayerIndex(capture)
    index.extend(2)
    index.forget()
    assert index.extend(1) == range(1)


def test_declared_gives_parts_and_skips_the_unnamed() -> None:
    from dissectors.protocols.ethernet import EthernetHeader

    names = [spec.name for spec in declared(EthernetHeader)]
    assert names[:3] == ["eth.dst", "eth.dst.oui", "eth.dst.lg"]
    assert "" not in names
