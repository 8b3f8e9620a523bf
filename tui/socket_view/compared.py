"""What the packets of a capture tell of the sockets on the screen: joins what is seen with `tui.sockets.wire`.

Asked in the thread that looks at sockets.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.sockets.wire.beside import BesideKernel

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.sockets.seen import Seen
    from tui.sockets.story.remark import Part


class SocketCompared:
    """Compares one socket after the other with the packets of one table."""

    def __init__(
        self,
        table: PacketTable,
        everything: Callable[[], Sequence[Seen]],
        looked_at: Callable[[], int],
        namespace: str = "",
    ) -> None:
        """`everything` gives all sockets of the last look, `looked_at` when that was, since 1970; 0 before the first.

        That may be the look before the one in which a socket was seen: so nothing is said of packets that came since.
        `namespace` is that of the network in which the packets are captured.
        """
        self._beside = BesideKernel(table, namespace)
        self._everything = everything
        self._looked_at = looked_at

    @property
    def table(self) -> PacketTable:
        return self._beside.table

    def __call__(self, seen: Seen) -> list[Part]:
        """What there is to read; nothing where nothing of the socket was captured."""
        others = (other.found for other in self._everything() if other.closed_ns is None)
        now = seen.closed_ns or self._looked_at() or time.time_ns()
        return self._beside.parts(seen.found, others, now, is_gone=seen.closed_ns is not None)
