"""The routing header of IPv6 (RFC 8200 §4.4); its types are read by `internet.ipv6_routes`."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import Field, u8
from dissectors.header import Header
from dissectors.internet.extension_header import extension_length, follow, next_header, size_of, whole_length
from dissectors.internet.ipv6_routes import TYPE_NAMES, read_route
from dissectors.protocol import Layer, Protocol


class RoutingHeader(Header):
    """RFC 8200 §4.4."""

    next_header = next_header("ipv6.routing.nxt")
    length = extension_length("ipv6.routing.len")
    type = u8(
        "ipv6.routing.type",
        "Type",
        values=TYPE_NAMES,
        explain="Which kind of route this is; type 0 is forbidden, because it let packets go in circles (RFC 5095).",
    )
    segments_left = u8(
        "ipv6.routing.segleft",
        "Segments Left",
        explain="How many of the listed machines are still to be visited (RFC 8200 §4.4).",
    )


LENGTH = whole_length("ipv6.routing.len_oct")


def details(layer: Layer[RoutingHeader], cursor: Cursor) -> None:
    header = layer.header
    field = layer.field(RoutingHeader.length)
    layer.put_behind(field, Field(LENGTH, size_of(header.length), field.stop, field.stop, generated=True))
    read_route(layer, cursor, header.type, header.segments_left)


def heading(layer: Layer[RoutingHeader]) -> str:
    kind = layer.header.type
    return f"{ROUTING.title} ({TYPE_NAMES.get(kind, f'Unknown type {kind}')})"


ROUTING = Protocol(
    name="ipv6.routing",
    title="Routing Header for IPv6",
    short="IPv6",
    references=("RFC 8200 §4.4", "RFC 6275 §6.4", "RFC 6554", "RFC 8754", "RFC 9631"),
    explain="Machines that the packet has to pass on its way (RFC 8200 §4.4).",
    header=RoutingHeader,
    rides_on=(("ip.proto", 43),),
    header_length=lambda h: size_of(h.length),
    next=lambda h: follow(h.next_header),
    details=details,
    heading=heading,
)

PROTOCOLS = (ROUTING,)
