"""The hop-by-hop options header of IPv6 (RFC 8200 §4.3); its options are read by `internet.ipv6_options`."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.header import Header
from dissectors.internet.extension_header import extension_length, follow, next_header, size_of, whole_length
from dissectors.internet.ipv6_options import read_options
from dissectors.protocol import Layer, Protocol


class HopByHopHeader(Header):
    """RFC 8200 §4.3."""

    next_header = next_header("ipv6.hopopts.nxt")
    length = extension_length("ipv6.hopopts.len")


LENGTH = whole_length("ipv6.hopopts.len_oct")


def details(layer: Layer[HopByHopHeader], cursor: Cursor) -> None:
    cursor.conclude(LENGTH, size_of(layer.header.length))
    read_options(layer, cursor)


HOP_BY_HOP = Protocol(
    name="ipv6.hopopts",
    title="IPv6 Hop-by-Hop Option",
    short="IPv6",
    references=("RFC 8200 §4.3",),
    explain="Read by every router on the way, not only by the destination (RFC 8200 §4.3).",
    header=HopByHopHeader,
    rides_on=(("ip.proto", 0),),
    header_length=lambda h: size_of(h.length),
    next=lambda h: follow(h.next_header),
    details=details,
)

PROTOCOLS = (HOP_BY_HOP,)
