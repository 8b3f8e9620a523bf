"""A TCP graph as a plot: which points are strokes, steps or dots, what they are called, and where marks stand."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from dissectors.statistics.tcp_graphs.kinds import GraphKind
from dissectors.statistics.tcp_graphs.observed import Observed
from dissectors.statistics.tcp_graphs.points import EVENTS, Event, Graph, Points, What, positions
from tui import wording
from tui.graphs.drawing import drawn
from tui.graphs.plot import Axis, Plot, Series, Shape
from tui.statistics.tables import UNBROKEN
from tui.tcp_graphs.meanings import EVENT_MARKS, GRAPHS
from tui.wording import lasting


@dataclass(frozen=True, slots=True)
class _Look:
    """How points of a kind are drawn."""

    name: str
    shape: Shape
    colour: int
    mark: str


_LOOKS: Final[Mapping[What, _Look]] = {
    "segment": _Look("segments", "ranges", 0, "●"),
    "sack": _Look("SACK", "ranges", 3, "◆"),
    "acknowledgment": _Look("acked", "steps", 2, "▲"),
    "window edge": _Look("window", "steps", 1, "■"),
    "throughput": _Look("throughput", "steps", 1, "●"),
    "goodput": _Look("goodput", "steps", 0, "▲"),
    "round trip": _Look("round trips", "points", 0, "●"),
    "window": _Look("receiver's window", "steps", 1, "■"),
    "in flight": _Look("bytes in flight", "steps", 0, "●"),
}
_TIME: Final = Axis("since the first packet", "time")
_NUMBERS: Final = Axis("sequence number", "seq")
_AXES: Final[Mapping[GraphKind, tuple[Axis, Axis]]] = {
    "tcptrace": (_TIME, _NUMBERS),
    "stevens": (_TIME, _NUMBERS),
    "throughput": (_TIME, Axis("payload a second", "bit/s")),
    "rtt": (_TIME, Axis("round trip", "ns")),
    "rtt-seq": (_NUMBERS, Axis("round trip", "ns")),
    "window": (_TIME, Axis("bytes", "bytes")),
}
WEIGHTS: Final[tuple[Event, ...]] = (
    *("duplicate ACK", "keep-alive", "out of order", "lost segment", "ACK of what was not captured", "window full"),
    *("zero window probe", "zero window", "spurious retransmission", "fast retransmission", "retransmission", "reset"),
)
"""Of the same place the last one shows."""
FAR: Final = 3
"""So many times as high as the data the window's end would make the graph flat: then it is left out by itself."""


def plot_of(observed: Observed, graph: Graph, *, shows_edge: bool | None = None) -> Plot:
    """The plot of a graph; `shows_edge`: with the end of the window in tcptrace's, None as it fits."""
    points = [one for one in graph.points if one.what != "window edge" or has_edge(graph, shows_edge=shows_edge)]
    series = [_series(graph, one) for one in points]
    x, y = _AXES[graph.kind]
    if len(observed):
        # All of the conversation, whatever has points: a packet stands at the same place in every graph over time.
        there = positions(observed, graph.side) if graph.kind == "rtt-seq" else observed.times
        x = replace(x, first=int(there.min()), last=int(there.max()))
    return Plot((*series, *_marks(graph)), x, y, (), tuple(_remarks(observed, graph, shows_edge)))


def has_powers(graph: Graph) -> bool:
    """Whether its y may be logarithmic: sequence numbers have no such scale."""
    return _AXES[graph.kind][1].unit != "seq"


def has_edge(graph: Graph, *, shows_edge: bool | None = None) -> bool:
    """Whether tcptrace's graph has the end of the window in it; None for as it fits, where it is not too far away."""
    found = {one.what: one for one in graph.points}
    edge, sent = found.get("window edge"), found.get("segment")
    if edge is None or not len(edge):
        return False
    if shows_edge is not None or sent is None or sent.low is None or not len(sent):
        return shows_edge is not False
    reach = int(edge.y.max()) - int(sent.low.min())
    return reach <= FAR * max(int(sent.y.max()) - int(sent.low.min()), 1)


