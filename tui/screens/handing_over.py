"""Hands the rows of the packets screen, all or those displayed, to a worker of another screen as they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from tui.panes.filter_bar import FilterBar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dissectors.packets.layer_index import LayerIndex
    from dissectors.packets.table import PacketTable
    from tui.loading import Post
    from tui.screens.packets import PacketsScreen


class RowWorker(Protocol):
    """Takes rows in ascending order: all of them, or some; a thread of its own works on them."""

    index: LayerIndex
    post: Post
    handed: int
    """Rows handed over so far."""

    def extend(self, stop: int) -> None: ...
    def add(self, rows: NDArray[np.int64]) -> None: ...
    def stop(self) -> None: ...


W = TypeVar("W", bound=RowWorker)


class HandingOver(Generic[W]):
    """Has the worker, and makes it anew where other rows are wanted than it has."""

    def __init__(self, make: Callable[[PacketTable, Post], W]) -> None:
        self.worker: W | None = None
        self.display_filter = ""
        """The filter whose packets the worker has; empty for all."""
        self.only_displayed = False
        self._make = make

    @property
    def scope(self) -> str:
        """Which packets the worker has, in words."""
        return f"only {self.display_filter}" if self.display_filter else "all packets"

    def hand_over(self, packets: PacketsScreen, post: Post) -> W:
        """Hand over what has come since; the worker, whose messages go to `post` from now on."""
        displayed, index = packets.displayed, packets.table.index
        wanted = packets.query_one(FilterBar).in_use if self.only_displayed and displayed.is_filtered else ""
        there = displayed.unarranged_count if wanted else len(packets.table)
        worker = self.worker
        if worker is None or worker.index is not index or wanted != self.display_filter or there < worker.handed:
            if worker is not None:
                worker.stop()
            self.display_filter = wanted
            worker = self.worker = self._make(packets.table, post)
        worker.post = post
        if there > worker.handed:
            if wanted:
                worker.add(displayed.unarranged(worker.handed))
            else:
                worker.extend(there)
        return worker

    def change_scope(self, packets: PacketsScreen) -> bool:
        """Only what is displayed from now on, or all again; False where no filter is in use."""
        if not self.only_displayed and not packets.displayed.is_filtered:
            return False
        self.only_displayed = not self.only_displayed
        return True
