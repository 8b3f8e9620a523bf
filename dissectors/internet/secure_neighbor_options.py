"""Neighbor discovery options that carry keys, names and other mobility and low-power matters.

SEND (RFC 3971), fast handovers (RFC 5568), registration in low-power networks (RFC 6775).
"""

from __future__ import annotations

from collections.abc import Callable

from dissectors.cursor import Cursor
from dissectors.fields import ABSOLUTE_TIME, EUI64, FieldSpec, bits, group, ipv6, octets, string, u8, u16, u32
from dissectors.header import Header

NAME_TYPES = {1: "DER Encoded X.501 Name", 2: "FQDN", 3: "SHA-1 Subject Key Identifier (SKI)"}
CERTIFICATES = {1: "X.509v3 Certificate"}
STATUSES = {0: "Success", 1: "Duplicate Exists", 2: "Neighbor Cache Full"}
ADDRESSES = {1: "Old Care-of Address", 2: "New Care-of Address", 3: "NAR's IP address", 4: "NAR's Prefix"}
LINK_CODES = {
    0: "Wildcard",
    1: "Link-layer Address of the New Access Point",
    2: "Link-layer Address of the MN",
    3: "Link-layer Address of the NAR",
    4: "Link-layer Address of the source",
    5: "The AP belongs to the current interface of the router",
    6: "No prefix information available",
    7: "No fast handovers support available",
}


class BorderRouter(Header):
    """RFC 6775 §4.3."""

    low = u16("icmpv6.opt.abro.version_low", "Version Low")
    high = u16("icmpv6.opt.abro.version_high", "Version High")
    lifetime = u16("icmpv6.opt.abro.valid_lifetime", "Valid Lifetime", unit="minutes")
    address = ipv6("icmpv6.opt.abro.6lbr_address", "6LBR Address")


class Capabilities(Header):
    """RFC 7400 §3.3."""

    unassigned = bits(15, "icmpv6.opt.6cio.unassigned1", "Unassigned", hex_digits=4)
    compression = bits(1, "icmpv6.opt.6cio.flag_g", "G", hex_digits=4)
    rest = u32("icmpv6.opt.6cio.unassigned2", "Unassigned", hex_digits=8)


class CareOfAddress(Header):
    """RFC 5568 §6.4.1."""

    code = u8("icmpv6.opt.ipa.option_code", "Option-code", values=ADDRESSES)
    length = u8("icmpv6.opt.ipa.prefix_len", "Prefix Length")


RESERVED = group("icmpv6.opt.reserved", "Reserved")
PADDING = group("icmpv6.opt.padding", "Padding")
PAD_LENGTH = u8("icmpv6.opt.cga.pad_length", "Pad Length")
CGA = octets("icmpv6.opt.cga", "CGA")
MODIFIER = octets("icmpv6.opt.cga.modifier", "Modifier")
SUBNET = octets("icmpv6.opt.cga.subnet_prefix", "Subnet Prefix")
COUNT = octets("icmpv6.opt.cga.count", "Count")
PUBLIC_KEY = group("icmpv6.opt.cga.subject_public_key_info", "Subject Public Key Info")
KEY_HASH = octets("icmpv6.opt.rsa.key_hash", "Key Hash")
SIGNATURE = group("icmpv6.opt.digital_signature_padding", "Digital Signature and Padding")
TIMESTAMP: FieldSpec[int] = FieldSpec("icmpv6.opt.timestamp", "Timestamp", ABSOLUTE_TIME)
NONCE = octets("icmpv6.opt.nonce", "Nonce")
NAME_TYPE = u8("icmpv6.opt.name_type", "Name Type", values=NAME_TYPES)
NAME_PADDING = u8("icmpv6.opt.cga.pad_length", "Pad Length")
X501_NAME = octets("icmpv6.opt.name_x501", "DER Encoded X.501 Name")
FQDN = string("icmpv6.opt.name_type.fqdn", "FQDN")
CERTIFICATE_TYPE = u8("icmpv6.opt.name_type", "Cert Type", values=CERTIFICATES)
CERTIFICATE = group("icmpv6.opt.certificate_padding", "Certificate and Padding")
LINK_CODE = u8("icmpv6.opt.lla.option_code", "Option-code", values=LINK_CODES)
LINK_BYTES = octets("icmpv6.opt.lla.bytes", "Link-Layer Address")
CARE_OF = ipv6("icmpv6.opt.ipa.ipv6_address", "IPv6 Address")
STATUS = u8("icmpv6.opt.aro.status", "Status", values=STATUSES)
REGISTRATION_LIFETIME = u16("icmpv6.opt.aro.registration_lifetime", "Registration Lifetime", unit="minutes")
OWNER: FieldSpec[bytes] = FieldSpec("icmpv6.opt.aro.eui64", "EUI-64", EUI64, 64)


