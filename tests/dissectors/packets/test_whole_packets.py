"""What packets in fragments carry, in bulk."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.whole_packets import LEADING_BYTES, WholePackets, whole_packets
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
