"""Ports in words: the service that a number is known for, or the range that it is in."""

from __future__ import annotations

from collections.abc import Callable

from dissectors.names.services import port_range, service_name

PORT_RANGES = (
    "Ports below 1024 are well-known, up to 49151 registered with IANA, above that dynamic: given to a client for one "
    "conversation (RFC 6335 §6). Linux takes its dynamic ports from 32768 to 60999."
)


def show_port(transport: str) -> Callable[[int], str]:
    """A function from a port to `443 (https)`, or to `51234 (dynamic port)` where it has no name."""

    def show(port: int) -> str:
        return f"{port} ({service_name(port, transport) or f'{port_range(port)} port'})"

    return show
