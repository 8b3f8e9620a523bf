"""IPv4 (RFC 791): from machine to machine across networks."""

from __future__ import annotations

from dissectors.checksum import internet_checksum
from dissectors.cursor import Cursor
from dissectors.fields import bits, flag, ipv4, u8, u16
from dissectors.header import Header, choose
from dissectors.protocol import NOTHING, Layer, Protocol

MORE_FRAGMENTS = flag("ip.flags.mf", "More fragments")


class IPv4Header(Header):
    """RFC 791 §3.1."""

    version = bits(4, "ip.version", "Version", explain="4 for IPv4 (RFC 791 §3.1).")
    header_length = bits(4, "ip.hdr_len", "Header length", show=lambda words: f"{words * 4} bytes ({words})")
    tos = u8("ip.dsfield", "Differentiated services field", hex_digits=2)
    total_length = u16("ip.len", "Total length")
    identification = u16("ip.id", "Identification", hex_digits=4, show=lambda value: f"0x{value:04x} ({value})")
    flags = bits(
        3,
        "ip.flags",
        "Flags",
        hex_digits=2,
        parts=(flag("ip.flags.rb", "Reserved bit"), flag("ip.flags.df", "Don't fragment"), MORE_FRAGMENTS),
    )
    fragment_offset = bits(13, "ip.frag_offset", "Fragment offset", show=lambda units: str(units * 8))
    ttl = u8("ip.ttl", "Time to live")
    protocol = u8("ip.proto", "Protocol")
    checksum = u16("ip.checksum", "Header checksum", hex_digits=4)
    source = ipv4("ip.src", "Source address", also=("ip.addr",))
    destination = ipv4("ip.dst", "Destination address", also=("ip.addr",))


def details(layer: Layer[IPv4Header], cursor: Cursor) -> None:
    header = cursor.data[layer.start : layer.payload_start]
    internet_checksum(header)


IPV4 = Protocol(
    name="ip",
    title="Internet Protocol Version 4",
    short="IPv4",
    references=("RFC 791",),
    header=IPv4Header,
    rides_on=(("ethertype", 0x0800), ("link_type", 101)),
    header_length=lambda h: h.header_length * 4,
    length=lambda h: choose(h.total_length == 0, h.available, h.total_length),
    next=lambda h: (("ip.proto", choose(h.fragment_offset > 0, NOTHING, h.protocol)),),
    source=IPv4Header.source,
    destination=IPv4Header.destination,
    details=details,
)

PROTOCOLS = (IPV4,)
