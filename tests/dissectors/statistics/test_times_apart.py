"""Times between packets of chosen rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors.statistics.times_apart import LONGEST, times_apart
from tests.dissectors.statistics.timed import at_times


def test_missing_and_backward_times_are_left_out(tmp_path: Path) -> None:
    frames = at_times([5, 12, None, 3, 5], tmp_path).capture.frames
    places, nanoseconds = times_apart(frames, np.array([0, 0, 0, 2, 0]), np.array([1, 2, 3, 1, 4]))
    assert (places.tolist(), nanoseconds.tolist()) == ([0, 4], [7, 0])


def test_any_distance(tmp_path: Path) -> None:
    frames = at_times([-(2**63) + 1, 2**63 - 1], tmp_path).capture.frames
    assert times_apart(frames, np.array([0]), np.array([1]))[1].tolist() == [LONGEST]


def test_of_nothing(tmp_path: Path) -> None:
    none = np.zeros(0, np.int64)
    assert [len(part) for part in times_apart(at_times([], tmp_path).capture.frames, none, none)] == [0, 0]
