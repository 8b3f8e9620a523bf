"""Records in order: what is not known stands last, many are made when they are looked at, trees stay trees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from tui.statistics.columns import Record
from tui.statistics.records import ManyRecords, in_order

SIZES = np.array([5, 9, 7])


def names(records: Sequence[Record]) -> list[str]:
    return [one["name"] for one in records]


@pytest.mark.parametrize(("descending", "found"), [(False, ["a", "B", "c", "d"]), (True, ["c", "B", "a", "d"])])
def test_what_is_not_known_stands_last(descending: bool, found: list[str]) -> None:
    records: list[Record] = [
        {"name": "B", "n": 2},
        {"name": "d", "n": None},
        {"name": "c", "n": 3},
        {"name": "a", "n": 1},
    ]
    assert names(in_order(records, "n", descending=descending)) == found


def test_texts_are_sorted_whatever_their_case() -> None:
    records: list[Record] = [{"name": "b"}, {"name": "C"}, {"name": "A"}]
    assert names(in_order(records, "name", descending=False)) == ["A", "b", "C"]


def many(made: list[int]) -> ManyRecords:
    def order(by: str, descending: bool) -> NDArray[np.int64]:
        if by != "size":
            raise KeyError(by)
        places = np.argsort(SIZES)
        return places[::-1] if descending else places

    def make(place: int) -> Record:
        made.append(place)
        return {"name": "xyz"[place], "size": int(SIZES[place]), "other": -place}

    return ManyRecords(order, "size", make)


def test_of_many_only_those_that_are_looked_at_are_made() -> None:
    made: list[int] = []
    records = many(made)
    assert (len(records), made) == (3, [])
    assert names(records[:2]) == ["y", "z"]
    assert made == [1, 2]
    assert names(in_order(records, "size", descending=False)) == ["x", "z", "y"]


def test_many_are_sorted_by_what_only_records_tell_too() -> None:
    assert names(in_order(many([]), "other", descending=False)) == ["z", "y", "x"]
    with pytest.raises(KeyError):
        in_order(many([]), "nothing", descending=False)


def test_a_value_that_is_known_without_its_record_makes_none() -> None:
    made: list[int] = []

    def make(place: int) -> Record:
        made.append(place)
        return {"name": "xyz"[place]}

    records = ManyRecords(many([])._order, "size", make, values={"name": lambda place: "xyz"[place]})
    ordered = in_order(records, "name", descending=True)
    assert (records.value(0, "name"), records.first_places(2).tolist()) == ("y", [1, 2])
    assert not made
    assert names(ordered) == ["z", "y", "x"]
    assert (records.value(2, "name"), many(made).value(2, "other")) == ("x", 0)


def test_what_goes_on_too_long_can_be_stopped() -> None:
    class Enough(Exception):
        """Nobody waits for it."""

    asked: list[int] = []
    made: list[int] = []

    def go_on() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise Enough

    with pytest.raises(Enough):
        many(made).in_order("other", descending=False, go_on=go_on)
    assert len(made) == 1


def test_in_a_tree_those_beside_each_other_are_sorted() -> None:
    tree = [("frame", 0, 9), ("a", 1, 2), ("a1", 2, 1), ("a2", 2, 2), ("b", 1, 7)]
    records: list[Record] = [{"name": name, "depth": depth, "n": n} for name, depth, n in tree]
    assert names(in_order(records, "n", descending=True)) == ["frame", "b", "a", "a2", "a1"]


def test_records_are_prepared_with_those_around_them() -> None:
    told: list[list[int]] = []

    def prepare(places: NDArray[np.int64]) -> None:
        told.append(places.tolist())

    records = ManyRecords(lambda by, descending: np.arange(100), "name", lambda place: {"name": place}, prepare)
    assert [records[70]["name"], records[-1]["name"]] == [70, 99]
    assert told == [list(range(64, 100))] * 2
    assert names(records[1:3]) == [1, 2]
    with pytest.raises(IndexError):
        records[100]
