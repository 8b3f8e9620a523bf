"""Packets made by hand for the transport protocols' tests, from an IPv4 or IPv6 header up."""

from __future__ import annotations

from dissectors.checksum import crc32c, internet_checksum, pseudo_header
from dissectors.dissect import Dissection, dissect
from dissectors.fields import Field
from dissectors.frame import Frame
from dissectors.protocol import Layer

SOURCE, DESTINATION = bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2))
SOURCE6, DESTINATION6 = (bytes.fromhex("20010db8") + bytes(11) + bytes((host,)) for host in (1, 2))


def ipv4(protocol: int, payload: bytes, flags: int = 0x4000) -> bytes:
    """A packet without options; `flags` with the fragment offset."""
    length = 20 + len(payload)
    head = bytes((0x45, 0)) + length.to_bytes(2, "big") + bytes(2) + flags.to_bytes(2, "big") + bytes((64, protocol))
    addresses = SOURCE + DESTINATION
    checksum = internet_checksum(head + bytes(2) + addresses)
    return head + checksum.to_bytes(2, "big") + addresses + payload


def ipv6(protocol: int, payload: bytes) -> bytes:
    return b"\x60\0\0\0" + len(payload).to_bytes(2, "big") + bytes((protocol, 64)) + SOURCE6 + DESTINATION6 + payload


def summed(segment: bytes, protocol: int, offset: int, addresses: tuple[bytes, bytes] = (SOURCE, DESTINATION)) -> bytes:
    """The segment with its checksum filled in at `offset`."""
    blank = segment[:offset] + bytes(2) + segment[offset + 2 :]
    checksum = internet_checksum(pseudo_header(*addresses, protocol, len(segment)) + blank)
    return segment[:offset] + checksum.to_bytes(2, "big") + segment[offset + 2 :]


def tcp(
    options: bytes = b"",
    payload: bytes = b"",
    flags: int = 0x10,
    ports: tuple[int, int] = (51000, 1234),
    words: int | None = None,
    acknowledgment: int = 2000,
    urgent: int = 0,
) -> bytes:
    """A segment from sequence number 1000 with a good checksum; `words` is the header length it claims."""
    options += bytes(-len(options) % 4)
    words = 5 + len(options) // 4 if words is None else words
    head = b"".join(port.to_bytes(2, "big") for port in ports)
    head += (1000).to_bytes(4, "big") + acknowledgment.to_bytes(4, "big") + (words << 12 | flags).to_bytes(2, "big")
    head += (512).to_bytes(2, "big") + bytes(2) + urgent.to_bytes(2, "big")
    return summed(head + options + payload, 6, 16)


def udp(payload: bytes = b"hello", length: int | None = None, ports: tuple[int, int] = (51000, 1234)) -> bytes:
    """A datagram with a good checksum; `length` is what it claims."""
    length = 8 + len(payload) if length is None else length
    head = b"".join(number.to_bytes(2, "big") for number in (*ports, length, 0))
    return summed(head + payload, 17, 6)


def sctp(*chunks: bytes) -> bytes:
    """A packet with a good checksum."""
    head, body = (51000).to_bytes(2, "big") + (1234).to_bytes(2, "big") + b"\1\2\3\4", b"".join(chunks)
    return head + crc32c(head + bytes(4) + body).to_bytes(4, "little") + body


def chunk(kind: int, body: bytes = b"", flags: int = 0, length: int | None = None) -> bytes:
    length = 4 + len(body) if length is None else length
    return bytes((kind, flags)) + length.to_bytes(2, "big") + body + bytes(-len(body) % 4)


def parameter(kind: int, value: bytes = b"", length: int | None = None) -> bytes:
    """A parameter or an error cause."""
    length = 4 + len(value) if length is None else length
    return kind.to_bytes(2, "big") + length.to_bytes(2, "big") + value + bytes(-len(value) % 4)


def dissected(packet: bytes, captured: int | None = None) -> Dissection:
    """The dissection of an IP packet in Ethernet; `captured` is where the capture cut the packet."""
    ethertype = b"\x86\xdd" if packet[0] >> 4 == 6 else b"\x08\0"
    data = bytes(12) + ethertype + packet
    return dissect(Frame(data if captured is None else data[: 14 + captured], 1, original_length=len(data)))


def layer(dissection: Dissection, name: str) -> Layer[object]:  # type: ignore[type-var]
    return next(found for found in dissection.layers if found.protocol.name == name)


def values(dissection: Dissection, *names: str) -> list[object]:
    """The value of the first field of each name; None where there is none."""
    return [next((field.value for field in dissection.find(name)), None) for name in names]


def only(dissection: Dissection, name: str) -> Field:
    (field,) = dissection.find(name)
    return field


def info(dissection: Dissection, name: str) -> str:
    found = layer(dissection, name)
    assert found.protocol.info is not None
    return found.protocol.info(found)
