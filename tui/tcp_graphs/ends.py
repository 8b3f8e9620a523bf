"""Who talks in a TCP conversation: who began it, and the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.streams.following.follow import endpoints_in

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.statistics.tcp_graphs.observer import ConversationObserver


def ends_of(table: PacketTable, observer: ConversationObserver) -> tuple[str, str] | None:
    """Both endpoints in words, who began first; None before the first packet. Raises CaptureFileError."""
    if observer.first is None:
        return None
    row, start = observer.first
    source, destination = map(str, endpoints_in(table.frame(row), "tcp", start))
    return (source, destination) if observer.first_side == 0 else (destination, source)
