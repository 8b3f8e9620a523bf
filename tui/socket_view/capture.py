"""On which interface a socket's packets pass: where a capture of them has to be."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.capture.source import ANY
from tui.sockets.routes import interface_towards

if TYPE_CHECKING:
    from tui.capture.interfaces import Interface
    from tui.sockets.entry import Endpoint, Socket

Route = Callable[[str, str], int | None]
"""As `interface_towards`."""


def interface_of(one: Socket, interfaces: Sequence[Interface], route: Route = interface_towards) -> str:
    """The interface that sees a socket's packets; `any` where they may pass several, or nobody can tell.

    That to which it is bound; that over which its peer is reached, which is loopback for this machine's own addresses;
    that with its own address.
    """
    names = {interface.name for interface in interfaces}
    if one.namespace:
        # Its interfaces are others than ours, whatever they are called.
        return ANY
    if one.interface and (bound := _name(one.interface)) in names:
        return bound
    local, remote = (end.on_the_wire if end is not None else None for end in (one.local, one.remote))
    if remote is not None and not remote.is_any and (found := _towards(remote, local, interfaces, route)) in names:
        return found
    if local is not None and not local.is_any and (found := _with_address(local, interfaces)) in names:
        return found
    return ANY


def is_seen_on(interface: str, captured: Sequence[str]) -> bool:
    """Whether a capture on some interfaces has what passes one; what passes several only `any` has."""
    return interface in captured or ANY in captured


def _towards(remote: Endpoint, local: Endpoint | None, interfaces: Sequence[Interface], route: Route) -> str:
    if _is_own(remote, interfaces):
        return _loopback(interfaces)
    source = local.address if local is not None and not local.is_any else ""
    with contextlib.suppress(ValueError):
        index = route(remote.address, source) or route(remote.address, "")
        if index is not None:
            return _name(index)
    return ""


def _is_own(end: Endpoint, interfaces: Sequence[Interface]) -> bool:
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(end.address).is_loopback:
            return True
    return any(end.address in interface.addresses for interface in interfaces)


def _with_address(end: Endpoint, interfaces: Sequence[Interface]) -> str:
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(end.address).is_loopback:
            return _loopback(interfaces)
    return next((interface.name for interface in interfaces if end.address in interface.addresses), "")


def _loopback(interfaces: Sequence[Interface]) -> str:
    return next((interface.name for interface in interfaces if interface.is_loopback), "")


def _name(index: int) -> str:
    with contextlib.suppress(OSError, OverflowError):
        return socket.if_indextoname(index)
    return ""
