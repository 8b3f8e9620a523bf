"""DNS (RFC 1035), the phone book of the Internet; with multicast DNS (RFC 6762) and LLMNR (RFC 4795)."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.errors import DissectionError
from dissectors.fields import group
from dissectors.header import lesser
from dissectors.protocol import Layer, Protocol
from dissectors.protocols.dns.header import (
    AnyDNSHeader,
    DNSHeader,
    DNSOverTCPHeader,
    LinkLocalHeader,
    looks_like_dns,
)
from dissectors.protocols.dns.message import info, read_sections

LENGTH_BYTES = 2
MALFORMED = group("_ws.malformed", "Malformed")
GOES_ON = group("", "The message goes on in another segment")
EXPLAIN = "Names to addresses and other records: questions to a server, and its answers (RFC 1034, RFC 1035)."


def _heading(layer: Layer[Any]) -> str:
    return f"{layer.protocol.title} ({'response' if layer.header.flags & 0x8000 else 'query'})"


def _info(layer: Layer[Any]) -> str:
    header: AnyDNSHeader = layer.header
    return info(header.flags, header.identification, layer.root)


def _details(layer: Layer[Any], cursor: Cursor) -> None:
    read_sections(layer, cursor, layer.start)


def _multicast_details(layer: Layer[Any], cursor: Cursor) -> None:
    read_sections(layer, cursor, layer.start, multicast=True)


def _stream_details(layer: Layer[DNSOverTCPHeader], cursor: Cursor) -> None:
    """Names point into the message, which begins behind the length; a bad message does not hide the next one."""
    try:
        read_sections(layer, cursor, layer.start + LENGTH_BYTES)
    except DissectionError as error:
        start = min(max(error.offset, layer.start), cursor.stop)
        goes_on = layer.header.length + LENGTH_BYTES > layer.stop - layer.start
        words = "The message goes on in another segment" if goes_on else f"Malformed message: {error.message}"
        cursor.notice(*((GOES_ON, "note") if goes_on else (MALFORMED, "error")), words, start, cursor.stop)


DNS = Protocol(
    name="dns",
    title="Domain Name System",
    short="DNS",
    references=("RFC 1035", "RFC 2136", "RFC 3597", "RFC 6891"),
    explain=EXPLAIN,
    header=DNSHeader,
    rides_on=(("udp.port", 53),),
    guessed_on=("udp",),
    recognises=looks_like_dns,
    details=_details,
    heading=_heading,
    info=_info,
)

DNS_OVER_TCP = Protocol(
    name="dns.tcp",
    also=("dns",),
    stack="dns",
    repeats=True,
    title="Domain Name System",
    short="DNS",
    references=("RFC 1035 §4.2.2", "RFC 7766"),
    limitations=("a message that reaches beyond its segment is decoded as far as the segment goes",),
    explain=EXPLAIN,
    header=DNSOverTCPHeader,
    rides_on=(("tcp.port", 53), ("tcp.port", 5353), ("dns.following", 0)),
    header_length=lambda h: lesser(h.length + LENGTH_BYTES, h.stop - h.start),
    next=lambda h: (("dns.following", h.length - h.length),),
    details=_stream_details,
    heading=_heading,
    info=_info,
)

MDNS = Protocol(
    name="mdns",
    title="Multicast Domain Name System",
    short="MDNS",
    references=("RFC 6762", "RFC 6763"),
    explain="Machines of one link answer for their own names, without a server (RFC 6762).",
    header=DNSHeader,
    rides_on=(("udp.port", 5353),),
    details=_multicast_details,
    heading=_heading,
    info=_info,
)

LLMNR = Protocol(
    name="llmnr",
    title="Link-local Multicast Name Resolution",
    short="LLMNR",
    references=("RFC 4795",),
    explain="Windows asks the machines of its link for names that DNS does not know (RFC 4795).",
    header=LinkLocalHeader,
    rides_on=(("udp.port", 5355),),
    details=_details,
    heading=_heading,
    info=_info,
)

PROTOCOLS = (DNS, DNS_OVER_TCP, MDNS, LLMNR)
