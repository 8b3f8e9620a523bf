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
    assert [known.begun_ns(number) for number in range(3)] == [NO_TIME, MANY, NO_TIME]


def test_pairs_of_which_something_was_said_are_told_of_when_they_have_more() -> None:
    known = Conversations()
    known.say(pair(1), 7, MANY)
    known.say(pair(2), 8, MANY)
    assert known.take(opened(0, (1, MANY), (3, MANY), (1, 2 * MANY))) == {pair(1): [0, 2]}
    assert known.take(opened(3, (3, MANY))) == {}


def anew(known: Conversations, name: int, *new: int) -> dict[int, list[int]]:
    return dict(known.said_anew(pair(name), new))


def test_what_was_said_is_of_the_one_that_began_last_before() -> None:
    known = Conversations()
    for attribution, time in enumerate((3, 1, 7, 0)):
        known.say(pair(1), attribution, time * MANY)
    known.take(opened(0, (1, 1 * MANY)))
    assert {number: sorted(said) for number, said in anew(known, 1, 0).items()} == {0: [0, 1, 2]}
    known.take(opened(1, (1, 3 * MANY), (1, NO_TIME)))
    assert anew(known, 1, 1, 2) == {0: [1], 1: [0, 2]}


def test_only_those_are_looked_at_again_that_a_new_one_changes() -> None:
    known = Conversations()
    known.take(opened(0, *((1, time * MANY) for time in range(10))))
    known.say(pair(1), 7, 8 * MANY)
    known.take(opened(10, (1, 20 * MANY)))
    assert anew(known, 1, 10) == {9: [], 10: []}
    known.take(opened(11, (1, 8 * MANY - LATE_NS)))
    assert anew(known, 1, 11) == {7: [], 11: []}
    known.say(pair(1), 8, 8 * MANY - 2 * LATE_NS)
    known.take(opened(12, (1, NO_TIME)))
    assert anew(known, 1, 12) == {}
    assert anew(known, 1, 11) == {7: [], 11: [8]}


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


SAID = st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=6)


@given(st.lists(st.tuples(SAID, st.lists(st.integers(0, 5), max_size=4)), max_size=4))
def test_whatever_comes_first_each_has_what_was_said_of_it(
    batches: list[tuple[list[tuple[int, bool]], list[int]]],
) -> None:
    """What is told anew, kept by number, is what `number_at` gives."""
    known, first = Conversations(), 0
    told: dict[int, set[int]] = {}
    everything: list[int] = []
    for said, begun in batches:
        for time, is_early in said:
            at = time * MANY - is_early * LATE_NS
            known.say(pair(1), len(everything), at)
            number = known.number_at(pair(1), at)
            if number is not None:
                told.setdefault(number, set()).add(len(everything))
            everything.append(at)
        found = known.take(opened(first, *((1, time * MANY) for time in begun)))
        first += len(begun)
        for new in found.values():
            told.update((number, set(places)) for number, places in known.said_anew(pair(1), new))
    wanted: dict[int, set[int]] = {}
    for place, at in enumerate(everything):
        number = known.number_at(pair(1), at)
        if number is not None:
            wanted.setdefault(number, set()).add(place)
    assert {number: places for number, places in told.items() if places} == wanted
