"""Every graph and every mark has a name, a sign and words."""

from __future__ import annotations

from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS
from dissectors.statistics.tcp_graphs.points import EVENTS
from tui.tcp_graphs.meanings import EVENT_MARKS, GRAPHS


def test_every_graph_is_explained() -> None:
    assert set(GRAPHS) == set(GRAPH_KINDS)
    for meaning in GRAPHS.values():
        assert meaning.shows.endswith(".")
        assert len(meaning.title) <= 22
        assert len(meaning.reading) >= 2


def test_every_mark_has_a_sign_of_its_own_and_a_sentence() -> None:
    assert set(EVENT_MARKS) == set(EVENTS)
    signs = [mark.sign for mark in EVENT_MARKS.values()]
    assert len(set(signs)) == len(signs)
    for mark in EVENT_MARKS.values():
        assert len(mark.sign) == 1
        assert len(mark.short) <= 8
        assert mark.meaning.endswith(".")
