"""The walk over many frames at once."""

from __future__ import annotations

import numpy as np

from dissectors.frame import Frame
from dissectors.layers import find_layers
from tests.dissectors import golden
from tests.dissectors.test_goldens import assert_columns_equal_tree

ETHERNET = 1


def batch(frames: list[bytes], link_type: int = ETHERNET) -> dict[str, list[int]]:
    lengths = np.array([len(frame) for frame in frames])
    offsets = np.cumsum(lengths) - lengths
    data = np.frombuffer(b"".join(frames), np.uint8)
    found = find_layers(data, offsets, lengths, lengths, np.full(len(frames), link_type))
    return {name: layers.rows.tolist() for name, layers in found.items()}


def test_rows_name_the_frames_that_hold_a_protocol() -> None:
    udp = next(golden.read(path).frame.data for path in golden.paths() if path.stem == "data_in_udp")
    found = batch([udp, b"\xff" * 20, udp])
    assert found["eth"] == [0, 1, 2]
    assert found["udp"] == [0, 2]


def test_no_frames_have_no_layers() -> None:
    assert find_layers(np.zeros(0, np.uint8), *(np.zeros(0, np.int64) for _ in range(4))) == {}


def test_frames_of_unknown_link_types_are_data() -> None:
    assert batch([b"abc", b"de"], link_type=9999) == {"data": [0, 1]}


def test_empty_and_cut_frames_end_where_they_end() -> None:
    for length in range(20):
        assert_columns_equal_tree(Frame(bytes(length), ETHERNET, original_length=60))


def test_guess_that_no_frame_meets_leaves_no_layer() -> None:
    udp = next(golden.read(path).frame.data for path in golden.paths() if path.stem == "udp_datagram")
    assert set(batch([udp, udp])) == {"eth", "ip", "udp", "data"}
