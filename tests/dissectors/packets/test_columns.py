"""Columns by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME
from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import LayerIndex, Piece
from tests.dissectors.statistics.timed import at_times
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 80)


@pytest.fixture
def columns(tmp_path: Path) -> Columns:
    index = LayerIndex(capture_of([tcp(A, B), udp(A, B), tcp(B, A)], tmp_path))
    index.extend()
    return Columns(index)


def test_both_sides_of_a_name_are_occurrences(columns: Columns) -> None:
    found = columns.occurrences("tcp.port", columns.index.pieces[0])
    assert sorted(zip(found.rows.tolist(), found.values.tolist(), strict=True)) == [
        (0, 80),
        (0, 1000),
        (2, 80),
        (2, 1000),
    ]


def test_frame_fields_come_from_the_file(columns: Columns) -> None:
    piece = columns.index.pieces[0]
    assert columns.occurrences("frame.number", piece).values.tolist() == [1, 2, 3]
    assert columns.occurrences("frame.len", piece).values.tolist() == [54, 42, 54]
    assert columns.occurrences("frame.time_epoch", piece).values.tolist() == [0, 1, 2]


def test_fields_of_options_and_names_have_none(columns: Columns) -> None:
    assert columns.has("ip.src")
    assert not columns.has("dns.qry.name")
    assert not columns.has("tcp.options.mss_val")
    with pytest.raises(KeyError):
        columns.occurrences("dns.qry.name", columns.index.pieces[0])


def test_rows_with_a_protocol_are_its_own(columns: Columns) -> None:
    piece = columns.index.pieces[0]
    assert columns.rows_with("tcp", piece).tolist() == [True, False, True]
    assert columns.rows_with("tcp.options.mss_val", piece).tolist() == [True, False, True]
    assert columns.rows_with("_ws.malformed", piece).all()
    assert columns.is_protocol("udp")
    assert not columns.is_protocol("udp.port")


YEARS = 2**63 - 2


@pytest.mark.parametrize("times", [[5, 5, 3, 9], [None, 1, 4, None], [1, None, 4, 6], [-YEARS, YEARS, 0, -YEARS]])
def test_times_since_other_frames_are_those_of_the_tree(tmp_path: Path, times: list[int | None]) -> None:
    index = at_times(times, tmp_path).index
    first, before = times[0], [times[0], *times[:-1]]
    for name, earlier in (("frame.time_relative", [first] * 4), ("frame.time_delta", before)):
        expected = {
            row: max(min(time - since, LATEST_TIME), EARLIEST_TIME)
            for row, (time, since) in enumerate(zip(times, earlier, strict=True))
            if time is not None and since is not None
        }
        found = Columns(index).occurrences(name, index.piece_of(0))
        assert dict(zip(found.rows.tolist(), found.values.tolist(), strict=True)) == expected


def test_the_first_frame_of_a_later_piece_counts_from_the_one_before(tmp_path: Path) -> None:
    index = at_times([0, 5, 7], tmp_path).index
    index.extend(2)
    index.pieces.append(Piece(2, 1, {}))
    index.rows_done = 3
    found = Columns(index).occurrences("frame.time_delta", index.pieces[1])
    assert (found.rows.tolist(), found.values.tolist()) == ([0], [2])


def test_times_that_no_column_holds_are_exact_where_their_differences_fit(tmp_path: Path) -> None:
    index = at_times([LATEST_TIME] * 3, tmp_path).index
    index.capture.frames.time_ns = lambda row: 2**70 + row * 5  # type: ignore[method-assign]
    piece = index.piece_of(0)
    assert Columns(index).occurrences("frame.time_relative", piece).values.tolist() == [0, 5, 10]
    assert Columns(index).occurrences("frame.time_delta", piece).values.tolist() == [0, 5, 5]
