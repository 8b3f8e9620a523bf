"""From the packet under the cursor to the next or previous one of its conversation, among those that are displayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from dissectors.errors import RemoraError
from tui import wording
from tui.panes.packet_list import PacketList

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen


class WithinConversation:
    """Mixed into the packets screen, which holds rows and cursor."""

    def action_next_of_conversation(self) -> None:
        self._go_on_in_conversation(is_forward=True)

    def action_previous_of_conversation(self) -> None:
        self._go_on_in_conversation(is_forward=False)

    def _go_on_in_conversation(self, *, is_forward: bool) -> None:
        """In the order of the list, not around its end; tells of packets that lie between and are not displayed."""
        from dissectors.streams.companions import NoConversation, companions_of  # read only when asked for

        screen = cast("PacketsScreen", self)
        app, displayed = cast("RemoraApp", screen.app), screen.displayed
        here = screen.query_one(PacketList).cursor
        if here >= len(displayed):
            return
        row = displayed[here]
        try:
            rows = companions_of(screen.table, row)
        except NoConversation as error:
            app.tell(wording.sentence(str(error)))
            return
        except (RemoraError, OSError) as error:
            app.tell(str(error), "error")
            return
        position = _nearest(displayed.positions_of(rows), here, is_forward)
        there = None if position is None else displayed[position]
        if there is not None:
            screen.go_to_row(there)
        # Of a list in another order one cannot say what would lie between.
        hidden = rows[:0] if displayed.is_arranged else _between(rows, row, there, is_forward)
        if there is None or len(hidden):
            app.tell(_told(hidden, is_forward, is_there=there is not None))


def _nearest(positions: NDArray[np.int64], here: int, is_forward: bool) -> int | None:
    """The first of the ascending positions on one side; None where there is none."""
    at = int(np.searchsorted(positions, here, "right" if is_forward else "left")) - (0 if is_forward else 1)
    return int(positions[at]) if 0 <= at < len(positions) else None


def _between(rows: NDArray[np.int64], row: int, there: int | None, is_forward: bool) -> NDArray[np.int64]:
    """The rows of a conversation from one on to the other or, where that is None, to the end; the nearest first."""
    if is_forward:
        return rows[(rows > row) & (rows < (there if there is not None else np.iinfo(np.int64).max))]
    return rows[(rows < row) & (rows > (there if there is not None else -1))][::-1]


def _told(hidden: NDArray[np.int64], is_forward: bool, *, is_there: bool) -> str:
    if not len(hidden):
        return f"This is the {'last' if is_forward else 'first'} packet of the conversation in the list."
    number = wording.count(int(hidden[0]) + 1)
    if len(hidden) == 1:
        passed = f"packet {number} of the conversation, which is not displayed"
    else:
        passed = f"{wording.count(len(hidden))} packets of the conversation, {number} first, which are not displayed"
    return f"Passed over {passed}." if is_there else f"There {'is' if len(hidden) == 1 else 'are'} only {passed}."
