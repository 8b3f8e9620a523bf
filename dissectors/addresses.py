"""Which addresses a transport checksum is taken over: those of the nearest IP layer below.

Transport dissectors ask here for their pseudo header (RFC 9293 §3.1, RFC 8200 §8.1).
"""

from __future__ import annotations

from typing import Any, cast

from dissectors.fields import IPV4, IPV6
from dissectors.protocol import Layer

ROUTE_FIELDS = {
    "ipv6.routing.src.addr": -1,
    "ipv6.routing.mipv6.home_address": -1,
    "ipv6.routing.rpl.full_address": -1,
    "ipv6.routing.srh.addr": 0,
}
"""Addresses in a routing header, with the index of the one that is the final destination."""


def network_addresses(layer: Layer[Any]) -> tuple[bytes, bytes] | None:
    """Source and final destination of the nearest IP layer below, 4 or 16 bytes each; None without one.

    While a source route is not used up, the final destination is its last address (RFC 8200 §8.1, RFC 791 §3.1).
    """
    routed: bytes | None = None
    below = layer.below
    while below is not None:
        protocol = below.protocol
        if protocol.name == "ipv6.routing":
            routed = _end_of_route(below)
        elif protocol.source is not None and protocol.destination is not None:
            source, destination = below.header.value_of(protocol.source), below.header.value_of(protocol.destination)
            if protocol.source.kind is IPV4:
                last = _end_of_source_route(below) or cast(int, destination).to_bytes(4, "big")
                return cast(int, source).to_bytes(4, "big"), last
            if protocol.source.kind is IPV6:
                return cast(bytes, source), routed or cast(bytes, destination)
        below = below.below
    return None


def _end_of_route(layer: Layer[Any]) -> bytes | None:
    """The final destination by an IPv6 routing header with segments left."""
    if not layer.header.segments_left:
        return None
    for name, index in ROUTE_FIELDS.items():
        found = [field for field in layer.root.walk() if field.name == name]
        if found:
            return cast(bytes, found[index].value)
    return None


def _end_of_source_route(layer: Layer[Any]) -> bytes | None:
    """The final destination by a loose or strict source route option that is not used up (RFC 791 §3.1)."""
    options = layer.frame.data[layer.start + layer.protocol.header.size : layer.payload_start]
    position = 0
    while position + 3 <= len(options) and options[position]:
        kind, length, pointer = options[position : position + 3]
        if kind == 1:
            position += 1
            continue
        if kind in (131, 137):
            route = options[position + 3 : position + length]
            return route[-4:] if pointer <= length and route and len(route) % 4 == 0 else None
        if length < 2:
            return None
        position += length
    return None
