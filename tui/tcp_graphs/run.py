"""Reading and drawing up a TCP graph: a thread works the capture off and posts pictures, which the screen shows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from textual.message import Message

from dissectors.packets.layer_index import PIECE_ROWS
from dissectors.statistics.tcp_graphs.graphs import graph_of
from dissectors.statistics.tcp_graphs.kinds import GraphKind
from dissectors.statistics.tcp_graphs.observed import Observed, Side
from dissectors.statistics.tcp_graphs.observer import ConversationObserver
from dissectors.statistics.tcp_graphs.points import Graph, busier_side
from tui.graphs.plot import Plot
from tui.loading import Post
from tui.one_at_a_time import OneAtATime, Over
from tui.tcp_graphs.ends import ends_of
from tui.tcp_graphs.picture import plot_of
from tui.tcp_graphs.spots import Spots, spots_of

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable

SECONDS_APART: Final = 0.25
"""Of pictures while there is more to read."""
REST: Final = 4
"""So many times as long as a picture took passes before the next one is made of new packets alone."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which graph is wanted."""

    kind: GraphKind
    side: Side | None = None
    """Whose data; None for the side that sent the data of `row`, else for the one that sent more."""
    row: int | None = None
    """The packet from which the user came."""
    shows_edge: bool | None = None
    """With the end of the window; None as it fits."""


@dataclass(frozen=True, slots=True)
class GraphPicture:
    """A graph as far as the capture was read."""

    wish: Wish
    observed: Observed
    graph: Graph
    plot: Plot
    spots: Spots
    ends: tuple[str, str] | None
    """Who began and the other side; None before the first packet."""


class TCPGraphMade(Message):
    """A picture of a conversation's graph; None where there is no more for now."""

    def __init__(self, run: TCPGraphRun, picture: GraphPicture | None) -> None:
        super().__init__()
        self.run = run
        self.picture = picture

    def can_replace(self, message: Message) -> bool:
        """Only the newest picture is worth drawing; the end is told beside it."""
        return isinstance(message, TCPGraphMade) and message.run is self.run and message.picture is not None


class TCPGraphFailed(Message):
    """A graph cannot be read on: a sentence. The picture so far stays."""

    def __init__(self, run: TCPGraphRun, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class TCPGraphRun:
    """One conversation's graphs; what a capture adds later is read after `more`."""

    def __init__(self, table: PacketTable, stream: int, wish: Wish, post: Post) -> None:
        self.stream = stream
        self._table = table
        self._observer = ConversationObserver(table.index, stream)
        self._wish = wish
        self._made: tuple[Wish, int] | None = None
        """The last picture's wish, and of how many segments it was made."""
        self._rests_until = 0.0
        self._worker = OneAtATime("tcp graph", post, self._fail)

    @property
    def is_working(self) -> bool:
        return self._worker.is_working

    def want(self, wish: Wish) -> None:
        """Make another picture."""
        self._wish = wish
        self._rests_until = 0.0
        self.more()

    def more(self) -> None:
        """Read what the table has by now and was not read yet, and draw it up."""
        rests = self._made is not None and time.monotonic() < self._rests_until
        if not self._is_done and not rests:
            self._worker.start(self._work)

    def stop(self) -> None:
        """Nothing more will be posted."""
        self._worker.stop()

    @property
    def progress(self) -> float:
        """How much of the capture was read, 0 to 1."""
        total = len(self._table)
        return min(self._observer.rows_done / total, 1.0) if total else 1.0

    @property
    def _has_rows(self) -> bool:
        return self._observer.rows_done < len(self._table)

    @property
    def _is_done(self) -> bool:
        return not self._has_rows and self._made is not None and self._made[0] == self._wish

    def _work(self) -> Over:
        last = time.monotonic()
        while not self._worker.is_stopped and not self._is_done:
            if self._has_rows:
                self._read()
            if not self._has_rows or time.monotonic() - last >= SECONDS_APART:
                self._draw_up()
                last = time.monotonic()
        # The end of the work is news too.
        return partial(self._worker.post, TCPGraphMade(self, None))

    def _fail(self, sentence: str) -> None:
        self._worker.post(TCPGraphFailed(self, sentence))
        self._worker.post(TCPGraphMade(self, None))

    def _read(self) -> None:
        observer = self._observer
        with self._table.index.turn:
            observer.extend(min(observer.rows_done + PIECE_ROWS, len(self._table)))

    def _draw_up(self) -> None:
        wish, observer = self._wish, self._observer
        if self._made == (wish, observer.count):
            return
        began = time.monotonic()
        observed = observer.observed()
        graph = graph_of(observed, wish.kind, _side(observed, wish))
        plot = plot_of(observed, graph, shows_edge=wish.shows_edge)
        picture = GraphPicture(wish, observed, graph, plot, spots_of(observed, graph), ends_of(self._table, observer))
        self._made = wish, observer.count
        self._rests_until = time.monotonic() + REST * (time.monotonic() - began)
        self._worker.post(TCPGraphMade(self, picture))


def _side(observed: Observed, wish: Wish) -> Side:
    """Whose data are shown."""
    if wish.side is not None:
        return wish.side
    if wish.row is not None:
        place = int(np.searchsorted(observed.rows, wish.row))
        if place < len(observed) and observed.rows[place] == wish.row and observed.lengths[place]:
            return 1 if observed.sides[place] else 0
    return busier_side(observed)
