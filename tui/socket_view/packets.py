"""Which packets are a socket's: a display filter for them, or in a sentence why it has none.

Sockets come from `tui.sockets`; the packets screen filters by what is made of them here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dissectors.streams.tables.conversations import Endpoint as PacketEnd
from dissectors.streams.tables.conversations import filter_between
from tui.socket_view.words import interface_name

if TYPE_CHECKING:
    from dissectors.streams.following.follow import Followed
    from tui.sockets.entry import Endpoint, Socket

EVERY_FRAME: Final = 3
"""ETH_P_ALL."""
ANY_PROTOCOL: Final = 255
"""IPPROTO_RAW: its program writes the IP header itself, of whatever protocol."""


class NoPackets(Exception):
    """A socket has no packets that a filter could choose; the sentence says why."""


def packets_filter(one: Socket) -> str:
    """A display filter for the packets that come to a socket and go from it. Raises NoPackets."""
    if one.protocol == "unix":
        raise NoPackets("A UNIX socket has no packets: what is said there never leaves the kernel of this machine.")
    if one.protocol == "packet":
        return _of_packet_socket(one)
    if one.protocol == "raw":
        return _of_raw_socket(one)
    local, remote = _on_the_wire(one.local), _on_the_wire(one.remote)
    if local is None or not local.port:
        raise NoPackets("This socket has no port yet, and so no packets.")
    transport: Followed = "tcp" if one.protocol == "tcp" else "udp"
    if remote is not None and not remote.is_any:
        return filter_between(transport, PacketEnd(*local), PacketEnd(*remote))
    parts = [] if local.is_any else [_address(local)]
    return " && ".join([*parts, f"{transport}.port == {local.port}"])


def stream_protocol(one: Socket) -> Followed | None:
    """Of the conversation that a socket is one end of; None where it has no single one."""
    if one.remote is None or one.remote.is_any or not one.remote.port:
        return None
    return {"tcp": "tcp", "udp": "udp", "udplite": "udp"}.get(one.protocol)  # type: ignore[return-value]


def why_no_stream(one: Socket) -> str:
    """Why a socket cannot be followed or drawn, in a sentence."""
    if one.protocol in ("udp", "udplite"):
        return "This socket has no peer: Enter shows its packets, and each conversation of them can be followed."
    if one.protocol != "tcp":
        return "Only TCP and UDP conversations can be followed or drawn."
    if one.is_listening:
        return "A listener says nothing itself: choose one of the connections that it accepted."
    return "This socket is not connected: there is nothing to follow."


def _of_packet_socket(one: Socket) -> str:
    if one.raw_protocol in (0, EVERY_FRAME):
        seen = "no frames yet" if not one.raw_protocol else f"every frame of {interface_name(one) or 'all interfaces'}"
        raise NoPackets(f"A packet socket has no packets of its own: it is given {seen}.")
    return f"eth.type == 0x{one.raw_protocol:04x}"


def _of_raw_socket(one: Socket) -> str:
    ends = [end for end in (_on_the_wire(one.local), _on_the_wire(one.remote)) if end is not None and not end.is_any]
    parts = [_address(end) for end in ends]
    if one.raw_protocol != ANY_PROTOCOL:
        parts.append(f"{'ipv6.nxt' if one.family == 'ipv6' else 'ip.proto'} == {one.raw_protocol}")
    if not parts:
        raise NoPackets("This raw socket only sends, to whomever, packets of any protocol: no filter tells them.")
    return " && ".join(parts)


def _on_the_wire(end: Endpoint | None) -> Endpoint | None:
    return end.on_the_wire if end is not None else None


def _address(end: Endpoint) -> str:
    return f"{'ipv6' if ':' in end.address else 'ip'}.addr == {end.address}"