def _series(graph: Graph, points: Points) -> Series:
    look = _LOOKS[points.what]
    is_dots = graph.kind == "stevens"
    return Series(
        look.name,
        points.x,
        points.y.astype(np.float64),
        "points" if is_dots else look.shape,
        look.mark,
        None if points.low is None else points.low.astype(np.float64),
        look.colour,
        points.rows,
    )


def _marks(graph: Graph) -> Iterator[Series]:
    """A series for each kind of event that there is, the weightiest last, which is drawn over the others."""
    events = graph.events
    there = set(np.unique(events.kinds).tolist())
    for kind in sorted(there, key=lambda kind: WEIGHTS.index(EVENTS[kind])):
        chosen, mark = np.flatnonzero(events.kinds == kind), EVENT_MARKS[EVENTS[kind]]
        # Nameless in the legend: `mark_words` tells what there is, and how often.
        yield Series(
            "",
            events.x[chosen],
            events.y[chosen],
            "marks",
            mark.sign,
            order=mark.colour,
            rows=events.rows[chosen],
        )


class MarkWords(NamedTuple):
    """One kind of mark that a graph has."""

    sign: str
    words: str
    """What it is, and how often it is there."""
    colour: int
    """The number of a series' colour."""


def mark_words(graph: Graph, *, is_short: bool = False) -> list[MarkWords]:
    """What is marked."""
    counts = np.bincount(graph.events.kinds, minlength=len(EVENTS)).tolist()
    told = [(EVENT_MARKS[event], event, count) for event, count in zip(EVENTS, counts, strict=True) if count]
    return [
        MarkWords(mark.sign, f"{mark.short if is_short else event} {wording.count(count)}", mark.colour)
        for mark, event, count in told
    ]


def drawing(graph: Graph, plot: Plot, width: int, rows: int) -> Iterator[str]:
    """The graph as lines of plain text, with remarks and what its marks mean below it."""
    has_points = any(len(points) for points in graph.points)
    shown = replace(plot, lines_of_words=()) if has_points else plot
    for line in drawn(shown, width, rows, None, is_plain=True):
        yield "".join(text for text, _ in line).rstrip()
    told = [f"{one.sign} {one.words}".replace(" ", UNBROKEN) for one in mark_words(graph)]
    remarks = plot.lines_of_words if has_points else ()
    for text in (*remarks, ", ".join(told)):
        yield from (line.replace(UNBROKEN, " ") for line in textwrap.wrap(text, width, break_on_hyphens=False))


def _remarks(observed: Observed, graph: Graph, shows_edge: bool | None) -> Iterator[str]:
    if not any(len(points) for points in graph.points):
        yield _nothing(observed, graph)
        return
    if graph.average_over is not None:
        yield f"Averaged over the last {lasting(graph.average_over)}."
    if graph.kind == "tcptrace" and shows_edge is None and not has_edge(graph) and _has(graph, "window edge"):
        yield "The end of the window is far above: w shows it."
    if graph.kind in ("window", "tcptrace") and not observed.scale_is_known and _has(graph, "window edge", "window"):
        yield "No handshake was captured: windows may have to be multiplied."
    if observed.without_time:
        yield f"{observed.without_time:,} packets without a time are left out."


def _has(graph: Graph, *what: What) -> bool:
    return any(len(points) and points.what in what for points in graph.points)


def _nothing(observed: Observed, graph: Graph) -> str:
    if not len(observed):
        return "Its packets have no times." if observed.without_time else "There are no packets yet."
    if graph.kind in ("rtt", "rtt-seq"):
        return "No acknowledgment of this side's data was captured: r shows the other direction."
    return f"This side sent no data: r shows the other direction. {GRAPHS[graph.kind].title}: nothing to draw."
