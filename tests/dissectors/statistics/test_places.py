"""Places of the hierarchy by number."""

from __future__ import annotations

import numpy as np

from dissectors.statistics.places import DEEPEST, Places


def stepped(places: Places, at: list[int], rows: list[int], name: str) -> tuple[list[int], list[int], list[int]]:
    """Where all are afterwards, which moved, and where to."""
    where = np.array(at, np.int64)
    moved, here = places.step(where, np.array(rows, np.int64), name)
    return where.tolist(), moved.tolist(), here.tolist()


def test_rows_are_led_to_the_place_of_a_protocol_below_theirs() -> None:
    places = Places(100)
    assert stepped(places, [0, 0, 0], [0, 1, 2], "eth") == ([1, 1, 1], [0, 1, 2], [1, 1, 1])
    assert stepped(places, [1, 1, 1], [0, 2], "ip") == ([2, 1, 2], [0, 2], [2, 2])
    assert stepped(places, [2, 1, 2], [0, 1], "data") == ([4, 3, 2], [0, 1], [4, 3])
    assert stepped(places, [4, 3, 2], [], "data") == ([4, 3, 2], [], [])
    assert [places.path(place) for place in range(len(places))] == [
        *((), ("eth",), ("eth", "ip")),
        *(("eth", "data"), ("eth", "ip", "data")),
    ]


def test_where_there_is_no_room_rows_stay() -> None:
    places = Places(1)
    assert places.below(0, "eth") == places.below(0, "eth") == 1
    assert places.below(1, "ip") == 1
    assert stepped(places, [0, 1], [0, 1], "eth") == ([1, 1], [0], [1])


def test_the_deepest_place_has_none_below() -> None:
    places, place = Places(100), 0
    for _ in range(DEEPEST + 5):
        place = places.below(place, "ip")
    assert len(places.path(place)) == DEEPEST == len(places) - 1
