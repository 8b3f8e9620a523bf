"""Ports in words: the service that a number is known for, or that it is ephemeral; and which of two leads on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dissectors.header import greater, lesser
from dissectors.names.services import is_ephemeral, service_name
from dissectors.protocol import Key

PORT_RANGES = (
    "Services have ports below 1024 (well-known) or up to 49151 (registered with IANA), those above are dynamic or "
    "ephemeral: given to a client for one conversation (RFC 6335 §6). Linux takes ephemeral ports from 32768 to 60999."
)


def show_port(transport: str) -> Callable[[int], str]:
    """A function from a port to `443 (https)`; without a name to `46442 (ephemeral port)`, or to the number alone."""

    def show(port: int) -> str:
        name = service_name(port, transport) or ("ephemeral port" if is_ephemeral(port) else "")
        return f"{port} ({name})" if name else str(port)

    return show


def next_by_port(table: str) -> Callable[[Any], tuple[Key, Key]]:
    """The rule for a header with two ports: the lower one is asked first, as Wireshark does, for servers have those."""
    return lambda h: (
        (table, lesser(h.source_port, h.destination_port)),
        (table, greater(h.source_port, h.destination_port)),
    )
