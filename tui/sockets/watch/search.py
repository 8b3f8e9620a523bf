"""The search for the process of one end of a conversation: what it is about, when it goes on, and what it has found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from dissectors.processes.attribution import End
from tui.sockets.processes import Process
from tui.sockets.watch.beginnings import Beginning
from tui.sockets.watch.looking import Look, Transport
from tui.sockets.watch.tracefs import Connect

GRACE_SECONDS: Final = 0.05
"""From what was found until it is told: another conversation of these ends, or another holder, is known by then."""
ACCEPTING_SECONDS: Final = (0.002, 0.01, 0.04, 0.15, 0.5, 1.2)
"""After its beginning, when a server's end is looked up: it belongs to nobody until the program accepts it."""
GONE_ATTEMPTS: Final = 3
"""A connection of which these have found nothing is over, or never came to be."""
TRACING_SECONDS: Final = 0.3
"""How long a connection that nobody holds any more waits for the trace."""
SYN_SENT_SECONDS: Final = 1.0
"""How long a connection that is asked about and was not answered must have been there: it has sent its SYN by then."""


Phase = Literal["looking", "searching", "settling", "tracing"]
"""It will be looked up (again); its holders are searched for; all is found and told soon; only a trace can tell."""


@dataclass(slots=True, eq=False)
class Search:
    """One end of a conversation, on its way to an attribution."""

    protocol: Transport
    local: End
    remote: End
    time_ns: int
    """Of the packet that began it; of one that is asked about, of the look-up."""
    begun: float
    """By the clock of the program."""
    beginning: Beginning | None = None
    """None for UDP, and where it is asked about."""
    is_asked: bool = False
    is_own: bool = True
    """Whether the end's address is this machine's; else only the trace can tell of it."""
    is_patient: bool = False
    """Whether its process is there for long, as who waits for others is."""
    is_only_traced: bool = False
    """Nothing is told of it but what the trace tells."""
    connect: Connect | None = None
    """What the trace told of a connection whose beginning was not seen."""
    interface: str = ""
    phase: Phase = "looking"
    attempts: int = 0
    look: Look | None = None
    looked: float = 0.0
    """When it was looked up last."""
    looked_ns: int = 0
    """The same, since 1970, when the kernel had answered."""
    first: dict[int, Process] | None = None
    """By inode: a holder of each that was found soon; there may be others."""
    before: dict[int, tuple[Process, ...]] = field(default_factory=dict)
    """By inode: who held each when it was found."""
    holders: dict[int, tuple[Process, ...]] = field(default_factory=dict)
    """By inode: who held each when it was searched for the last time."""

    @property
    def is_client(self) -> bool:
        """Whether this end began the conversation, as far as that is known."""
        return self.beginning is not None and self.beginning.client == self.local

    @property
    def is_server(self) -> bool:
        return self.beginning is not None and not self.is_client

    @property
    def is_accepted(self) -> bool:
        """Whether its socket is one that a server got from its listener, and may have handed on."""
        return self.is_server and self.look is not None and self.look.how == "exact"

    @property
    def is_let_go(self) -> bool:
        """Whether a server's program had its connection and has it no more, or none came to be."""
        if self.look is None or self.look.how == "listener":
            return self.attempts >= GONE_ATTEMPTS
        return not self.look.is_held and not self.look.is_unaccepted

    @property
    def inodes(self) -> frozenset[int]:
        """Of the sockets that it may be."""
        return self.look.inodes if self.look is not None else frozenset()

    @property
    def key(self) -> tuple[object, ...]:
        number = self.beginning.number if self.beginning is not None else None
        return (self.protocol, self.local, self.remote, number, self.is_asked)


TOO_SOON: Final = "it had closed its socket before it could be looked up"
NO_SOCKET: Final = "no socket had these two ends when it was looked up"
REUSED: Final = "another conversation began between the same two ends before it could be looked up"
SEVERAL: Final = "several processes held its socket"
SHARED: Final = "several processes have sockets with this port"
TOO_MUCH: Final = "too much began at once"
"""Why no process is told."""


def possible(search: Search) -> tuple[Process, ...]:
    """The processes of which it may be any; none where not all of its sockets' holders are known."""
    found: dict[int, Process] = {}
    for inode in search.inodes:
        holders = search.holders.get(inode, ())
        if not (search.is_accepted and holders):
            # A server that forks for each connection lets go of it, and the other process is who has it.
            first = search.first.get(inode) if search.first is not None else None
            holders = (*search.before.get(inode, ()), *holders, *((first,) if first is not None else ()))
        if not holders:
            return ()
        found.update((process.pid, process) for process in holders)
    return tuple(found.values())
