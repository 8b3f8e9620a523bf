"""ICMP extensions (RFC 4884 §7): what routers add behind the packet that an error quotes; the same for ICMPv6."""

from __future__ import annotations

from typing import Any

from dissectors.checksum import internet_checksum
from dissectors.checksum_verdict import NOT_PRESENT, ChecksumVerdict, checksum_fields
from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, bits, flag, group, ipv4, ipv6, octets, string, u8, u16, u32
from dissectors.header import Header
from dissectors.internet.option import option
from dissectors.protocol import Layer
from dissectors.verification import CUT

IPV4_FAMILY, IPV6_FAMILY = 1, 2
CLASSES = {1: "MPLS Label Stack Class", 2: "Interface Information Object", 3: "Interface Identification Object"}
ROLES = {
    0: "IP interface upon which datagram arrived",
    1: "sub-IP component of an IP interface upon which datagram arrived",
    2: "IP interface through which datagram would be forwarded",
    3: "IP next-hop to which datagram would be forwarded",
}
PRESENT = ("Not Present", "Present")
OBJECT_HEAD = 4


class ExtensionHeader(Header):
    """RFC 4884 §7."""

    version = bits(4, "icmp.ext.version", "Version", explain="Always 2 (RFC 4884 §7).")
    reserved = bits(12, "icmp.ext.res", "Reserved", hex_digits=4)
    checksum = u16(
        "icmp.ext.checksum", "Checksum", hex_digits=4, explain="Over the extensions alone; 0 for none (RFC 4884 §7)."
    )


class ObjectHeader(Header):
    """RFC 4884 §7.1, without the last byte, which means something else in each class."""

    length = u16(
        "icmp.ext.length", "Length", explain="Bytes of the object, its own head of 4 included (RFC 4884 §7.1)."
    )
    object_class = u8(
        "icmp.ext.class",
        "Class",
        values=CLASSES,
        explain="What kind of thing the router tells: 1 is MPLS labels, 2 its interface (RFC 4884 §7.1).",
    )


class LabelStackEntry(Header):
    """RFC 4950 §3: a label of the MPLS packet that could not be forwarded."""

    label = bits(20, "icmp.mpls.label", "Label", explain="The label that the packet arrived with (RFC 4950 §3).")
    experimental = bits(3, "icmp.mpls.exp", "Experimental")
    bottom = flag("icmp.mpls.s", "Stack bit")
    ttl = u8(
        "icmp.mpls.ttl", "Time to live", explain="Routers still allowed to forward it, by its label (RFC 4950 §3)."
    )


class InterfaceRole(Header):
    """RFC 5837 §4.1: the C-Type says whose interface is meant and what is told of it."""

    role = bits(2, "icmp.int_info.role", "Interface Role", values=ROLES)
    reserved = bits(2, "icmp.int_info.reserved", "Reserved")
    index = flag("icmp.int_info.ifindex", "ifIndex", values=PRESENT)
    address = flag("icmp.int_info.ipaddr", "IP Address", values=PRESENT)
    name = flag("icmp.int_info.name_present", "Interface Name", values=PRESENT)
    mtu = flag("icmp.int_info.mtu_present", "MTU", values=PRESENT)


class IdentifiedAddress(Header):
    """RFC 8335 §2.1."""

    family = u16("icmp.int_ident.afi", "Address Family Identifier")
    length = u8("icmp.int_ident.addr_length", "Address Length")
    reserved = octets("icmp.int_ident.reserved", "Reserved", length=1)


EXTENSIONS = group(
    "icmp.ext",
    "ICMP Multi-Part Extensions",
    explain="What the router tells beyond the error itself, behind the packet it quotes (RFC 4884 §7).",
)
CHECKSUM = checksum_fields("icmp.ext", "icmp.ext.checksum_bad")
OBJECT = group("", "Object")
INVALID = group("", "Invalid object")
C_TYPE = u8("icmp.ext.ctype", "C-Type", explain="Which form of its class this is (RFC 4884 §7.1).")
CONTENT = octets("icmp.ext.data", "Data")
LABELS = group("", "Label")
INDEX = u32("icmp.int_info.index", "Interface Index")
FAMILY = u16("icmp.int_info.afi", "Address Family Identifier")
RESERVED = octets("icmp.reserved", "Reserved")
ADDRESS4 = ipv4("icmp.int_info.ipv4", "Source")
ADDRESS6 = ipv6("icmp.int_info.ipv6", "Source")
ADDRESS_UNKNOWN = octets("icmp.int_info.ipunknown", "Source")
NAME_LENGTH = u8("icmp.int_info.name_length", "Name Length")
NAME = string("icmp.int_info.name", "Name")
MTU = u32("icmp.int_info.mtu", "Maximum Transmission Unit")
IDENTIFIED_NAME = string("icmp.int_ident.name", "Name")
IDENTIFIED_INDEX = u32("icmp.int_ident.index", "Interface Index")
IDENTIFIED4 = ipv4("icmp.int_ident.ipv4", "Address")
IDENTIFIED6 = ipv6("icmp.int_ident.ipv6", "Address")
IDENTIFIED_UNKNOWN = octets("icmp.int_ident.address", "Address")


