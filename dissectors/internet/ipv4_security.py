"""The security options of IPv4: basic and extended (RFC 1108), and the older form (RFC 791 §3.1)."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import Field, bits, flag, octets, string, u8, u16
from dissectors.header import Header
from dissectors.protocol import Layer

RFC791_LEVELS = {
    0x0000: "Unclassified",
    0xF135: "Confidential",
    0x789A: "EFTO",
    0xBC4D: "MMMM",
    0x5E26: "PROG",
    0xAF13: "Restricted",
    0xD788: "Secret",
    0x6BC5: "Top secret",
    **dict.fromkeys((0x35E2, 0x9AF1, 0x4D78, 0x24BD, 0x135E, 0x89AF, 0xC4D6, 0xE26B), "Reserved"),
}
LEVELS = {
    0x01: "Reserved 4",
    0x3D: "Top secret",
    0x5A: "Secret",
    0x96: "Confidential",
    0x66: "Reserved 3",
    0xCC: "Reserved 2",
    0xAB: "Unclassified",
    0xF1: "Reserved 1",
}
PROTECTED = ("Datagram not protected in accordance with its rules", "Datagram protected in accordance with its rules")
MORE = ("Final octet", "Additional octet present")


class SecurityRFC791(Header):
    """RFC 791 §3.1, "Security"."""

    level = u16("ip.opt.sec_rfc791_sec", "Security", values=RFC791_LEVELS, hex_digits=4)
    compartments = u16("ip.opt.sec_rfc791_comp", "Compartments")


class FirstAuthorities(Header):
    """RFC 1108 §2.3: the first byte of the protection authority flags."""

    flags = u8(
        "ip.opt.sec_prot_auth_flags",
        "Protection Authority Flags",
        hex_digits=2,
        parts=(
            flag("ip.opt.sec_prot_auth_genser", "GENSER", values=PROTECTED),
            flag("ip.opt.sec_prot_auth_siop_esi", "SIOP-ESI", values=PROTECTED),
            flag("ip.opt.sec_prot_auth_sci", "SCI", values=PROTECTED),
            flag("ip.opt.sec_prot_auth_nsa", "NSA", values=PROTECTED),
            flag("ip.opt.sec_prot_auth_doe", "DOE", values=PROTECTED),
            bits(2, "ip.opt.sec_prot_auth_unassigned", "Unassigned", hex_digits=2),
            flag("ip.opt.sec_prot_auth_fti", "Field Termination Indicator", values=MORE),
        ),
    )


class FurtherAuthorities(Header):
    """RFC 1108 §2.3: the bytes behind the first."""

    flags = u8(
        "ip.opt.sec_prot_auth_flags",
        "Protection Authority Flags",
        hex_digits=2,
        parts=(
            bits(7, "ip.opt.sec_prot_auth_unassigned", "Unassigned", hex_digits=2),
            flag("ip.opt.sec_prot_auth_fti", "Field Termination Indicator", values=MORE),
        ),
    )


HANDLING = string("ip.opt.sec_rfc791_hr", "Handling Restrictions")
CONTROL = string("ip.opt.sec_rfc791_tcc", "Transmission Control Code")
LEVEL = u8("ip.opt.sec_cl", "Classification Level", values=LEVELS, hex_digits=2)
FORMAT = u8("ip.opt.ext_sec_add_sec_info_format_code", "Additional Security Info Format Code", hex_digits=2)
INFO = octets("ip.opt.ext_sec_add_sec_info", "Additional Security Info")


def read_security(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    """Eleven bytes that open with a level of RFC 791 are read by it, all others by RFC 1108."""
    if cursor.remaining == 9 and cursor.number(2) in RFC791_LEVELS:
        cursor.header(SecurityRFC791)
        cursor.take(HANDLING, 2)
        cursor.take(CONTROL, 3)
        return
    cursor.take(LEVEL)
    kind: type[FirstAuthorities | FurtherAuthorities] = FirstAuthorities
    while cursor.remaining and cursor.header(kind).flags & 1:
        kind = FurtherAuthorities


def read_extended_security(cursor: Cursor, node: Field, layer: Layer[Any]) -> None:
    cursor.take(FORMAT)
    if cursor.remaining:
        cursor.take(INFO, cursor.remaining)
