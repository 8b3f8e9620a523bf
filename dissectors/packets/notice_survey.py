"""Expert items that need a packet's own dissection: looked for packet after packet, in workers when there are many.

The likeliest packets come first, then the others spread evenly over the capture, so that what was seen of a part is
true of the whole as far as it goes. Whoever asks works it off in steps, and may stop between any two.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.errors import RemoraError
from dissectors.fields import SPECS
from dissectors.packets.asking import FEW, Asker
from dissectors.packets.expert import ExpertItem, ItemKind, ItemTally
from dissectors.packets.expert_marks import MARKED

if TYPE_CHECKING:
    from dissectors.dissect import Dissection
    from dissectors.frame import Frame
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]

RARE: Final = 200
"""A protocol in no more packets of a piece than this is rare there, and worth a look in each of them."""
ROUND: Final = FEW
"""Rows between two looks at whether to go on: as many as are worth workers, which take about a second for them."""


class Notices:
    """The question what was noticed of a packet, each kind once; what columns tell is left out."""

    def __call__(self, dissection: Dissection) -> list[ItemKind]:
        return sorted(
            {
                ItemKind(one.severity, layer.protocol.short, layer.protocol.name, one.spec.name, one.spec.label)
                for layer in dissection.layers
                for one in layer.notices
                if one.severity and one.spec.name not in MARKED
            }
        )


class NoticeSurvey:
    """Looks at rows that are handed over, as far as it is let."""

    def __init__(self, table: PacketTable) -> None:
        self.total = 0
        """Rows handed over."""
        self.examined = 0
        self._table = table
        self._asker = Asker(Notices(), table.registry, self._frame_if_readable)
        self._tally = ItemTally()
        self._queues: list[Rows] = []
        """Rows to look at, those first in the list first."""
        self._likely = 0
        """How many of the queues are of likely rows."""

    def add(self, index: LayerIndex, piece: Piece, rows: Rows) -> None:
        """Hand over rows of a piece; belongs to whoever has the index's turn."""
        self.total += len(rows)
        likely = likely_rows(index, piece)[rows - piece.first]
        if likely.any():
            self._queues.insert(self._likely, rows[likely])
            self._likely += 1
        others = rows[~likely]
        if len(others):
            self._queues.append(others)

    @property
    def is_done(self) -> bool:
        return not self._queues

    def step(self, seconds: float, most: int | None = None) -> None:
        """Look at rows for about so long, or until `most` of all have been examined.

        Raises WorkerLost where a worker was ended from outside.
        """
        deadline = time.monotonic() + seconds
        while self._queues and (most is None or self.examined < most):
            rows = self._next_rows(ROUND if most is None else min(ROUND, most - self.examined))
            for row, kinds in self._asker.ask(rows.tolist()):
                self.examined += 1
                for kind in kinds or ():
                    self._tally.add(kind, [row], 1, *_about(kind))
            if time.monotonic() >= deadline:
                return

    def _next_rows(self, most: int) -> Rows:
        """The next rows of the first queue of likely ones, else some of every queue's."""
        if self._likely:
            queue = self._queues[0]
            self._put_back(0, queue[most:])
            return np.sort(queue[:most])
        return np.sort(np.concatenate(list(self._spread(most))))

    def _spread(self, most: int) -> Iterator[Rows]:
        """Rows from every queue in proportion, evenly over each."""
        left = sum(map(len, self._queues))
        share = min(1.0, most / left)
        for place in reversed(range(len(self._queues))):
            queue = self._queues[place]
            wanted = len(queue) if share == 1.0 else max(1, int(len(queue) * share))
            chosen = np.zeros(len(queue), np.bool_)
            chosen[np.linspace(0, len(queue) - 1, wanted).astype(np.int64)] = True
            self._put_back(place, queue[~chosen])
            yield queue[chosen]

    def _put_back(self, place: int, rest: Rows) -> None:
        if len(rest):
            self._queues[place] = rest
            return
        del self._queues[place]
        if place < self._likely:
            self._likely -= 1

    def items(self) -> list[ExpertItem]:
        """What was noticed so far."""
        return self._tally.items()

    def close(self) -> None:
        """Let workers go."""
        self._asker.close()

    def _frame_if_readable(self, row: int) -> Frame | None:
        try:
            return self._table.frame(row)
        except (RemoraError, OSError):
            return None


def likely_rows(index: LayerIndex, piece: Piece) -> NDArray[np.bool_]:
    """The rows of a piece that were cut, or that have a protocol which few others have."""
    stop = piece.first + piece.count
    frames = index.capture.frames
    likely: NDArray[np.bool_] = frames.column("captured_length", piece.first, stop) < frames.column(
        "original_length", piece.first, stop
    )
    likely = likely & (np.count_nonzero(likely) <= RARE)
    for packed in piece.layers.values():
        if len(packed.rows) <= RARE:
            likely[packed.rows] = True
    return likely


def _about(kind: ItemKind) -> tuple[str, str]:
    """The explanation of a kind of notice, and the filter that shows its packets."""
    specs = SPECS.get(kind.name, ()) if kind.name else ()
    explain = next((spec.explain for spec in specs if spec.label == kind.label and spec.explain), "")
    if not kind.name:
        return explain, kind.protocol_name
    is_own = kind.name.startswith(f"{kind.protocol_name}.")
    return explain, kind.name if is_own else f"{kind.protocol_name} && {kind.name}"
