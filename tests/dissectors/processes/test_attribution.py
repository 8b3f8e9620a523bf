"""What is known of an end can be compared and kept."""

from __future__ import annotations

from typing import get_args

from dissectors.processes.attribution import HOW_WORDS, Attribution, End, How


def test_every_way_of_knowing_has_words() -> None:
    assert set(HOW_WORDS) == set(get_args(How))


def test_two_that_say_the_same_are_one() -> None:
    ends = End("127.0.0.1", 40000), End("127.0.0.1", 1234)
    first, second = (Attribution("tcp", *ends, time_ns=1, how="exact", pid=7, name="nc") for _ in range(2))
    assert {first, second} == {first}