def _cga(cursor: Cursor) -> str:
    """RFC 3971 §5.1, RFC 3972 §3."""
    padding = cursor.take(PAD_LENGTH)
    cursor.take(RESERVED, 1)
    with cursor.node(CGA):
        cursor.take(MODIFIER, 16)
        cursor.take(SUBNET, 8)
        cursor.take(COUNT, 1)
        cursor.take(PUBLIC_KEY, cursor.remaining - min(padding, cursor.remaining))
    if cursor.remaining:
        cursor.take(PADDING, cursor.remaining)
    return ""


def _signature(cursor: Cursor) -> str:
    cursor.take(RESERVED, 2)
    cursor.take(KEY_HASH, 16)
    cursor.take(SIGNATURE, cursor.remaining)
    return ""


def _timestamp(cursor: Cursor) -> str:
    """RFC 3971 §5.3.1: 48 bits of seconds since 1970 and 16 bits of fraction."""
    cursor.take(RESERVED, 6)
    fixed_point = cursor.number(8)
    time = (fixed_point >> 16) * 1_000_000_000 + (fixed_point & 0xFFFF) * 1_000_000_000 // 65536
    cursor.add(TIMESTAMP, time, cursor.position, cursor.position + 8)
    cursor.skip(8)
    return ""


def _nonce(cursor: Cursor) -> str:
    cursor.take(NONCE, cursor.remaining)
    return ""


def _anchor(cursor: Cursor) -> str:
    kind = cursor.take(NAME_TYPE)
    padding = min(cursor.take(NAME_PADDING), cursor.remaining)
    length = cursor.remaining - padding
    told = cursor.take(FQDN, length) if kind == 2 else ""
    if kind != 2:
        cursor.take(X501_NAME, length)
    if cursor.remaining:
        cursor.take(PADDING, cursor.remaining)
    return told


def _certificate(cursor: Cursor) -> str:
    cursor.take(CERTIFICATE_TYPE)
    cursor.take(RESERVED, 1)
    cursor.take(CERTIFICATE, cursor.remaining)
    return ""


def _care_of_address(cursor: Cursor) -> str:
    cursor.header(CareOfAddress)
    cursor.take(RESERVED, 4)
    return CARE_OF.text(cursor.take(CARE_OF))


def _link_layer(cursor: Cursor) -> str:
    cursor.take(LINK_CODE)
    return cursor.take(LINK_BYTES, cursor.remaining).hex(":")


def _registration(cursor: Cursor) -> str:
    cursor.take(STATUS)
    cursor.take(RESERVED, 3)
    cursor.take(REGISTRATION_LIFETIME)
    return cursor.take(OWNER).hex(":")


def _border_router(cursor: Cursor) -> str:
    return BorderRouter.address.text(cursor.header(BorderRouter).address)


def _capabilities(cursor: Cursor) -> str:
    cursor.header(Capabilities)
    return ""


SECURE_KINDS: dict[int, Callable[[Cursor], str]] = {
    11: _cga,
    12: _signature,
    13: _timestamp,
    14: _nonce,
    15: _anchor,
    16: _certificate,
    17: _care_of_address,
    19: _link_layer,
    33: _registration,
    35: _border_router,
    36: _capabilities,
}
