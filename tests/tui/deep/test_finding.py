"""A table that is searched as the list shows it."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors.deep.columns.summaries import Summaries
from dissectors.packets.search import Place
from dissectors.packets.wanted import WantedText
from tests.tui.deep.fake_stream import batch
from tests.tui.toy import PortFilter, ToyTable, toy_frames
from tui.deep.finding import WithSummaries


@pytest.fixture
def table() -> WithSummaries:
    summaries = Summaries()
    summaries.append(batch(1, 5))
    return WithSummaries(ToyTable(toy_frames(5)), summaries)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("deep 9997", "list", [1]),
        ("port", "list", []),
        ("port", "tree", [0, 1, 2, 3, 4]),
        ("anna", "bytes", [0, 1, 2, 3, 4]),
    ],
)
def test_rows_as_shown_and_the_rest_as_it_is(
    table: WithSummaries, text: str, place: Place, expected: list[int]
) -> None:
    search = table.searching(WantedText(text), place)
    found = [hit.row for hit in search.hits(np.arange(5), backwards=False) if hit is not None]
    search.close()
    assert found == expected


def test_filters_are_the_native_ones(table: WithSummaries) -> None:
    search = table.searching_filter(PortFilter({3}))  # type: ignore[arg-type]
    assert [hit.row for hit in search.hits(np.arange(5), backwards=False) if hit is not None] == [2]
