"""UDP-Lite (RFC 3828): UDP whose checksum may leave out the end of the payload."""

from __future__ import annotations

from dissectors.checksum_verdict import ILLEGAL, UNVERIFIED, ChecksumVerdict
from dissectors.cursor import Cursor
from dissectors.fields import UNSIGNED, Field, generated, group, u16
from dissectors.header import Header
from dissectors.protocol import Layer, Protocol
from dissectors.transport import udp_fields
from dissectors.transport.ports import next_by_port
from dissectors.transport.udp_fields import CHECKSUM, PAYLOAD, STREAM
from dissectors.verification import verify_segment

PROTOCOL_NUMBER = 136


class UDPLiteHeader(Header):
    """RFC 3828 §3.1."""

    source_port = udp_fields.source_port()
    destination_port = udp_fields.destination_port()
    coverage = u16(
        "udp.checksum_coverage",
        "Checksum Coverage",
        unit="bytes",
        explain="How many bytes, counted from this header's first, the checksum protects: at least the 8 of the "
        "header, 0 for all. Damage behind them is let through, which suits voice and video (RFC 3828 §3.1).",
    )
    checksum = udp_fields.checksum(
        "Over the covered bytes, the addresses and the length; unlike UDP's it must be there (RFC 3828 §3.1)."
    )


LENGTH = generated(
    UNSIGNED,
    "udp.length",
    "Length",
    unit="bytes",
    explain="UDP-Lite does not send it, for its place holds the coverage: it is what IP carries (RFC 3828 §3.1).",
)
BAD_COVERAGE = group("udplite.checksum_coverage.bad", "Impossible coverage")


def details(layer: Layer[UDPLiteHeader], cursor: Cursor) -> None:
    header = layer.header
    coverage, length = layer.field(UDPLiteHeader.coverage), header.available
    layer.put_behind(coverage, Field(LENGTH, length, coverage.start, coverage.start, generated=True))
    if not _is_possible(header):
        message = f"A coverage of {header.coverage} is impossible: 0, or from 8 to the length, {length} (RFC 3828 §3.1)"
        cursor.remark(coverage, BAD_COVERAGE, "error", message)
    CHECKSUM.tell(layer, layer.fields, layer.field(UDPLiteHeader.checksum), _verdict(layer))
    if cursor.remaining > 0:
        cursor.add(PAYLOAD, cursor.peek(cursor.remaining), cursor.position, cursor.stop)


def _is_possible(header: UDPLiteHeader) -> bool:
    return header.coverage == 0 or UDPLiteHeader.size <= header.coverage <= header.available


def _verdict(layer: Layer[UDPLiteHeader]) -> ChecksumVerdict:
    if layer.header.checksum == 0:
        return ChecksumVerdict(ILLEGAL, reason="UDP-Lite must have one (RFC 3828 §3.1)")
    if not _is_possible(layer.header):
        return ChecksumVerdict(UNVERIFIED, reason="the coverage is impossible")
    field_start = layer.start + UDPLiteHeader.checksum.first_byte
    return verify_segment(layer, PROTOCOL_NUMBER, field_start, layer.header.coverage or None, zero_means_none=True)


def heading(layer: Layer[UDPLiteHeader]) -> str:
    header = layer.header
    ports = f"Src Port: {header.source_port}, Dst Port: {header.destination_port}"
    return f"Lightweight User Datagram Protocol, {ports}"


def info(layer: Layer[UDPLiteHeader]) -> str:
    header = layer.header
    parts = [f"{header.source_port} → {header.destination_port}"]
    if not _is_possible(header):
        parts.append(f"[bad coverage {header.coverage}]")
    parts.append(f"Len={header.available - UDPLiteHeader.size}")
    if layer.has_warning(UDPLiteHeader.checksum):
        parts.append("[bad checksum]")
    return " ".join(parts)


UDP_LITE = Protocol(
    name="udplite",
    title="Lightweight User Datagram Protocol",
    short="UDP-Lite",
    references=("RFC 3828",),
    explain="UDP for payloads that are better damaged than lost, such as voice: the checksum may cover only their "
    "beginning (RFC 3828).",
    header=UDPLiteHeader,
    rides_on=(("ip.proto", PROTOCOL_NUMBER),),
    next=next_by_port("udp.port"),
    stream=STREAM,
    details=details,
    heading=heading,
    info=info,
)

PROTOCOLS = (UDP_LITE,)
