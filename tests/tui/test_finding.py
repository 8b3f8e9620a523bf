import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from textual.message import Message

from dissectors.packets.search import Hit
from dissectors.packets.wanted import WantedError
from tests.tui.toy import ToyFilterError, ToyTable, compile_ports, toy_frames
from tui import finding
from tui.finding import FindEnded, FindProgress, FindRequest, FindRun, Start, problem_in, search_for


class Places:
    """A search for rows that have something at some places."""

    def __init__(self, places: dict[int, list[int]]) -> None:
        self.examined = 0
        self.is_closed = False
        self._places = places

    def hits(self, rows: NDArray[np.int64], *, backwards: bool) -> Iterator[Hit | None]:
        for row in rows.tolist():
            self.examined += 1
            yield None
            places = self._places.get(row)
            if places:
                yield Hit(row, places[-1 if backwards else 0])

    def beyond(self, row: int, place: int, *, backwards: bool) -> Hit | None:
        places = [one for one in self._places.get(row, []) if (one < place if backwards else one > place)]
        return Hit(row, places[-1 if backwards else 0]) if places else None

    def close(self) -> None:
        self.is_closed = True


def ended(search: Any, start: Start, *, backwards: bool = False) -> tuple[FindEnded, list[Message]]:
    """What a search ends with, and all that it posted."""
    posted: list[Message] = []
    done = threading.Event()

    def post(message: Message) -> None:
        posted.append(message)
        if isinstance(message, FindEnded):
            done.set()

    run = FindRun(search, start, post, backwards=backwards)
    run.start()
    assert done.wait(10)
    last = posted[-1]
    assert isinstance(last, FindEnded)
    assert last.search is run
    return last, posted


def start_at(count: int, row: int, place: int | None = None, *, backwards: bool = False) -> Start:
    """In a list of so many rows, each shown at its place."""
    ahead, behind = list(range(row + 1, count)), list(range(row))
    if backwards:
        ahead, behind = behind[::-1], ahead[::-1]
    rows = np.array(ahead, np.int64), np.array([*behind, row], np.int64)
    return Start(*rows, None if place is None else row, -1 if place is None else place)


PLACES = st.dictionaries(st.integers(0, 5), st.lists(st.integers(0, 4), unique=True, max_size=3).map(sorted))


@given(PLACES, st.integers(0, 5), st.none() | st.integers(-1, 4), st.booleans())
def test_the_next_place_is_found_forwards_backwards_and_around(
    places: dict[int, list[int]], row: int, place: int | None, backwards: bool
) -> None:
    search = Places(places)
    last, _ = ended(search, start_at(6, row, place, backwards=backwards), backwards=backwards)
    all_of_them = [(one, at) for one in range(6) for at in places.get(one, [])]
    ahead = [
        (one, at)
        for one, at in all_of_them
        if (one < row if backwards else one > row)
        or (place is not None and one == row and (at < place if backwards else at > place))
    ]
    around = [found for found in all_of_them if found not in ahead]
    chosen = ahead or around
    if not chosen:
        assert last.hit is None
    else:
        assert last.hit == Hit(*chosen[-1 if backwards else 0])
        assert last.wrapped == (not ahead)
    assert search.is_closed


def test_how_far_it_got_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "POST_SECONDS", 0)
    _, posted = ended(Places({}), start_at(4, 0))
    assert [message.examined for message in posted if isinstance(message, FindProgress)] == [0.25, 0.5, 0.75, 1]


def test_a_stopped_search_says_nothing() -> None:
    posted: list[Message] = []
    search = Places({1: [0]})
    run = FindRun(search, start_at(3, 0), posted.append, backwards=False)
    run.stop()
    run.start()
    while run.is_working:
        pass
    assert posted == []
    assert search.is_closed


def test_why_it_ended_early_is_told() -> None:
    class TooSlow(Places):
        def beyond(self, row: int, place: int, *, backwards: bool) -> Hit | None:
            raise WantedError("the regular expression needs more than 1 s for a packet")

    last, _ = ended(TooSlow({}), start_at(3, 0, 0))
    assert last.hit is None
    assert "more than 1 s" in last.problem


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (FindRequest("x"), ""),
        (FindRequest(""), "some text"),
        (FindRequest("0d 0", "hex"), "hex digits"),
        (FindRequest("0d 0a", "hex"), ""),
        (FindRequest("(", "pattern"), "expression is wrong"),
        (FindRequest("3,4", "filter"), ""),
        (FindRequest("x", "filter"), "digit"),
        (FindRequest(" ", "filter"), "display filter"),
    ],
)
def test_what_cannot_be_looked_for_is_told(request_: FindRequest, problem: str) -> None:
    told = problem_in(request_, compile_ports)
    assert problem in told
    assert bool(problem) == bool(told)


def test_a_request_becomes_a_search_of_its_kind_and_place() -> None:
    table = ToyTable(toy_frames(9))
    rows = np.arange(9)

    def found(request: FindRequest) -> list[int]:
        search = search_for(request, table, (), compile_ports)
        return [hit.row for hit in search.hits(rows, backwards=False) if hit is not None]

    assert found(FindRequest("PORT 4,")) == [3]
    assert found(FindRequest("PORT 4,", match_case=True)) == []
    assert found(FindRequest("^7 .*port", "pattern")) == [6]
    assert found(FindRequest("Version: 2", place="tree")) == list(range(9))
    assert found(FindRequest("anna", place="bytes")) == list(range(9))
    assert found(FindRequest("00 05", "hex")) == [4]
    assert found(FindRequest("4,6", "filter", "bytes")) == [3, 5]
    with pytest.raises(ToyFilterError):
        found(FindRequest("x", "filter"))


def test_rows_are_found_by_filters_and_by_what_the_list_shows() -> None:
    assert FindRequest("x").in_rows
    assert FindRequest("x", "filter", "tree").in_rows
    assert not FindRequest("0d", "hex").in_rows
    assert not replace(FindRequest("x"), place="tree").in_rows
