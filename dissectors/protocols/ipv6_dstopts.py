"""The destination options header of IPv6 (RFC 8200 §4.6); its options are read by `internet.ipv6_options`."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.header import Header
from dissectors.internet.extension_header import extension_length, follow, next_header, size_of, whole_length
from dissectors.internet.ipv6_options import read_options
from dissectors.protocol import Layer, Protocol


class DestinationHeader(Header):
    """RFC 8200 §4.6."""

    next_header = next_header("ipv6.dstopts.nxt")
    length = extension_length("ipv6.dstopts.len")


LENGTH = whole_length("ipv6.dstopts.len_oct")


def details(layer: Layer[DestinationHeader], cursor: Cursor) -> None:
    cursor.conclude(LENGTH, size_of(layer.header.length))
    read_options(layer, cursor)


DESTINATION_OPTIONS = Protocol(
    name="ipv6.dstopts",
    title="Destination Options for IPv6",
    short="IPv6",
    references=("RFC 8200 §4.6",),
    explain="Read by the destination alone (RFC 8200 §4.6).",
    header=DestinationHeader,
    rides_on=(("ip.proto", 60),),
    header_length=lambda h: size_of(h.length),
    next=lambda h: follow(h.next_header),
    details=details,
)

PROTOCOLS = (DESTINATION_OPTIONS,)
