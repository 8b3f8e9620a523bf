"""Fragments in a batch of frames, and its layers without what only the whole packet has."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors.layers import LayerRows, find_layers
from dissectors.packets.fragment_layers import find_fragments, vlans_of, without_layers_above
from tests.dissectors.internet.fragmented import ipv4, ipv6, udp, vlan

DATAGRAM = udp(bytes(range(32)))
HEAD, TAIL = ipv4(DATAGRAM[:16], 0, more=True), ipv4(DATAGRAM[16:], 16)
HEAD_V6, TAIL_V6 = ipv6(DATAGRAM[:16], 0, more=True), ipv6(DATAGRAM[16:], 16)


def batch(frames: list[bytes]) -> tuple[dict[str, LayerRows], np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    data = np.frombuffer(b"".join(frames), np.uint8)
    lengths = np.array([len(frame) for frame in frames])
    return find_layers(data, np.cumsum(lengths) - lengths, lengths, lengths, np.full(len(frames), 1)), data


def test_fragments_of_both_versions_are_found_in_the_order_of_rows() -> None:
    found = find_fragments(*batch([TAIL_V6, HEAD, ipv4(DATAGRAM), TAIL, HEAD_V6]))
    assert found is not None
    assert found.layers.rows.tolist() == [0, 1, 3, 4]
    assert found.offsets.tolist() == [2, 0, 2, 0]
    assert found.more.tolist() == [0, 1, 0, 1]
    assert found.lengths.tolist() == [24, 16, 24, 16]
    assert found.keys[0] == found.keys[3] != found.keys[1] == found.keys[2]


@pytest.mark.parametrize("frames", [[], [ipv4(DATAGRAM)], [ipv6(DATAGRAM)], [HEAD[:-1]], [HEAD_V6[:-1]], [bytes(60)]])
def test_whole_packets_and_cut_ones_are_none(frames: list[bytes]) -> None:
    assert find_fragments(*batch(frames)) is None


def test_padding_of_the_link_is_no_part_of_a_fragment() -> None:
    found = find_fragments(*batch([HEAD + bytes(10)]))
    assert found is not None
    assert found.lengths.tolist() == [16]


def test_of_fragments_in_fragments_the_outer_one_counts() -> None:
    found = find_fragments(*batch([ipv4(HEAD[14:], 0, more=True, protocol=4)]))
    assert found is not None
    assert found.layers.starts.tolist() == [14]


def test_what_a_fragment_carries_is_data() -> None:
    layers, data = batch([HEAD, ipv4(DATAGRAM), TAIL])
    found = find_fragments(layers, data)
    assert found is not None
    kept = without_layers_above(layers, found)
    assert kept["udp"].rows.tolist() == [1]
    assert kept["data"].rows.tolist() == [0, 1, 2]
    assert (kept["data"].stops - kept["data"].starts).tolist() == [16, 32, 24]


def test_tags_say_in_which_networks_a_frame_is() -> None:
    tags = vlan(5) + vlan(6)
    layers, data = batch([HEAD, ipv4(DATAGRAM, tags=tags), ipv4(DATAGRAM, tags=vlan(0)), ipv4(DATAGRAM, tags=vlan(7))])
    assert vlans_of(layers, np.array([0, 1, 2]), data) == {1: 5 << 12 | 6}
