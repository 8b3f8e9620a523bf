"""Ports in words: the service that a number is known for, or the range that it is in; and which of two leads on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dissectors.header import greater, lesser
from dissectors.names.services import port_range, service_name
from dissectors.protocol import Key

PORT_RANGES = (
    "Ports below 1024 are well-known, up to 49151 registered with IANA, above that dynamic: given to a client for one "
    "conversation (RFC 6335 §6). Linux takes its dynamic ports from 32768 to 60999."
)


def show_port(transport: str) -> Callable[[int], str]:
    """A function from a port to `443 (https)`, or to `51234 (dynamic port)` where it has no name."""

    def show(port: int) -> str:
        return f"{port} ({service_name(port, transport) or f'{port_range(port)} port'})"

    return show


def next_by_port(table: str) -> Callable[[Any], tuple[Key, Key]]:
    """The rule for a header with two ports: the lower one is asked first, as Wireshark does, for servers have those."""
    return lambda h: (
        (table, lesser(h.source_port, h.destination_port)),
        (table, greater(h.source_port, h.destination_port)),
    )
