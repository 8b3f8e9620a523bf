"""Whose one end of a conversation was: a process, how that is known, or why none is.

Made while capturing (`tui.sockets.watch`) or read from a saved capture; joined to packets by both ends and the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

Transport = Literal["tcp", "udp"]
TRANSPORTS: Final[tuple[Transport, ...]] = get_args(Transport)
"""Those whose sockets processes hold, and whose packets have ports."""
How = Literal["traced", "exact", "listener"]
HOW_WORDS: Final[dict[How, str]] = {
    "traced": "the kernel told of it when the process connected",
    "exact": "the process held the socket with these two ends",
    "listener": "the process held the socket that this port's packets go to",
}


class End(NamedTuple):
    """An address and a port, as packets have them."""

    address: str
    """As written by RFC 5952; IPv4 never as ::ffff:a.b.c.d."""
    port: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """What was found out about one end, once. Text is what programs say of themselves: not safe for a terminal."""

    protocol: Transport
    local: End
    remote: End
    time_ns: int
    """Since 1970; the socket was there at this moment, and its conversation had begun."""
    how: How
    pid: int | None = None
    """None where a process could only be guessed: then `unknown` says why."""
    started: int | None = None
    """Of the process, in ticks since the machine started: with the pid, one process for ever."""
    name: str = ""
    """Its short name, at most 15 bytes."""
    command: tuple[str, ...] = ()
    """The words it was started with, where they could be seen."""
    uid: int | None = None
    """Of the process; where none is known, of the socket."""
    user: str = ""
    """The name that this number had on the machine."""
    unit: str = ""
    """The systemd unit or container."""
    unknown: str = ""
    """Why there is no pid: the process was gone, it is another user's."""
