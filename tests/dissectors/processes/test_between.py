"""Conversations are found by their ends and a time, and so is what was said of these."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.capture_file.frames import NO_TIME
from dissectors.processes.between import LATE_NS, NOTHING, Conversations
from dissectors.streams.endpoints import WORDS
from dissectors.streams.opened import Opened

MANY = 1000 * LATE_NS


def pair(name: int) -> bytes:
    return np.full(WORDS, name, np.uint64).tobytes()


def opened(first: int, *begun: tuple[int, int]) -> Opened:
    """Conversations by the name of their pair and their time."""
    pairs = np.array([np.full(WORDS, name) for name, _ in begun], np.uint64).reshape(-1, WORDS)
    times = np.array([time for _, time in begun], np.int64)
    return Opened(first, pairs, np.zeros(len(begun), np.bool_), times)


def test_the_one_that_began_last_before_is_meant() -> None:
    known = Conversations()
    known.take(opened(0, (1, 5 * MANY), (2, 1 * MANY), (1, 9 * MANY)))
    times = (1, 5, 8, 9, 20)
    assert [known.number_at(pair(1), time * MANY) for time in times] == [None, 0, 0, 2, 2]
    assert [known.number_at(pair(2), time * MANY) for time in times] == [1] * 5
    assert known.number_at(pair(3), MANY) is None
    assert (list(known.numbers_of(pair(1))), list(known.numbers_of(pair(3)))) == ([0, 2], [])


def test_a_conversation_may_be_a_little_later() -> None:
    known = Conversations()
    known.take(opened(0, (1, MANY)))
    assert known.number_at(pair(1), MANY - LATE_NS) == 0
    assert known.number_at(pair(1), MANY - LATE_NS - 1) is None


def test_one_without_a_time_is_never_meant() -> None:
    known = Conversations()
    known.take(opened(0, (1, NO_TIME), (2, MANY), (2, NO_TIME)))
    assert known.number_at(pair(1), MANY) is None
    assert known.number_at(pair(2), MANY) == 1


def test_pairs_of_which_something_was_said_are_told_of_when_they_have_more() -> None:
    known = Conversations()
    known.say(pair(1), 7)
    known.say(pair(2), 8)
    known.say(pair(1), 9)
    assert known.take(opened(0, (1, MANY), (3, MANY))) == (pair(1),)
    assert known.take(opened(2, (3, MANY))) == ()
    assert (known.said_of(pair(1)), known.said_of(pair(2)), known.said_of(pair(3))) == ([7, 9], [8], [])


def test_there_is_room_for_as_many_ends_as_asked() -> None:
    known = Conversations()
    known.make_room(3)
    known.ends[2] = 5
    known.make_room(1000)
    assert (len(known.ends) >= 1000, known.ends[2], known.ends[999]) == (True, 5, NOTHING)


BEGUN = st.lists(st.tuples(st.integers(1, 2), st.integers(0, 5)), max_size=8)


@given(st.lists(BEGUN, max_size=4), st.integers(0, 6))
def test_in_batches_or_at_once_the_same_is_meant(batches: list[list[tuple[int, int]]], time: int) -> None:
    known, first = Conversations(), 0
    every = []
    for batch in batches:
        scaled = [(name, at * MANY) for name, at in batch]
        known.take(opened(first, *scaled))
        known.number_at(pair(1), 0)
        every += scaled
        first += len(batch)
    for name in (1, 2):
        begun = [(at, number) for number, (of, at) in enumerate(every) if of == name and at <= time * MANY]
        assert known.number_at(pair(name), time * MANY) == (max(begun)[1] if begun else None)
