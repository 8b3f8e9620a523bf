"""The sentence that a story begins with: what a socket is, whose it is, and with whom it speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dissectors.names.ip_protocols import IP_PROTOCOLS
from dissectors.names.services import service_name
from tui.socket_view.words import interface_name, local_words, name_words
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import CLOSED, OTHER_USER, UNACCEPTED, OwnedSocket
from tui.sockets.story.around import Around, is_loopback
from tui.sockets.users import user_name

_UNNAMED: Final = ("its program ", "a process of ", "a process that ", "a listener that ")
"""How those who are not known are called."""


def opening(entry: OwnedSocket, near: Around) -> str:
    """What this socket is, in one sentence."""
    return as_sentence(_told(entry, near))


def as_sentence(text: str) -> str:
    """With a capital where it begins with one of the phrases for those that are not known; names stay as they are."""
    return f"{text[0].upper()}{text[1:]}" if text.startswith(_UNNAMED) else text


def _told(entry: OwnedSocket, near: Around) -> str:
    one, who = entry.socket, subject(entry)
    if one.protocol == "unix":
        return _unix(one, who, near)
    if one.protocol == "packet":
        return f"{who} gets {local_words(one, numeric=False)} as they are, beside the kernel (packet(7))."
    if one.protocol == "raw":
        name = IP_PROTOCOLS.get(one.raw_protocol, f"IP protocol {one.raw_protocol}")
        return f"{who} sends and gets whole {name} packets, beside the kernel ({_where(one)}; raw(7))."
    if one.protocol == "tcp":
        return _TCP.get(one.state, _tcp_other)(entry, who, near)
    return _datagrams(one, who, near)


def subject(entry: OwnedSocket) -> str:
    """Who holds it."""
    if entry.owners:
        first, more = name_words(entry.owners[0].process), len(entry.owners) - 1
        return first if not more else f"{first} and {more} more {'process' if more == 1 else 'processes'}"
    if entry.unknown == CLOSED:
        return "its program"
    if entry.unknown == OTHER_USER and entry.socket.uid is not None:
        return f"a process of {user_name(entry.socket.uid)}"
    return "a listener that has not accepted it yet" if entry.unknown == UNACCEPTED else "a process that is not known"


def port_name(one: Socket, port: int) -> str:
    """` (http)`; empty where the port has no name."""
    name = service_name(port, "udp" if one.protocol == "udplite" else one.protocol)
    return f" ({name})" if name else ""


def _where(one: Socket) -> str:
    """On which of the machine's addresses."""
    local = one.local
    if local is None:
        return "on no address yet"
    on = f", by {interface_name(one)} only" if one.interface else ""
    if local.address == "::":
        families = "IPv6 only" if one.only_ipv6 else "IPv4 and IPv6" if one.only_ipv6 is False else "IPv6"
        return f"on every address of this machine, {families}{on}"
    if local.is_any:
        return f"on every IPv4 address of this machine{on}"
    if is_loopback(local.address):
        return f"on {local.address}, which only this machine reaches{on}"
    return f"on the address {local.address} only{on}"


def _peer(one: Socket, near: Around) -> str:
    """The other end, with the service's name, and whose it is where it is here."""
    if one.remote is None:
        return "nobody"
    other = near.mirror
    if other is not None and other.owners:
        return f"{one.remote.on_the_wire} ({name_words(other.owners[0].process)}, on this machine)"
    if other is not None and other.unknown == UNACCEPTED:
        return f"{one.remote.on_the_wire} (on this machine, not accepted there yet)"
    return f"{one.remote.on_the_wire}{port_name(one, one.remote.port) if near.listener is None else ''}"


def _listens(entry: OwnedSocket, who: str, near: Around) -> str:
    one = entry.socket
    port = one.local.port if one.local is not None else 0
    return f"{who} waits for connections on port {port}{port_name(one, port)}, {_where(one)}."


def _talks(entry: OwnedSocket, who: str, near: Around) -> str:
    one = entry.socket
    port = one.local.port if one.local is not None else 0
    if entry.unknown == UNACCEPTED:
        waits_for = subject(near.listener) if near.listener is not None else "the listener"
        on_port = f"port {port}{port_name(one, port)}"
        return f"{_peer(one, near)} has connected to {on_port}, and {waits_for} has not accepted it yet."
    if near.listener is not None:
        return f"{who} serves {_peer(one, near)} on port {port}{port_name(one, port)}."
    return f"{who} talks to {_peer(one, near)} from port {port}."


def _closing(words: str) -> Callable[[OwnedSocket, str, Around], str]:
    return lambda entry, who, near: words.format(who=who, peer=_peer(entry.socket, near))


def _handshake(entry: OwnedSocket, who: str, near: Around) -> str:
    one = entry.socket
    listener = subject(near.listener) if near.listener is not None else who
    port = one.local.port if one.local is not None else 0
    on_port = f"port {port}{port_name(one, port)}"
    return f"{_peer(one, near)} is connecting to {on_port} of {listener}; the handshake is not over."


def _tcp_other(entry: OwnedSocket, who: str, near: Around) -> str:
    one = entry.socket
    if one.local is not None and one.local.port:
        return (
            f"{who} has taken the TCP port {one.local.port}{port_name(one, one.local.port)} and does not listen on it."
        )
    return f"{who} has a TCP socket that is neither connected nor listening."


_TCP: Final[Mapping[str, Callable[[OwnedSocket, str, Around], str]]] = {
    "LISTEN": _listens,
    "ESTABLISHED": _talks,
    "SYN-SENT": _closing("{who} tries to connect to {peer}, and there is no answer yet."),
    "SYN-RECEIVED": _handshake,
    "FIN-WAIT-1": _closing(
        "{who} has closed its end of the connection with {peer}, which has not acknowledged that yet."
    ),
    "FIN-WAIT-2": _closing("{who} has closed its end of the connection with {peer}, which has not closed its own."),
    "CLOSE-WAIT": _closing("The other end of the connection with {peer} is closed; {who} has not closed this one."),
    "LAST-ACK": _closing(
        "Both ends of the connection of {who} with {peer} are closed; the last acknowledgment is to come."
    ),
    "CLOSING": _closing("Both ends of the connection of {who} with {peer} were closed at once."),
    "CLOSED": _closing("{who} had a connection with {peer}, which is over."),
    "TIME-WAIT": _closing("The connection with {peer} is over; the kernel keeps its ports a while longer."),
}


def _datagrams(one: Socket, who: str, near: Around) -> str:
    kind = "UDP-Lite datagrams" if one.protocol == "udplite" else "datagrams"
    local = one.local or Endpoint("", 0)
    if one.remote is not None:
        return f"{who} exchanges {kind} with {_peer(one, near)} from port {local.port}."
    if not local.port:
        return f"{who} has a socket for {kind} that has no port yet."
    return f"{who} gets the {kind} that come for port {local.port}{port_name(one, local.port)}, {_where(one)}."


def _unix(one: Socket, who: str, near: Around) -> str:
    place = f"at {one.path}" if one.path else "without a name"
    if one.is_listening:
        return f"{who} waits for programs of this machine {place} (unix(7))."
    peer = near.mirror
    if peer is not None or one.peer_inode:
        whose = subject(peer) if peer is not None and peer.owners else "a socket of a process that is not known"
        named = f" at {peer.socket.path}" if peer is not None and peer.socket.path else ""
        return f"{who} is joined with {whose}{named} inside of this machine ({one.kind or 'unix'}, {place})."
    if one.kind == "datagram":
        return f"{who} gets messages from programs of this machine {place} (unix(7))."
    return f"{who} has a unix socket {place} that is joined with none."
