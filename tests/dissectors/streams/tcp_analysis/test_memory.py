"""Memory of conversations: as many as come, empty at first, and each its own."""

from __future__ import annotations

import numpy as np

from dissectors.streams.tcp_analysis.memory import NO_ACKNOWLEDGMENT, NO_WINDOW, ON_THE_WAY, UNSET, Memory
from dissectors.streams.tcp_analysis.window_scale import UNKNOWN

NOTHING = np.zeros(0, ON_THE_WAY)


def on_the_way(*sides: int) -> np.ndarray:  # type: ignore[type-arg]
    found = np.zeros(len(sides), ON_THE_WAY)
    found["side"], found["frame"] = sides, range(1, len(sides) + 1)
    return found


def test_of_a_new_conversation_nothing_is_known() -> None:
    memory = Memory()
    sides, conversations = memory.recall(np.array([3]))
    segments = memory.take_on_the_way(np.array([3]))
    assert (len(sides), len(conversations), len(segments)) == (2, 1, 0)
    for name, expected in (
        ("is_known", False),
        ("next", UNSET),
        ("contiguous", UNSET),
        ("acknowledged", UNSET),
        ("window", NO_WINDOW),
        ("acknowledgment", NO_ACKNOWLEDGMENT),
        ("scale", UNKNOWN),
        ("in_flight_known", True),
    ):
        assert sides[name].tolist() == [expected] * 2, name
    assert not conversations["has_begun"].any()


def test_what_was_kept_is_recalled_as_copies_whatever_else_comes() -> None:
    memory = Memory()
    sides, conversations = memory.recall(np.array([0, 2]))
    sides["base"], conversations["syn_time"] = [1, 2, 3, 4], [10, 30]
    memory.keep(np.array([0, 2]), sides, conversations, NOTHING)
    sides["base"] = 9
    memory.recall(np.array([5000]))
    sides, conversations = memory.recall(np.array([1, 2]))
    assert sides["base"].tolist() == [0, 0, 3, 4]
    assert conversations["syn_time"].tolist() == [0, 30]


def test_segments_on_their_way_are_handed_out_once_in_their_order() -> None:
    memory = Memory()
    streams = np.array([0, 1, 2])
    sides, conversations = memory.recall(streams)
    memory.keep(streams, sides, conversations, on_the_way(0, 3, 4, 1))
    assert sorted(memory.waiting().tolist()) == [0, 0, 1, 2]
    segments = memory.take_on_the_way(np.array([0]))
    assert segments["frame"].tolist() == [1, 4]
    assert sorted(memory.waiting().tolist()) == [1, 2]
    segments = memory.take_on_the_way(streams)
    assert sorted(segments["side"].tolist()) == [3, 4]
    assert memory.waiting().tolist() == []
