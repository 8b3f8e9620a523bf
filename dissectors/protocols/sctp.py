"""SCTP (RFC 9260): messages on several streams, acknowledged, between hosts that may have several addresses."""

from __future__ import annotations

from dissectors.checksum import crc32c
from dissectors.checksum_verdict import UNVERIFIED, ChecksumVerdict, checksum_fields
from dissectors.cursor import Cursor
from dissectors.fields import Field, u16, u32
from dissectors.header import Header
from dissectors.names.sctp import CHUNK_TYPES
from dissectors.protocol import Layer, Protocol
from dissectors.protocols.data import BYTES as DATA_BYTES
from dissectors.transport.ports import PORT_RANGES, show_port
from dissectors.transport.sctp_walk import read_chunks
from dissectors.verification import is_fragment

PROTOCOL_NUMBER = 132


class SCTPHeader(Header):
    """RFC 9260 §3.1."""

    source_port = u16(
        "sctp.srcport",
        "Source port",
        also=("sctp.port",),
        show=show_port("sctp"),
        explain=f"Which program on the sending machine this comes from. {PORT_RANGES}",
    )
    destination_port = u16(
        "sctp.dstport",
        "Destination port",
        also=("sctp.port",),
        show=show_port("sctp"),
        explain=f"Which program on the receiving machine this is for. {PORT_RANGES}",
    )
    verification_tag = u32(
        "sctp.verification_tag",
        "Verification tag",
        hex_digits=8,
        explain="The tag that the receiver named in its INIT or INIT_ACK; packets without it are dropped, so that "
        "nobody from outside can meddle. 0 only with INIT (RFC 9260 §8.5).",
    )
    checksum = u32(
        "sctp.checksum",
        "Checksum",
        hex_digits=8,
        explain="CRC32c over the whole packet, which finds more damage than TCP's sum. No addresses are in it, for "
        "an association may have several (RFC 9260 §6.8).",
    )


CHECKSUM = checksum_fields("sctp", "sctp.checksum_bad.expert")


def details(layer: Layer[SCTPHeader], cursor: Cursor) -> None:
    CHECKSUM.tell(layer, layer.fields, layer.field(SCTPHeader.checksum), _verdict(layer))
    read_chunks(cursor)


def _verdict(layer: Layer[SCTPHeader]) -> ChecksumVerdict:
    """RFC 9260 §6.8: CRC32c over the packet with a checksum of 0; on the wire its lowest byte comes first."""
    if layer.stop < layer.reported_stop or is_fragment(layer) or layer.quoted:
        return ChecksumVerdict(UNVERIFIED, reason="not all of the packet is here")
    packet = layer.frame.data[layer.start : layer.stop]
    crc = crc32c(packet[: SCTPHeader.checksum.first_byte] + bytes(4) + packet[SCTPHeader.checksum.last_byte :])
    expected = int.from_bytes(crc.to_bytes(4, "little"), "big")
    return ChecksumVerdict.comparing(layer.header.checksum, expected, left_to_the_card=(0,))


def heading(layer: Layer[SCTPHeader]) -> str:
    source, destination = layer.header.source_port, layer.header.destination_port
    return (
        f"Stream Control Transmission Protocol, Src Port: {source} ({source}), Dst Port: {destination} ({destination})"
    )


def info(layer: Layer[SCTPHeader]) -> str:
    """`SACK (Ack=7, Arwnd=4096) DATA (TSN=12)`: each chunk with its numbers."""
    return " ".join(
        _chunk_info(node) for node in layer.fields if node.children and node.children[0].name == "sctp.chunk_type"
    )


def _chunk_info(node: Field) -> str:
    values = {field.name: str(field.value) for field in node.children}
    name = CHUNK_TYPES.get(int(values["sctp.chunk_type"]), "RESERVED")
    if "sctp.data_tsn_raw" in values:
        return f"{name} (TSN={values['sctp.data_tsn_raw']})"
    if "sctp.sack_cumulative_tsn_ack_raw" in values:
        return f"{name} (Ack={values['sctp.sack_cumulative_tsn_ack_raw']}, Arwnd={values['sctp.sack_a_rwnd']})"
    return name


def stack(layer: Layer[SCTPHeader]) -> str:
    """`sctp:data:data`: each message counts as a layer of its own."""
    return ":".join(("sctp", *("data" for field in layer.root.walk() if field.spec is DATA_BYTES)))


SCTP = Protocol(
    name="sctp",
    title="Stream Control Transmission Protocol",
    short="SCTP",
    stack=stack,
    references=("RFC 9260", "RFC 3758", "RFC 4895", "RFC 5061", "RFC 6525", "RFC 8260"),
    limitations=("payload of DATA is shown as data", "fragments of a message are not put together"),
    explain="Carries messages between two programs like TCP carries bytes: acknowledged, sent again when lost, but on "
    "several streams that do not hold each other up (RFC 9260).",
    header=SCTPHeader,
    rides_on=(("ip.proto", PROTOCOL_NUMBER),),
    details=details,
    heading=heading,
    info=info,
)

PROTOCOLS = (SCTP,)
