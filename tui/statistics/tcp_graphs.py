"""TCP graphs among the statistics: drawn as text, and their points as records."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from dissectors.statistics.tcp_graphs.graphs import graph_of
from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS, GraphKind
from dissectors.statistics.tcp_graphs.observed import Observed
from dissectors.statistics.tcp_graphs.observer import ConversationObserver
from dissectors.statistics.tcp_graphs.points import Graph, busier_side
from dissectors.streams.following.follow import NoSuchStream
from dissectors.streams.tables.conversations import Conversations
from tui import wording
from tui.printing.visible import visible
from tui.statistics.aligned import INDENT
from tui.tcp_graphs.ends import ends_of
from tui.tcp_graphs.meanings import GRAPHS
from tui.tcp_graphs.picture import drawing, plot_of
from tui.tcp_graphs.records import PointRecords
from tui.tcp_graphs.wanted import WantedTCPGraphs

if TYPE_CHECKING:
    from tui.statistics.columns import Record
    from tui.statistics.subject import Subject

KIND: Final = "tcp"
ROWS: Final = 20
"""Lines of a drawing."""
NARROWEST: Final = 40
"""Cells; where there are less, lines are cut."""


@dataclass(frozen=True)
class DrawnGraph:
    """One graph of one direction."""

    observed: Observed
    graph: Graph
    stream: int
    ends: tuple[str, str] | None
    """None where no segment tells its length."""
    kind: str = KIND

    @property
    def title(self) -> str:
        name = f"{GRAPHS[self.graph.kind].title}, tcp.stream {self.stream}"
        if self.ends is None:
            return name
        return f"{name}: {self.ends[self.graph.side]} → {self.ends[1 - self.graph.side]}"

    @cached_property
    def records(self) -> Sequence[Record]:
        return PointRecords(self.observed, self.graph, self.stream, self.ends)

    def lines(self, width: int, most: int | None = None) -> Iterator[str]:
        """The drawing below its title; `most` lines where there are too many."""
        yield from textwrap.wrap(visible(self.title), width, subsequent_indent=INDENT)
        lines = drawing(self.graph, plot_of(self.observed, self.graph), max(width, NARROWEST), ROWS)
        yield from (line[:width] for line in islice(lines, most))


def tcp_graph_parts(subject: Subject) -> list[DrawnGraph]:
    """Of the conversation that is wanted; nothing where there is none at all. Raises NoSuchStream, CaptureFileError."""
    wanted, table = subject.tcp_graphs or WantedTCPGraphs(), subject.conversations["tcp"]
    if wanted.stream is None and not len(table):
        return []
    place = _busiest(table) if wanted.stream is None else table.place_of(wanted.stream)
    if place is None:
        found = f"there are {wording.count(len(table))}, counted from 0" if len(table) else "there is none of TCP"
        raise NoSuchStream(f"no packet of TCP conversation {wanted.stream}: {found}")
    stream = int(table.numbers[place])
    observer = subject.counted(ConversationObserver, stream)
    observed, ends = observer.observed(), ends_of(subject.table, observer)
    kinds: tuple[GraphKind, ...] = GRAPH_KINDS if wanted.kind is None else (wanted.kind,)
    side = busier_side(observed) if wanted.side is None else wanted.side
    return [DrawnGraph(observed, graph_of(observed, kind, side, subject.interval), stream, ends) for kind in kinds]


def _busiest(table: Conversations) -> int:
    """The place of the conversation with the most bytes."""
    return int(table.bytes.sum(axis=1).argmax())
