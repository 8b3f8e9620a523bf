"""What the kernel tells of a connection, counted as packets count it."""

from __future__ import annotations

from typing import Final

from dissectors.streams.ladders.states import State
from tui.sockets.entry import Socket
from tui.sockets.story.queues import FIN_CAME

UNKNOWN: Final = "—"


def unacknowledged(found: Socket | None) -> int | None:
    """Bytes that the kernel has sent and holds until they are acknowledged; None where it does not tell."""
    if found is None or found.send_queue is None or found.info is None or found.is_listening:
        return None
    return max(found.send_queue - found.info.values.get("notsent_bytes", 0), 0)


def state_name(state: State | None) -> str:
    """As RFC 9293 §3.3.2 calls it."""
    return UNKNOWN if state is None else state.value


def received_bytes(found: Socket, total: int) -> int:
    """Of the kernel's bytes_received, which counts a FIN, those that the peer's program sent."""
    return max(total - (found.state in FIN_CAME), 0)
