"""ARP (RFC 826), and RARP and Inverse ARP, which have its format: from an IP address to a hardware address."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import BOOLEAN, AnySpec, generated, ipv4, mac, octets, u8, u16
from dissectors.header import Header
from dissectors.names.arp import FAMILIES, OPERATIONS
from dissectors.names.ethertypes import ETHERTYPES, IPV4
from dissectors.names.hardware_types import ATM, ETHERNET, HARDWARE_TYPES, IEEE_802
from dissectors.protocol import Layer, Protocol

FIXED_BYTES = 8
REQUEST, REPLY, DRARP_ERROR, NAK = 1, 2, 7, 10
REVERSE_REQUESTS, REVERSE_REPLIES = (3, 5, 8), (4, 6)
INVERSE_REPLY = 9

SENDER_MAC = mac(
    "arp.src.hw_mac", "Sender MAC address", explain="Who sends this, and in a reply the answer itself (RFC 826)."
)
SENDER_HARDWARE = octets(
    "arp.src.hw",
    "Sender hardware address",
    explain="Who sends this, on a link whose addresses are not Ethernet's (RFC 826).",
)
SENDER_IPV4 = ipv4(
    "arp.src.proto_ipv4",
    "Sender IP address",
    explain="The sender's address; all zeros in a probe, which asks before it uses an address (RFC 5227 §1.1).",
)
SENDER_PROTOCOL = octets(
    "arp.src.proto", "Sender protocol address", explain="The sender's address, of a protocol other than IPv4 (RFC 826)."
)
TARGET_MAC = mac(
    "arp.dst.hw_mac", "Target MAC address", explain="What a request asks for, hence empty there (RFC 826)."
)
TARGET_HARDWARE = octets(
    "arp.dst.hw",
    "Target hardware address",
    explain="What a request asks for, on a link whose addresses are not Ethernet's (RFC 826).",
)
TARGET_IPV4 = ipv4("arp.dst.proto_ipv4", "Target IP address", explain="Whose hardware address is asked for (RFC 826).")
TARGET_PROTOCOL = octets(
    "arp.dst.proto",
    "Target protocol address",
    explain="Whose hardware address is asked for, by a protocol other than IPv4 (RFC 826).",
)
ERROR_STATUS = u16("arp.dst.drarp_error_status", "DRARP error status", explain="Why no address was given (RFC 1931).")

IS_GRATUITOUS = generated(
    BOOLEAN,
    "arp.isgratuitous",
    "Is gratuitous",
    explain="Sender and target are the same address: nobody is asked, all are told (RFC 5227 §3).",
)
IS_PROBE = generated(
    BOOLEAN,
    "arp.isprobe",
    "Is probe",
    explain="Asks whether an address is in use before taking it, and so has none to send from (RFC 5227 §1.1).",
)
IS_ANNOUNCEMENT = generated(
    BOOLEAN,
    "arp.isannouncement",
    "Is announcement",
    explain="Tells all that the sender now uses the address (RFC 5227 §1.1).",
)


class ARPHeader(Header):
    """RFC 826: what kinds of address follow, and what is wanted."""

    hardware_type = u16(
        "arp.hw.type",
        "Hardware type",
        values=HARDWARE_TYPES,
        explain="Which kind of link the hardware addresses belong to: 1 is Ethernet (RFC 826).",
    )
    protocol_type = u16(
        "arp.proto.type",
        "Protocol type",
        values=ETHERTYPES,
        hex_digits=4,
        explain="Whose addresses are looked up, by ethertype: 0x0800 is IPv4 (RFC 826).",
    )
    hardware_size = u8("arp.hw.size", "Hardware size", explain="Bytes of a hardware address: 6 on Ethernet.")
    protocol_size = u8("arp.proto.size", "Protocol size", explain="Bytes of a protocol address: 4 for IPv4.")
    operation = u16(
        "arp.opcode",
        "Opcode",
        values=OPERATIONS,
        explain="1 asks who has an address, 2 answers; others are for other questions (RFC 826).",
    )


def total_length(header: ARPHeader) -> int:
    return FIXED_BYTES + 2 * (header.hardware_size + header.protocol_size)


def is_mac(header: ARPHeader) -> bool:
    return header.hardware_type in (ETHERNET, IEEE_802) and header.hardware_size == 6


def is_ipv4(header: ARPHeader) -> bool:
    return header.protocol_type == IPV4 and header.protocol_size == 4


def addresses(layer: Layer[ARPHeader]) -> tuple[bytes, bytes, bytes, bytes]:
    """Sender's hardware and protocol address, target's hardware and protocol address."""
    header, position = layer.header, layer.start + FIXED_BYTES
    found = []
    for size in (header.hardware_size, header.protocol_size) * 2:
        found.append(layer.frame.data[position : min(position + size, layer.stop)])
        position += size
    return found[0], found[1], found[2], found[3]


def is_whole(layer: Layer[ARPHeader]) -> bool:
    """All four addresses are there, in the usual layout."""
    return layer.stop - layer.start >= total_length(layer.header) and layer.header.hardware_type not in ATM


def is_gratuitous(layer: Layer[ARPHeader]) -> bool:
    if not is_whole(layer):
        return False
    _, sender, _, target = addresses(layer)
    return layer.header.operation in (REQUEST, REPLY) and len(sender) > 0 and sender == target


def is_probe(layer: Layer[ARPHeader]) -> bool:
    if not is_whole(layer) or is_gratuitous(layer):
        return False
    return layer.header.operation == REQUEST and not any(addresses(layer)[1][:4])


def is_announcement(layer: Layer[ARPHeader]) -> bool:
    return layer.header.operation == REQUEST and is_gratuitous(layer) and not any(addresses(layer)[2][:6])


def details(layer: Layer[ARPHeader], cursor: Cursor) -> None:
    header = layer.header
    layer.protocol_name = FAMILIES.get(header.operation, "ARP")
    if header.hardware_type in ATM:
        cursor.skip(cursor.remaining)
        return
    told = ((IS_GRATUITOUS, is_gratuitous), (IS_PROBE, is_probe), (IS_ANNOUNCEMENT, is_announcement))
    for spec, holds in told:
        if holds(layer):
            cursor.conclude(spec, 1)
    hardware, protocol = header.hardware_size, header.protocol_size
    take_address(cursor, SENDER_MAC if is_mac(header) else SENDER_HARDWARE, hardware)
    take_address(cursor, SENDER_IPV4 if is_ipv4(header) else SENDER_PROTOCOL, protocol)
    take_address(cursor, TARGET_MAC if is_mac(header) else TARGET_HARDWARE, hardware)
    if header.operation == DRARP_ERROR and protocol >= 2:
        cursor.take(ERROR_STATUS)
        cursor.skip(protocol - 2)
    else:
        take_address(cursor, TARGET_IPV4 if is_ipv4(header) else TARGET_PROTOCOL, protocol)


def take_address(cursor: Cursor, spec: AnySpec, size: int) -> None:
    if size:
        cursor.take(spec, size)


def operation_text(layer: Layer[ARPHeader]) -> str:
    if is_announcement(layer):
        return "ARP Announcement"
    if is_probe(layer):
        return "ARP Probe"
    operation = layer.header.operation
    if operation not in OPERATIONS:
        return f"opcode 0x{operation:04x}"
    return OPERATIONS[operation] + ("/gratuitous ARP" if is_gratuitous(layer) else "")


def info(layer: Layer[ARPHeader]) -> str:
    header = layer.header
    if not is_whole(layer):
        return f"ARP {operation_text(layer)}"
    sender_hardware, sender, target_hardware, target = addresses(layer)
    here, there = hardware_text(header, sender_hardware), hardware_text(header, target_hardware)
    source, wanted = protocol_text(header, sender), protocol_text(header, target)
    operation = header.operation
    if is_announcement(layer):
        return f"ARP Announcement for {wanted}"
    if is_gratuitous(layer):
        return f"Gratuitous ARP for {wanted} ({'Request' if operation == REQUEST else 'Reply'})"
    if is_probe(layer):
        return f"Who has {wanted}? (ARP Probe)"
    if operation == REQUEST:
        return f"Who has {wanted}? Tell {source}"
    if operation == REPLY:
        return f"{source} is at {here}"
    if operation in REVERSE_REQUESTS:
        return f"Who is {there}? Tell {here}"
    if operation in REVERSE_REPLIES:
        return f"{there} is at {wanted}"
    if operation == INVERSE_REPLY:
        return f"{here} is at {source}"
    known = {DRARP_ERROR: "DRARP Error", NAK: "ARP NAK"}
    return known.get(operation, f"{OPERATIONS.get(operation, f'Unknown ARP opcode 0x{operation:04x}')}")


def hardware_text(header: ARPHeader, address: bytes) -> str:
    if not address:
        return "<No address>"
    return SENDER_MAC.text(address) if is_mac(header) else address.hex()


def protocol_text(header: ARPHeader, address: bytes) -> str:
    if not address:
        return "<No address>"
    return SENDER_IPV4.text(int.from_bytes(address, "big")) if is_ipv4(header) else address.hex()


ARP = Protocol(
    name="arp",
    title="Address Resolution Protocol",
    short="ARP",
    references=("RFC 826", "RFC 903", "RFC 2390", "RFC 5227"),
    limitations=("ATM's and AX.25's own layouts of addresses are not decoded",),
    explain="Asks all machines of the link which of them has an IP address, to learn its hardware address.",
    header=ARPHeader,
    rides_on=(("ethertype", 0x0806), ("ethertype", 0x8035)),
    length=total_length,
    header_length=total_length,
    details=details,
    heading=lambda layer: f"Address Resolution Protocol ({operation_text(layer)})",
    info=info,
)

PROTOCOLS = (ARP,)