def read_extensions(layer: Layer[Any], cursor: Cursor) -> None:
    """Read the extension structure that begins here, up to the cursor's end; other versions leave a head only."""
    start = cursor.position
    content = cursor.peek(cursor.remaining)
    with cursor.node(EXTENSIONS):
        header = cursor.header(ExtensionHeader)
        CHECKSUM.tell(layer, cursor.fields, cursor.fields[-1], _verdict(layer, header.checksum, content))
        if header.version not in (1, 2):
            cursor.fields[0].shown = f"{header.version} (unknown version)"
            cursor.position = cursor.stop
        while cursor.remaining >= OBJECT_HEAD:
            length = min(cursor.number(2), cursor.remaining)
            if length < OBJECT_HEAD:
                cursor.header(ObjectHeader)
                break
            _read_object(cursor, length)
    cursor.position = max(cursor.position, start)


def _verdict(layer: Layer[Any], checksum: int, content: bytes) -> ChecksumVerdict:
    """RFC 4884 §7: over the whole structure; 0 means that there is none."""
    if checksum == 0:
        return ChecksumVerdict(NOT_PRESENT)
    if layer.stop < layer.reported_stop:
        return CUT
    first, last = ExtensionHeader.checksum.first_byte, ExtensionHeader.checksum.last_byte
    return ChecksumVerdict.comparing(checksum, internet_checksum(content[:first] + content[last:]))


def _read_object(cursor: Cursor, length: int) -> None:
    with option(cursor, OBJECT, f"Object ({length} bytes)", length, INVALID) as node:
        header = cursor.header(ObjectHeader)
        kind = cursor.number(1)
        if header.object_class == 1 and kind == 1:
            node.heading = "MPLS Stack Entry"
            cursor.take(C_TYPE)
            while cursor.remaining >= LabelStackEntry.size:
                _read_label(cursor)
        elif header.object_class == 2:
            node.heading = "Interface Information Object"
            _read_interface(cursor)
        elif header.object_class == 3 and kind in (1, 2, 3):
            node.heading = "Interface Identification Object"
            cursor.take(C_TYPE)
            _read_identification(cursor, kind)
        else:
            node.heading = f"Unknown object ({header.object_class}/{kind})"
            cursor.take(C_TYPE)
            if cursor.remaining:
                cursor.take(CONTENT, cursor.remaining)


def _read_label(cursor: Cursor) -> None:
    with cursor.node(LABELS) as node:
        entry = cursor.header(LabelStackEntry)
    node.heading = f"Label: {entry.label}, Exp: {entry.experimental}, S: {entry.bottom}, TTL: {entry.ttl}"


def _read_interface(cursor: Cursor) -> None:
    cursor.add(C_TYPE, cursor.number(1), cursor.position, cursor.position + 1)
    role = cursor.header(InterfaceRole)
    if role.index:
        cursor.take(INDEX)
    if role.address:
        family = cursor.take(FAMILY)
        cursor.take(RESERVED, 2)
        if family in (IPV4_FAMILY, IPV6_FAMILY):
            spec: AnySpec = ADDRESS4 if family == IPV4_FAMILY else ADDRESS6
            cursor.take(spec)
        else:
            cursor.take(ADDRESS_UNKNOWN, cursor.remaining)
    if role.name:
        length = cursor.take(NAME_LENGTH)
        cursor.take(NAME, max(length - 1, 0))
    if role.mtu:
        cursor.take(MTU)


def _read_identification(cursor: Cursor, kind: int) -> None:
    if kind == 1:
        cursor.take(IDENTIFIED_NAME, cursor.remaining)
    elif kind == 2:
        cursor.take(IDENTIFIED_INDEX)
    else:
        head = cursor.header(IdentifiedAddress)
        known: dict[int, tuple[Any, int]] = {IPV4_FAMILY: (IDENTIFIED4, 4), IPV6_FAMILY: (IDENTIFIED6, 16)}
        spec, size = known.get(head.family, (IDENTIFIED_UNKNOWN, 0))
        if not size:
            cursor.take(spec, cursor.remaining)
        for _ in range(min(head.length, cursor.remaining) // size if size else 0):
            cursor.take(spec)
