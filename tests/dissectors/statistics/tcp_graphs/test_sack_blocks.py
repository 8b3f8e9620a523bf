"""SACK options read in bulk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.statistics.tcp_graphs.sack_blocks import SackBlocks, sack_blocks
from dissectors.streams.segments import Segments, segments_of
from tests.dissectors.statistics.tcp_graphs.talk import Said, sack, table_of

TIMESTAMP = b"\x08\x0a" + bytes(8)


def blocks_of(options: list[bytes], folder: Path) -> SackBlocks:
    table = table_of([Said(0, at, 1, 1000, options=one) for at, one in enumerate(options)], folder)
    return sack_blocks(segments_of(table.index, 0), table.capture.view())


def told(blocks: SackBlocks) -> list[tuple[int, int, int]]:
    return list(zip(blocks.places.tolist(), blocks.lefts.tolist(), blocks.rights.tolist(), strict=True))


def test_blocks_are_told_in_the_order_of_segments(tmp_path: Path) -> None:
    found = blocks_of([sack((1100, 1200), (1300, 1400)), b"", sack((1500, 1600))], tmp_path)
    assert told(found) == [(0, 100, 200), (0, 300, 400), (2, 500, 600)]


@pytest.mark.parametrize("before", [b"\x01\x01" + TIMESTAMP, TIMESTAMP, b"\x02\x04\x05\xb4"])
def test_they_are_found_behind_other_options(tmp_path: Path, before: bytes) -> None:
    assert told(blocks_of([before + sack((1100, 1200))], tmp_path)) == [(0, 100, 200)]


def test_a_usual_timestamp_has_none(tmp_path: Path) -> None:
    assert told(blocks_of([b"\x01\x01" + TIMESTAMP], tmp_path)) == []


def test_a_duplicate_lies_before_what_is_acknowledged(tmp_path: Path) -> None:
    assert told(blocks_of([sack((900, 950))], tmp_path)) == [(0, -100, -50)]


def test_a_block_across_the_end_of_numbers_is_told(tmp_path: Path) -> None:
    table = table_of([Said(0, 0, 1, 2**32 - 100, options=sack((2**32 - 50, 50)))], tmp_path)
    assert told(sack_blocks(segments_of(table.index, 0), table.capture.view())) == [(0, 50, 150)]


@pytest.mark.parametrize(
    "option",
    [
        pytest.param(sack((1200, 1100)), id="ends before it begins"),
        pytest.param(sack((1100, 1000 + 2**31)), id="beyond any window"),
        pytest.param(b"\x05\x0a\x00\x00\x04\x4c", id="cut"),
        pytest.param(b"\x05\x00" + bytes(10), id="no length"),
        pytest.param(b"\x00" + sack((1100, 1200)), id="behind the end"),
        pytest.param(b"\x09\x01" + sack((1100, 1200)), id="behind an option without length"),
    ],
)
def test_what_is_no_block_is_left_out(tmp_path: Path, option: bytes) -> None:
    assert told(blocks_of([option], tmp_path)) == []


@given(options=st.binary(min_size=12, max_size=40), short=st.integers(0, 60))
def test_no_options_break_reading(options: bytes, short: int) -> None:
    header = bytes(20)
    data = np.frombuffer(header + options, np.uint8)
    one = np.array([1])
    segments = Segments(
        *(one, one, one, one.astype(np.uint8), one, one, one, one * 0x10, one),
        *(one * len(data), one, one * len(data), one),
    )
    found = sack_blocks(segments, data[: max(len(data) - short, 0)])
    assert len(found) <= 4
    assert np.all(found.lefts < found.rights)
