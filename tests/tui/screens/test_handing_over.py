"""Rows handed over to a worker: all as they come, or those displayed; anew where others are wanted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from textual.message import Message
from textual.pilot import Pilot

from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from tests.tui.screens.real import RealApp
from tests.tui.screens.test_conversations import until
from tui.loading import Post
from tui.screens.handing_over import HandingOver


class Listed:
    """A worker that lists what it is given."""

    def __init__(self, table: PacketTable, post: Post) -> None:
        self.index: LayerIndex = table.index
        self.post = post
        self.handed = 0
        self.given: list[int | list[int]] = []
        self.is_stopped = False

    def extend(self, stop: int) -> None:
        self.handed = stop
        self.given.append(stop)

    def add(self, rows: NDArray[np.int64]) -> None:
        self.handed += len(rows)
        self.given.append(rows.tolist())

    def stop(self) -> None:
        self.is_stopped = True


def nobody(message: Message) -> None:
    pytest.fail(f"nobody posts {message}")


async def displayed(pilot: Pilot[str], app: RealApp, text: str, is_there: Callable[[], bool]) -> None:
    app.packets.put_filter(text, is_applied=True)
    await until(pilot, is_there)


async def test_only_what_came_since_is_handed_over() -> None:
    app = RealApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.packets.table) == 20)
        handing = HandingOver(Listed)
        worker = handing.hand_over(app.packets, nobody)
        assert handing.hand_over(app.packets, nobody) is worker
        assert (worker.given, handing.scope) == ([20], "all packets")


async def test_another_scope_has_another_worker() -> None:
    app = RealApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.packets.table) == 20)
        handing = HandingOver(Listed)
        before = handing.hand_over(app.packets, nobody)
        assert not handing.change_scope(app.packets)
        await displayed(pilot, app, "tcp.flags.syn == 1", lambda: len(app.packets.displayed) == 2)
        assert handing.hand_over(app.packets, nobody) is before
        assert handing.change_scope(app.packets)
        worker = handing.hand_over(app.packets, nobody)
        assert before.is_stopped
        assert (worker.given, handing.scope) == ([[0, 1]], "only tcp.flags.syn == 1")
        await displayed(pilot, app, "", lambda: len(app.packets.displayed) == 20)
        assert handing.hand_over(app.packets, nobody).given == [20]
        assert worker.is_stopped
