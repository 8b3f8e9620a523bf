"""UDP (RFC 768): two ports, a length, a checksum, and nothing promised."""

from __future__ import annotations

from dissectors.fields import octets, u16
from dissectors.header import Header, choose, greater, lesser
from dissectors.protocol import Protocol

PAYLOAD = octets("udp.payload", "Payload")


class UDPHeader(Header):
    """RFC 768, "Format"."""

    source_port = u16("udp.srcport", "Source port", also=("udp.port",))
    destination_port = u16("udp.dstport", "Destination port", also=("udp.port",))
    length = u16("udp.length", "Length")
    checksum = u16("udp.checksum", "Checksum", hex_digits=4)


UDP = Protocol(
    name="udp",
    title="User Datagram Protocol",
    short="UDP",
    references=("RFC 768",),
    header=UDPHeader,
    rides_on=(("ip.proto", 17),),
    length=lambda h: choose(h.length == 0, h.available, h.length),
    next=lambda h: (
        ("udp.port", lesser(h.source_port, h.destination_port)),
        ("udp.port", greater(h.source_port, h.destination_port)),
    ),
    info=lambda layer: f"{layer.header.source_port} → {layer.header.destination_port}",
)

PROTOCOLS = (UDP,)
