"""Graphs as plots and as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS, GraphKind
from dissectors.statistics.tcp_graphs.points import EVENTS
from tests.dissectors.statistics.tcp_graphs.talk import Said, transfer
from tests.tui.tcp_graphs.pictures import graph
from tui.tcp_graphs.picture import WEIGHTS, drawing, has_edge, mark_words, plot_of


def test_tcptrace_has_strokes_steps_and_marks(tmp_path: Path) -> None:
    seen, one = graph(tmp_path)
    plot = plot_of(seen, one, shows_edge=True)
    named = {series.name: series for series in plot.series if series.name}
    assert {name: series.shape for name, series in named.items()} == {
        "segments": "ranges",
        "SACK": "ranges",
        "acked": "steps",
        "window": "steps",
    }
    marks = [(series.mark, len(series.x)) for series in plot.series if series.shape == "marks"]
    assert marks == [("D", 2), ("L", 1), ("F", 1)]
    assert len({series.symbol for series in named.values()}) == len(named)


@pytest.mark.parametrize("kind", GRAPH_KINDS)
def test_every_graph_is_drawn_as_text(tmp_path: Path, kind: GraphKind) -> None:
    seen, one = graph(tmp_path, kind)
    lines = list(drawing(one, plot_of(seen, one), 60, 14))
    assert all(len(line) <= 60 for line in lines)
    assert "F fast retransmission 1" in lines[-1]
    assert any("F" in line for line in lines[:14])


def test_graphs_have_all_of_the_conversation(tmp_path: Path) -> None:
    for kind in GRAPH_KINDS:
        seen, one = graph(tmp_path, kind)
        ends = (0, 80_000_000) if kind != "rtt-seq" else (0, 402)
        assert plot_of(seen, one).extent() == ends


def test_what_happened_is_told_with_how_often(tmp_path: Path) -> None:
    _, one = graph(tmp_path)
    long, short = mark_words(one), mark_words(one, is_short=True)
    assert [told[:2] for told in long] == [
        ("F", "fast retransmission 1"),
        ("L", "lost segment 1"),
        ("D", "duplicate ACK 2"),
    ]
    assert [told[:2] for told in short] == [("F", "fast 1"), ("L", "gap 1"), ("D", "dup 2")]


def test_every_event_has_a_weight() -> None:
    assert sorted(WEIGHTS) == sorted(EVENTS)


def test_a_window_far_above_is_left_out_until_it_is_wanted(tmp_path: Path) -> None:
    far = [Said(0, 0, 1, 1, 10), Said(1, 1, 1, 11, window=60_000)]
    seen, one = graph(tmp_path, said=far)
    plot = plot_of(seen, one)
    assert not has_edge(one)
    assert "window" not in [series.name for series in plot.series]
    assert "w shows it" in plot.lines_of_words[0]
    assert "window" in [series.name for series in plot_of(seen, one, shows_edge=True).series]


def test_a_window_near_by_is_there_until_it_is_not_wanted(tmp_path: Path) -> None:
    near = [Said(0, 0, 1, 1, 500), Said(1, 1, 1, 501, window=800)]
    seen, one = graph(tmp_path, said=near)
    assert has_edge(one)
    assert not has_edge(one, shows_edge=False)
    assert "window" not in [series.name for series in plot_of(seen, one, shows_edge=False).series]


def test_throughput_tells_over_what_it_is_averaged(tmp_path: Path) -> None:
    seen, one = graph(tmp_path, "throughput")
    assert plot_of(seen, one).lines_of_words == ("Averaged over the last 1 ms.",)


def test_windows_without_a_handshake_are_doubted(tmp_path: Path) -> None:
    seen, one = graph(tmp_path, "window", transfer()[3:])
    assert "No handshake was captured" in plot_of(seen, one).lines_of_words[0]


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        ("tcptrace", [], "no packets"),
        ("rtt", [Said(0, 0, 1, 1, 10)], "other direction"),
        ("stevens", [Said(0, 0, 1, 1)], "other direction"),
    ],
)
def test_a_graph_without_points_says_why(tmp_path: Path, kind: GraphKind, said: list[Said], words: str) -> None:
    seen, one = graph(tmp_path, kind, said)
    assert words in plot_of(seen, one).lines_of_words[0]
    assert words in " ".join(drawing(one, plot_of(seen, one), 100, 10))
