"""Router advertisements of ICMP (RFC 1256 §3) with the extensions of Mobile IPv4 (RFC 5944 §2.1)."""

from __future__ import annotations

from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import SIGNED, FieldSpec, bits, flag, group, ipv4, octets, u8, u16
from dissectors.header import Header
from dissectors.internet.option import option
from dissectors.protocol import Layer

EXTENSIONS = {
    0: "One byte padding extension",
    16: "Mobility Agent Advertisement Extension",
    19: "Prefix Lengths Extension",
    24: "Challenge Extension",
}


class MobilityAgent(Header):
    """RFC 5944 §2.1.1."""

    sequence = u16("icmp.mip.seq", "Sequence Number")
    lifetime = u16("icmp.mip.life", "Registration Lifetime", unit="seconds")
    flags = u16(
        "icmp.mip.flags",
        "Flags",
        hex_digits=4,
        parts=(
            flag("icmp.mip.r", "Registration Required"),
            flag("icmp.mip.b", "Busy"),
            flag("icmp.mip.h", "Home Agent"),
            flag("icmp.mip.f", "Foreign Agent"),
            flag("icmp.mip.m", "Minimal Encapsulation"),
            flag("icmp.mip.g", "GRE"),
            flag("icmp.mip.v", "VJ Comp"),
            flag("icmp.mip.rt", "Reverse tunneling"),
            flag("icmp.mip.u", "UDP tunneling"),
            flag("icmp.mip.x", "Revocation support"),
            bits(6, "icmp.mip.reserved", "Reserved", hex_digits=4),
        ),
    )


ROUTER = ipv4("icmp.router_address", "Router address", explain="A router that others may use (RFC 1256 §3).")
PREFERENCE: FieldSpec[int] = FieldSpec("icmp.pref_level", "Preference level", SIGNED, 32)
EXTENSION = group("", "Extension")
INVALID = group("", "Invalid extension")
TYPE = u8("icmp.mip.type", "Extension Type", values=EXTENSIONS)
LENGTH = u8("icmp.mip.length", "Length")
CARE_OF_ADDRESS = ipv4("icmp.mip.coa", "Care-Of-Address")
PREFIX_LENGTH = u8("icmp.mip.prefixlength", "Prefix Length")
CHALLENGE = octets("icmp.mip.challenge", "Challenge")
CONTENT = octets("icmp.mip.content", "Content")


def read_advertisement(layer: Layer[Any], cursor: Cursor, count: int, entry_size: int, code: int) -> None:
    """Read `count` router addresses of `entry_size` words each, then the extensions of Mobile IP."""
    if entry_size != 2:
        if cursor.remaining:
            cursor.take(CONTENT, cursor.remaining)
        return
    for _ in range(count):
        cursor.take(ROUTER)
        cursor.take(PREFERENCE)
    while code in (0, 16) and cursor.remaining > 0:
        _read_extension(cursor)


def _read_extension(cursor: Cursor) -> None:
    kind = cursor.number(1)
    length = 1 if kind == 0 else cursor.number(1, 1) + 2
    cursor.need(length)
    with option(cursor, EXTENSION, f"Ext: {EXTENSIONS.get(kind, f'Unknown ext {kind}')}", length, INVALID):
        cursor.take(TYPE)
        if kind == 0:
            return
        cursor.take(LENGTH)
        if kind == 16:
            cursor.header(MobilityAgent)
            while cursor.remaining >= 4:
                cursor.take(CARE_OF_ADDRESS)
        elif kind == 19:
            while cursor.remaining:
                cursor.take(PREFIX_LENGTH)
        else:
            cursor.take(CHALLENGE if kind == 24 else CONTENT, cursor.remaining)
