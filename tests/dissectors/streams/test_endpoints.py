"""Endpoints in bulk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.packets.layer_index import LayerIndex
from dissectors.streams import endpoints
from dissectors.streams.endpoints import WORDS, find_endpoints, find_networks, group_pairs
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 80)


def test_directions_share_a_pair_and_differ_in_the_side(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([tcp(A, B), tcp(B, A)], tmp_path))
    index.extend()
    found = find_endpoints(index, index.pieces[0], "tcp")
    assert np.array_equal(found.pairs[0], found.pairs[1])
    assert found.sorts_low.tolist() == [True, False]


def test_layers_without_addresses_or_ports_are_left_out(tmp_path: Path) -> None:
    frames = [ip("10.0.0.1", "10.0.0.2", 17, b"\0\1"), udp(A, B)]
    index = LayerIndex(capture_of(frames, tmp_path))
    index.extend()
    assert find_endpoints(index, index.pieces[0], "udp").layers.rows.tolist() == [1]


def test_groups_are_in_the_order_of_their_first_pair() -> None:
    pairs = np.array([[9] * WORDS, [3] * WORDS, [9] * WORDS, [1] * WORDS], np.uint64)
    first, group = group_pairs(pairs)
    assert first.tolist() == [0, 1, 3]
    assert group.tolist() == [0, 1, 0, 2]


def test_pairs_whose_sums_collide_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "_SECRET", np.zeros(WORDS, np.uint64))
    pairs = np.array([[9] * WORDS, [3] * WORDS, [9] * WORDS], np.uint64)
    first, group = group_pairs(pairs)
    assert first.tolist() == [0, 1]
    assert group.tolist() == [0, 1, 0]


def test_rows_that_are_skipped_are_left_out(tmp_path: Path) -> None:
    frames = [tcp(A, B), udp(A, B), tcp(B, A), tcp(A, B)]
    index = LayerIndex(capture_of(frames, tmp_path))
    index.extend()
    piece = index.pieces[0]
    for skipped in range(len(frames) + 1):
        networks = find_networks(index, piece, skipped)
        assert (networks[0] >> 16).tolist() == list(range(skipped, len(frames)))
        found = find_endpoints(index, piece, "tcp", skipped, networks)
        assert found.layers.rows.tolist() == [row for row in (0, 2, 3) if row >= skipped]
        whole = find_endpoints(index, piece, "tcp")
        assert np.array_equal(found.pairs, whole.pairs[whole.layers.rows >= skipped])
