"""Endpoints in bulk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.packets.layer_index import LayerIndex
from dissectors.streams import endpoints
from dissectors.streams.endpoints import (
    WORDS,
    find_addresses,
    find_bare_addresses,
    find_endpoints,
    find_networks,
    group_alike,
    put_low_first,
    with_version,
)
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
    first, group = group_alike(pairs)
    assert first.tolist() == [0, 1, 3]
    assert group.tolist() == [0, 1, 0, 2]


def test_pairs_whose_sums_collide_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "_SECRET", np.zeros(WORDS, np.uint64))
    pairs = np.array([[9] * WORDS, [3] * WORDS, [9] * WORDS], np.uint64)
    first, group = group_alike(pairs)
    assert first.tolist() == [0, 1]
    assert group.tolist() == [0, 1, 0]


@pytest.mark.parametrize("words", [1, 2, 4, WORDS // 2, WORDS])
def test_rows_of_any_width_are_grouped(words: int) -> None:
    rows = np.random.default_rng(1).integers(0, 3, (1000, words)).astype(np.uint64) << np.uint64(56)
    first, group = group_alike(rows)
    assert np.array_equal(rows[first][group], rows)
    assert len(first) == len(np.unique(rows, axis=0))
    assert first.tolist() == sorted(first.tolist())


def test_words_that_differ_in_two_highest_bits_alone_are_told_apart() -> None:
    rows = np.array([[1, 2], [1 | 1 << 63, 2 | 1 << 63], [1, 2]], np.uint64)
    first, group = group_alike(rows)
    assert (first.tolist(), group.tolist()) == ([0, 1], [0, 1, 0])


@pytest.mark.parametrize(
    ("protocol", "frame"), [("eth", tcp(A, B)), ("ip", tcp(B, A)), ("ipv6", udp(("2001:db8::f1", 9), ("fe80::2", 7)))]
)
def test_bare_addresses_are_the_same_ones(protocol: str, frame: bytes, tmp_path: Path) -> None:
    index = LayerIndex(capture_of([frame, tcp(A, B)], tmp_path))
    index.extend()
    layers = index.layers(index.pieces[0], protocol)
    assert layers is not None
    _, bare = find_bare_addresses(index, layers, protocol)
    _, whole = find_addresses(index, layers, protocol)
    assert bare.shape[1] < whole.shape[1]
    assert np.array_equal(with_version(bare, protocol), whole)


def test_the_lower_number_is_the_first() -> None:
    ends = np.array([[1, 2], [2, 1], [5, 5]], np.uint64)
    pairs, sorts_low = put_low_first(ends)
    assert pairs.tolist() == [[1, 2], [1, 2], [5, 5]]
    assert sorts_low.tolist() == [True, False, True]


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
