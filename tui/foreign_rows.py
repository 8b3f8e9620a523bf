"""Rows of a growing capture that a filter chooses which tshark answers: found as the capture grows, for printing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dissectors.deep.filters.deep_filter import DeepFilter
    from dissectors.deep.filters.deep_matching import DeepMatching
    from dissectors.packets.table import Capture, PacketTable
    from dissectors.processes.attributions import Attributions
    from dissectors.registry import Registry

SECONDS_A_BATCH = 0.1
SECONDS_OF_GRACE = 0.02
"""For an answer that is on its way."""

Found = Iterator[tuple["PacketTable", int]]


class Growing(Protocol):
    """A capture that more frames come to."""

    def refresh(self, max_frames: int | None = None, seconds: float | None = None) -> range: ...


class ForeignRows:
    """Of one capture after the other."""

    def __init__(self, chosen: DeepFilter, registry: Registry, attributions: Attributions | None = None) -> None:
        """`attributions` are what becomes known of the packets' processes."""
        self._chosen = chosen
        self._registry = registry
        self._attributions = attributions
        self._capture: Capture | None = None
        self._table: PacketTable | None = None
        self._search: DeepMatching | None = None
        self._grows = False

    def found(self, capture: Capture, growing: Growing, most: int | None = None) -> Found:
        """Read on; the rows before `most` that are found by now, and the last ones of the capture before.

        Raises RemoraError.
        """
        if capture is not self._capture:
            yield from self.rest(most)
            self._begin(capture)
        assert self._search is not None
        while growing.refresh(seconds=SECONDS_A_BATCH):
            while not self._search.is_done:
                yield from self._step(SECONDS_A_BATCH, most)
        if not self._search.is_settled:
            yield from self._step(SECONDS_OF_GRACE, most)

    def rest(self, most: int | None = None) -> Found:
        """The capture does not grow any more: what is found in it yet. Ends tshark."""
        self._grows = False
        try:
            while self._search is not None and not self._search.is_done:
                yield from self._step(SECONDS_A_BATCH, most)
        finally:
            self.close()

    def close(self) -> None:
        """End tshark."""
        if self._search is not None:
            self._search.close()
        self._search = None

    def _begin(self, capture: Capture) -> None:
        from dissectors.deep.filters.deep_matching import DeepMatching
        from dissectors.packets.table import PacketTable

        self._grows = True
        self._capture = capture
        self._table = PacketTable(capture, self._registry, attributions=self._attributions)
        self._search = DeepMatching(self._table, self._chosen, lambda: "live" if self._grows else "over")

    def _step(self, seconds: float, most: int | None) -> Found:
        assert self._search is not None
        assert self._table is not None
        for row in self._search.step(seconds).tolist():
            if most is None or row < most:
                yield self._table, row
