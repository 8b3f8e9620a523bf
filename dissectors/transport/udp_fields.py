"""Fields that UDP and UDP-Lite share; Wireshark has them under one name, too."""

from __future__ import annotations

from dissectors.checksum_verdict import checksum_fields
from dissectors.fields import UNSIGNED, FieldSpec, generated, octets, u16
from dissectors.transport.ports import PORT_RANGES, show_port

CHECKSUM = checksum_fields("udp", "udp.checksum.bad", calculated=True, illegal="udp.checksum.zero")
PAYLOAD = octets(
    "udp.payload",
    "Payload",
    show=lambda payload: f"{len(payload)} bytes",
    explain="What the program sent, as one message: UDP neither splits nor joins (RFC 768).",
)


STREAM = generated(
    UNSIGNED,
    "udp.stream",
    "Stream index",
    explain="The number of this conversation in the capture: pairs of endpoints are counted by their first packet, "
    "from 0. It is not in the datagram, and UDP itself knows no conversations.",
)


def source_port() -> FieldSpec[int]:
    return u16(
        "udp.srcport",
        "Source Port",
        also=("udp.port",),
        show=show_port("udp"),
        explain="Which program on the sending machine this comes from, and where an answer goes; 0 if none is wanted "
        f"(RFC 768). {PORT_RANGES}",
    )


def destination_port() -> FieldSpec[int]:
    return u16(
        "udp.dstport",
        "Destination Port",
        also=("udp.port",),
        show=show_port("udp"),
        explain='Which program on the receiving machine this is for. If none listens, ICMP answers "port '
        f'unreachable" (RFC 768, RFC 1122 §4.1.3.1). {PORT_RANGES}',
    )


def checksum(explain: str) -> FieldSpec[int]:
    return u16("udp.checksum", "Checksum", hex_digits=4, explain=explain)
