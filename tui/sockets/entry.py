"""A socket as the kernel tells of it: one frozen value, whichever source it came from.

What a source cannot tell is None. Text came from other programs (names, paths) and is not yet safe for a terminal.
Values of which there are thousands a second are named tuples: a frozen dataclass of thirty fields takes ten times as
long to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from tui.sockets.tcp_info import TcpInfo

Protocol = Literal["tcp", "udp", "udplite", "raw", "unix", "packet"]
Family = Literal["ipv4", "ipv6", "unix", "packet"]
PROTOCOLS: Final[tuple[Protocol, ...]] = ("tcp", "udp", "udplite", "raw", "unix", "packet")

STATES: Final = (
    "",
    "ESTABLISHED",
    "SYN-SENT",
    "SYN-RECEIVED",
    "FIN-WAIT-1",
    "FIN-WAIT-2",
    "TIME-WAIT",
    "UNCONNECTED",
    "CLOSE-WAIT",
    "LAST-ACK",
    "LISTEN",
    "CLOSING",
    "SYN-RECEIVED",
    "BOUND",
)
"""By the kernel's number (include/net/tcp_states.h), in RFC 9293's words; a closed socket that exists is unconnected.

The twelfth is a handshake that the listener has not made a socket of, the thirteenth has a port and nothing more.
"""
TIMERS: Final = ("", "retransmit", "keepalive", "time-wait", "persist")
"""What a socket's timer is for (inet_diag's idiag_timer)."""
SOCKET_OPTIONS: Final = (
    "recverr",
    "is_icsk",
    "freebind",
    "hdrincl",
    "mc_loop",
    "transparent",
    "mc_all",
    "nodefrag",
    "bind_address_no_port",
    "recverr_rfc4884",
    "defer_connect",
)
"""By the bits of `Socket.options`, from the lowest (struct inet_diag_sockopt)."""
MAPPED: Final = "::ffff:"
"""How an IPv6 socket writes the IPv4 address of a peer that it serves."""


class Endpoint(NamedTuple):
    """One side of an internet socket."""

    address: str
    """As written by RFC 5952; "0.0.0.0" and "::" are any address."""
    port: int
    """0 for none yet, and of raw sockets."""

    @property
    def is_any(self) -> bool:
        return self.address in ("0.0.0.0", "::")

    @property
    def on_the_wire(self) -> Endpoint:
        """As packets have it: IPv4 served by an IPv6 socket is written ::ffff:a.b.c.d (RFC 4291 §2.5.5.2)."""
        if self.address.startswith(MAPPED) and "." in self.address:
            return Endpoint(self.address[len(MAPPED) :], self.port)
        return self

    def __str__(self) -> str:
        port = str(self.port) if self.port else "*"
        return f"[{self.address}]:{port}" if ":" in self.address else f"{self.address}:{port}"


@dataclass(frozen=True, slots=True)
class Timer:
    """What a TCP socket waits for."""

    purpose: str
    """Of `TIMERS`."""
    expires_ms: int
    retransmits: int


@dataclass(frozen=True, slots=True)
class SocketMemory:
    """Bytes of the kernel's memory that a socket has (INET_DIAG_SKMEMINFO); ss writes them as skmem:()."""

    receive: int
    receive_limit: int
    send: int
    send_limit: int
    forward: int
    """Reserved and not used yet."""
    queued: int
    """Waiting to be sent."""
    options: int
    backlog: int
    """Received while the program held the socket."""
    dropped: int
    """Packets, not bytes."""


class Socket(NamedTuple):
    """One end of a conversation, or of none yet."""

    protocol: Protocol
    family: Family
    state: str
    """Of `STATES`."""
    local: Endpoint | None = None
    remote: Endpoint | None = None
    """None where it has no peer."""
    receive_queue: int | None = None
    """Bytes not yet read; of a listener the connections not yet accepted."""
    send_queue: int | None = None
    """Bytes not yet acknowledged; of a listener its backlog (listen(2)): one connection more may wait."""
    uid: int | None = None
    inode: int = 0
    """0 where no program holds it any more."""
    cookie: int | None = None
    """The kernel's own number for it; never used again as long as the machine runs."""
    interface: int = 0
    """Index of the interface it is bound to; 0 for any."""
    timer: Timer | None = None
    info: TcpInfo | None = None
    memory: SocketMemory | None = None
    congestion: str = ""
    """The algorithm's name."""
    tos: int | None = None
    traffic_class: int | None = None
    mark: int | None = None
    cgroup: int | None = None
    """Inode of its cgroup's folder, which names unit or container."""
    shutdown: int = 0
    """Bit 0: it will not receive, bit 1: it will not send."""
    only_ipv6: bool | None = None
    options: int | None = None
    """Bits, by `SOCKET_OPTIONS`."""
    raw_protocol: int = 0
    """IP protocol number of a raw socket, EtherType of a packet socket."""
    kind: str = ""
    """Of unix and packet sockets: stream, datagram, seqpacket, raw."""
    path: str = ""
    """Of unix sockets: where it is bound; one that begins with @ is abstract."""
    peer_inode: int = 0
    """Of unix sockets."""
    namespace: str = ""
    """Of the network it is in; empty for this process's own."""

    @property
    def is_listening(self) -> bool:
        return self.state == "LISTEN"

    @property
    def key(self) -> tuple[object, ...]:
        """What stays the same as long as it lives."""
        if self.cookie is not None:
            return (self.namespace, self.protocol, self.cookie)
        return (self.namespace, self.protocol, self.local, self.remote, self.path, self.inode)

    @property
    def option_names(self) -> tuple[str, ...]:
        """Those of `SOCKET_OPTIONS` that are set."""
        options = self.options or 0
        return tuple(name for bit, name in enumerate(SOCKET_OPTIONS) if options >> bit & 1)
