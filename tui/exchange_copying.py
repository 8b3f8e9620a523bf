"""What can be copied of a followed conversation: the bytes that a packet brought, and a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dissectors.streams.following.parts import DATA
from tui.copying import Copy, ways_to_copy_bytes

if TYPE_CHECKING:
    from dissectors.streams.following.followable import Followable
    from tui.exchange_view import ExchangeView


def ways_to_copy_part(exchange: Followable, view: ExchangeView, number: int) -> list[Copy]:
    """For one of the view's parts. Raises CaptureFileError."""
    part = view.said.parts[number]
    position = view.position_of(number)
    data = view.data(position, position + part.length) if part.kind == DATA else b""
    return [
        Copy("d", "a display filter for the conversation", exchange.filter),
        *ways_to_copy_bytes(data, f"the bytes of packet {part.row + 1:,}"),
    ]
