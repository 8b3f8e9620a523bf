"""What packets in fragments carry, in bulk."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors.packets.layer_index import LayerIndex, Piece
from dissectors.packets.whole_packets import LEADING_BYTES, WholePackets, whole_packets
from dissectors.registry import Registry
from tests.dissectors.internet.fragmented import ipv4, ipv6, udp
from tests.dissectors.streams.frames import capture_of, tcp

DATAGRAM = udp(bytes(range(32)))
HEAD, TAIL = ipv4(DATAGRAM[:8], 0, more=True), ipv4(DATAGRAM[8:], 8)
OTHER = tcp(("10.0.0.1", 1), ("10.0.0.2", 2))


def found_in(frames: list[bytes], folder: Path, skipped: int = 0) -> WholePackets | None:
    index = LayerIndex(capture_of(frames, folder))
    return whole_packets(index.fragments, index.piece_of(len(frames) - 1), skipped, index.registry)


def test_rows_have_the_layers_of_the_packets_that_are_whole_with_them(tmp_path: Path) -> None:
    found = found_in([HEAD, OTHER, TAIL, OTHER, ipv6(DATAGRAM[8:], 8), ipv6(DATAGRAM[:8], 0, more=True)], tmp_path)
    assert found is not None
    assert {name: layers.rows.tolist() for name, layers in found.found.items()} == {"udp": [2, 5], "data": [2, 5]}


def test_places_count_from_the_packet(tmp_path: Path) -> None:
    found = found_in([HEAD, TAIL, HEAD, TAIL], tmp_path)
    assert found is not None
    data = found.found["data"]
    assert found.place(data.rows, data.starts).tolist() == [8, 8]
    assert found.view()[data.starts].tolist() == [0, 0]
    assert (data.reported_stops - data.starts).tolist() == [32, 32]


def test_of_long_packets_the_beginning_is_enough(tmp_path: Path) -> None:
    long = udp(bytes(5000))
    cuts = range(0, len(long), 1000)
    frames = [ipv4(long[cut : cut + 1000], cut, more=cut + 1000 < len(long)) for cut in cuts]
    found = found_in(frames[::-1], tmp_path)
    assert found is not None
    assert len(found.view()) == LEADING_BYTES
    assert int(found.found["udp"].reported_stops[0] - found.found["udp"].starts[0]) == len(long)


def test_skipped_rows_and_rows_without_fragments_have_none(tmp_path: Path) -> None:
    assert found_in([HEAD, TAIL, OTHER], tmp_path, skipped=2) is None
    assert found_in([OTHER], tmp_path) is None


def test_addresses_in_a_tunnel_are_deeper_than_those_of_the_frame(tmp_path: Path) -> None:
    inner = ipv4(DATAGRAM, source="10.9.9.9")[14:]
    found = found_in([ipv4(inner[:24], 0, more=True, protocol=4), ipv4(inner[24:], 24, protocol=4)], tmp_path)
    assert found is not None
    assert np.all(found.found["udp"].depths > found.found["ip"].depths)
    assert found.found["ip"].depths.tolist() > [3]


def described(found: WholePackets | None) -> object:
    """All that it tells, by what it offers."""
    if found is None:
        return None
    layers = {
        name: (one.rows.tolist(), found.place(one.rows, one.starts).tolist(), found.view()[one.starts].tolist())
        for name, one in found.found.items()
    }
    return found.rows.tolist(), layers


def test_rows_asked_about_again_have_the_same(tmp_path: Path) -> None:
    frames = [HEAD, TAIL, OTHER, ipv6(DATAGRAM[:8], 0, more=True), ipv6(DATAGRAM[8:], 8), HEAD, TAIL, OTHER]
    index = LayerIndex(capture_of(frames, tmp_path))
    piece = index.piece_of(len(frames) - 1)
    for kept_from in range(len(frames)):
        for skipped in range(len(frames)):
            index.fragments.recent = None
            expected = described(whole_packets(index.fragments, piece, skipped, index.registry))
            index.fragments.recent = None
            whole_packets(index.fragments, piece, kept_from, index.registry)
            assert described(whole_packets(index.fragments, piece, skipped, index.registry)) == expected


def test_they_are_made_once(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([HEAD, TAIL, HEAD, TAIL], tmp_path))
    piece = index.piece_of(3)
    found = whole_packets(index.fragments, piece, 0, index.registry)
    whole_packets(index.fragments, Piece(3, 1, {}), 0, index.registry)
    assert whole_packets(index.fragments, piece, 0, index.registry) is found
    behind = whole_packets(index.fragments, piece, 2, index.registry)
    assert found is not None
    assert behind is not None
    assert behind.view() is found.view()
    assert whole_packets(index.fragments, piece, 0, Registry(index.registry.protocols.values())) is not found


def test_a_piece_that_grew_has_the_new_ones(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([HEAD, TAIL, OTHER, HEAD, TAIL, HEAD, TAIL], tmp_path))
    found = []
    while index.extend(2):
        piece = index.pieces[0]
        told = [whole_packets(index.fragments, piece, skipped, index.registry) for skipped in (piece.count - 2, 0)]
        found.append([None if one is None else one.rows.tolist() for one in told])
    assert len(index.pieces) == 1
    assert found == [[[1], [1]], [None, [1]], [[4], [1, 4]], [[6], [1, 4, 6]]]
