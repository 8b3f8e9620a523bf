"""Facts about a segment: when they are more than numbers and times."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.transport.segment_facts import SegmentFacts

PLAIN = SegmentFacts(0, 0, -1, 0, 0, 0, 0, 5, None, None, None, None, None, None, None, None)


def test_numbers_and_times_are_no_analysis() -> None:
    assert not PLAIN.has_analysis


@pytest.mark.parametrize("found", [{"marks": int(Mark.ZERO_WINDOW)}, {"acked_frame": 1}, {"in_flight": 0}])
def test_what_was_found_is(found: dict[str, int]) -> None:
    assert replace(PLAIN, **found).has_analysis  # type: ignore[arg-type]


def test_facts_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        PLAIN.marks = 1  # type: ignore[misc]
