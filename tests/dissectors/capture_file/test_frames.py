from __future__ import annotations

import numpy as np
import pytest

from dissectors.capture_file.frames import CHUNK_ROWS, LATEST_TIME, NO_TIME, FrameBatch, Frames


def batch(start: int, count: int, far_times: dict[int, int] | None = None) -> FrameBatch:
    numbers = np.arange(start, start + count)
    return FrameBatch(
        offset=numbers * 100,
        captured_length=numbers.astype(np.uint32),
        original_length=(numbers + 1).astype(np.uint32),
        time=numbers * 10,
        interface=(numbers % 3).astype(np.uint32),
        link_type=np.full(count, 1, dtype=np.uint16),
        options_length=np.zeros(count, dtype=np.uint32),
        far_times=far_times or {},
    )


def test_columns_are_contiguous_across_chunks() -> None:
    frames = Frames()
    assert frames.append(batch(0, 100)) == range(100)
    frames.append(batch(100, 2 * CHUNK_ROWS))
    assert len(frames) == 100 + 2 * CHUNK_ROWS
    offsets = frames.column("offset")
    assert offsets.flags.c_contiguous
    np.testing.assert_array_equal(offsets, np.arange(len(frames)) * 100)
    times = frames.column("time", CHUNK_ROWS - 2, CHUNK_ROWS + 2)
    assert times.tolist() == [row * 10 for row in range(CHUNK_ROWS - 2, CHUNK_ROWS + 2)]


@pytest.mark.parametrize("name", ["offset", "captured_length", "time", "interface", "link_type"])
def test_a_part_of_a_column_is_that_part(name: str) -> None:
    frames = Frames()
    frames.append(batch(0, CHUNK_ROWS + 10))
    whole = frames.column(name)  # type: ignore[call-overload]
    for start, stop in [(0, 5), (5, CHUNK_ROWS), (CHUNK_ROWS, CHUNK_ROWS + 10), (CHUNK_ROWS - 1, None), (7, 3)]:
        np.testing.assert_array_equal(frames.column(name, start, stop), whole[start:stop])  # type: ignore[call-overload]


def test_an_array_handed_out_cannot_change_the_frames_and_does_not_change() -> None:
    frames = Frames()
    frames.append(batch(0, 5))
    lengths = frames.column("captured_length")
    with pytest.raises(ValueError, match="read-only"):
        lengths[0] = 9
    frames.append(batch(5, 5))
    assert lengths.tolist() == [0, 1, 2, 3, 4]


def test_a_row_has_python_numbers() -> None:
    frames = Frames()
    frames.append(batch(7, 3))
    record = frames.frame(1)
    assert (record.row, record.offset, record.captured_length, record.original_length) == (1, 800, 8, 9)
    assert (record.time_ns, record.interface, record.link_type) == (80, 2, 1)
    assert type(record.offset) is int


@pytest.mark.parametrize("row", [-1, 3])
def test_rows_outside_are_refused(row: int) -> None:
    frames = Frames()
    frames.append(batch(0, 3))
    with pytest.raises(IndexError):
        frames.frame(row)


def test_far_times_stay_exact_and_missing_times_are_none() -> None:
    frames = Frames()
    frames.append(batch(0, 4))
    far = batch(4, 2, {1: 2**80})
    far.time[:] = [NO_TIME, LATEST_TIME]
    frames.append(far)
    assert frames.time_ns(3) == 30
    assert frames.time_ns(4) is None
    assert frames.time_ns(5) == 2**80
