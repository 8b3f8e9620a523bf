"""Sightings of one place are added up, and there is a limit to how many places are kept."""

from __future__ import annotations

import numpy as np

from dissectors.streams.patterns.finding import MOST_OF_A_KIND, SHOWN_PACKETS
from dissectors.streams.patterns.sightings import Sighting, Sightings, first_rows


def seen(key: object, rows: tuple[int, ...], began: int = 0, ended: int = 0, figure: int = 1) -> Sighting:
    return Sighting((str(key),), rows, len(rows), began, ended, {"all": figure}, {"most": figure}, {"some": (figure,)})


def test_figures_are_added_or_the_largest_kept() -> None:
    sightings = Sightings()
    sightings.add([seen("a", (5, 6), 10, 20, 3), seen("b", (7,))])
    (a, b) = sightings.with_also([seen("a", (1,), 5, 12, 2)])
    assert (a.rows, a.count, a.began, a.ended) == ((1, 5, 6), 3, 5, 20)
    assert (a.sums, a.most, a.some) == ({"all": 5}, {"most": 3}, {"some": (2, 3)})
    assert b == seen("b", (7,))
    assert [one.count for one in sightings] == [2, 1]


def test_places_without_end_are_not_kept() -> None:
    sightings = Sightings()
    sightings.add(seen(number, (number,)) for number in range(10 * MOST_OF_A_KIND))
    assert len(list(sightings)) == MOST_OF_A_KIND
    sightings.add([seen(3, (999,))])
    assert next(one for one in sightings if one.key == ("3",)).count == 2


def test_the_first_rows_of_many() -> None:
    rows = np.arange(1000)[::-1]
    assert first_rows(rows) == tuple(range(SHOWN_PACKETS))
    assert first_rows(np.array([9, 2])) == (2, 9)
