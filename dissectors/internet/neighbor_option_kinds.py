"""What each neighbor discovery option holds, behind its type and length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from dissectors.cursor import Cursor
from dissectors.fields import (
    BYTES,
    EUI64,
    IPV6,
    AnySpec,
    FieldSpec,
    Value,
    bits,
    flag,
    generated,
    group,
    ipv6,
    string,
    u8,
    u16,
    u32,
)
from dissectors.header import Header
from dissectors.internet.secure_neighbor_options import SECURE_KINDS

Read = Callable[[Cursor], str]
"""Reads an option's content and gives what belongs into its line, or nothing."""

INFINITY = 0xFFFFFFFF
PREFERENCES = {0: "Medium", 1: "High", 2: "Reserved", 3: "Low"}
"""Of a router or a route (RFC 4191 §2.1)."""


def lifetime(seconds: int) -> str:
    """Seconds, of which the largest number means for ever (RFC 4861 §4.6.2)."""
    return f"Infinity ({seconds})" if seconds == INFINITY else f"{seconds} seconds"


def _colons(value: Value) -> str:
    return cast(bytes, value).hex(":")


COLON_BYTES = replace(BYTES, show=_colons, printed=_colons)


class PrefixHead(Header):
    """RFC 4861 §4.6.2, RFC 6275 §7.2."""

    length = u8(
        "icmpv6.opt.prefix.length",
        "Prefix Length",
        explain="How many bits of the address all machines of the network share (RFC 4861 §4.6.2).",
    )
    flags = u8(
        "icmpv6.opt.prefix.flag",
        "Flag",
        hex_digits=2,
        parts=(
            flag(
                "icmpv6.opt.prefix.flag.l",
                "On-link flag(L)",
                explain="Addresses with this prefix are reached without a router (RFC 4861 §4.6.2).",
            ),
            flag(
                "icmpv6.opt.prefix.flag.a",
                "Autonomous address-configuration flag(A)",
                explain="A machine may make itself an address from this prefix (RFC 4862 §5.5.3).",
            ),
            flag("icmpv6.opt.prefix.flag.r", "Router address flag(R)"),
            bits(5, "icmpv6.opt.prefix.flag.reserved", "Reserved"),
        ),
    )
    valid = u32(
        "icmpv6.opt.prefix.valid_lifetime",
        "Valid Lifetime",
        show=lifetime,
        explain="How long addresses with the prefix may be used (RFC 4861 §4.6.2).",
    )
    preferred = u32(
        "icmpv6.opt.prefix.preferred_lifetime",
        "Preferred Lifetime",
        show=lifetime,
        explain="How long they may be used for new connections (RFC 4861 §4.6.2, RFC 4862 §5.5.4).",
    )


class RouteHead(Header):
    """RFC 4191 §2.3."""

    length = u8(
        "icmpv6.opt.prefix.length",
        "Prefix Length",
        explain="How many bits of the address all machines of the network share (RFC 4861 §4.6.2).",
    )
    flags = u8(
        "icmpv6.opt.route_info.flag",
        "Flag",
        hex_digits=2,
        parts=(
            bits(3, "icmpv6.opt.route_info.flag.reserved", "Reserved"),
            bits(2, "icmpv6.opt.route_info.flag.route_preference", "Route Preference", values=PREFERENCES),
            bits(3, "", ""),
        ),
    )
    lifetime = u32("icmpv6.opt.route_lifetime", "Route Lifetime", show=lifetime)


class Agent(Header):
    """RFC 6275 §7.4."""

    preference = u16("icmpv6.opt.home_agent_preference", "Home Agent Preference")
    lifetime = u16("icmpv6.opt.home_agent_lifetime", "Home Agent Lifetime")


class Anchor(Header):
    """RFC 5380 §6: a mobility anchor point."""

    distance = bits(4, "icmpv6.opt.map.distance", "Distance")
    preference = bits(4, "icmpv6.opt.map.preference", "Preference")
    flags = u8(
        "icmpv6.opt.map.flag",
        "Flag",
        hex_digits=2,
        parts=(
            flag("icmpv6.opt.map.flag.r", "RCoA Flag"),
            bits(7, "icmpv6.opt.map.flag.reserved", "Reserved"),
        ),
    )
    valid = u32("icmpv6.opt.map.valid_lifetime", "Valid Lifetime", show=lifetime)
    address = ipv6("icmpv6.opt.map.global_address", "Global Address")


class FlagsExpansion(Header):
    """RFC 5175 §4: the first two bytes."""

    flags = u16(
        "icmpv6.opt.efo",
        "Flags Expansion Option",
        hex_digits=4,
        parts=(
            flag("icmpv6.opt.efo.m", "Managed address configuration"),
            flag("icmpv6.opt.efo.o", "Other configuration"),
            flag("icmpv6.opt.efo.h", "Home Agent"),
            bits(2, "icmpv6.opt.efo.prf", "Prf (Default Router Preference)", values=PREFERENCES),
            flag("icmpv6.opt.efo.p", "Proxy"),
            bits(10, "icmpv6.opt.efo.rsv", "Reserved"),
        ),
    )


PREFIX64_SIZES = {0: 96, 1: 64, 2: 56, 3: 48, 4: 40, 5: 32}
"""Bits of the prefix, by its length code (RFC 8781 §4)."""


class Prefix64(Header):
    """RFC 8781 §4."""

    lifetime = bits(
        13, "icmpv6.opt.pref64.scaled_lifetime", "Scaled Lifetime", show=lambda units: f"{units} ({units * 8} seconds)"
    )
    code = bits(
        3,
        "icmpv6.opt.pref64.plc",
        "PLC (Prefix Length Code)",
        hex_digits=4,
        values={code: f"{size} bits prefix length" for code, size in PREFIX64_SIZES.items()},
    )


LINK_ADDRESS: FieldSpec[bytes] = FieldSpec(
    "icmpv6.opt.linkaddr",
    "Link-layer address",
    COLON_BYTES,
    explain="The hardware address that belongs to the IPv6 address above (RFC 4861 §4.6.1).",
)
SOURCE_LINK_ADDRESS: FieldSpec[bytes] = FieldSpec(
    "icmpv6.opt.src_linkaddr", "Source Link-layer address", COLON_BYTES, hidden=True
)
TARGET_LINK_ADDRESS: FieldSpec[bytes] = FieldSpec(
    "icmpv6.opt.target_linkaddr", "Target Link-layer address", COLON_BYTES, hidden=True
)
LINK_EUI64: FieldSpec[bytes] = FieldSpec("icmpv6.opt.linkaddr_eui64", "Link-layer address", EUI64, 64)
SOURCE_EUI64: FieldSpec[bytes] = FieldSpec(
    "icmpv6.opt.src_linkaddr_eui64", "Source Link-layer address", EUI64, 64, hidden=True
)
TARGET_EUI64: FieldSpec[bytes] = FieldSpec(
    "icmpv6.opt.target_linkaddr_eui64", "Target Link-layer address", EUI64, 64, hidden=True
)
PREFIX = ipv6("icmpv6.opt.prefix", "Prefix", explain="The network's part of its machines' addresses (RFC 4861 §4.6.2).")
RESERVED = group("icmpv6.opt.reserved", "Reserved")
PADDING = group("icmpv6.opt.padding", "Padding")
MTU = u32("icmpv6.opt.mtu", "MTU", explain="The largest packet on this link, in bytes (RFC 4861 §4.6.4).")
SHORTCUT = u8("icmpv6.opt.nbma.shortcut_limit", "Shortcut Limit")
INTERVAL = u32("icmpv6.opt.advertisement_interval", "Advertisement Interval", unit="ms")
ADDRESS = ipv6("icmpv6.opt.ipv6_address", "IPv6 Address")
RDNSS_LIFETIME = u32("icmpv6.opt.rdnss.lifetime", "Lifetime", show=lifetime)
RDNSS = ipv6("icmpv6.opt.rdnss", "Recursive DNS Servers", explain="A name server to be used here (RFC 8106 §5.1).")
DNSSL_LIFETIME = u32("icmpv6.opt.dnssl.lifetime", "Lifetime", show=lifetime)
DNSSL = string("icmpv6.opt.dnssl", "Domain Names", explain="Appended to short names when asking (RFC 8106 §5.2).")
PORTAL = string("icmpv6.opt.captive_portal", "Captive Portal", explain="Where to log in first (RFC 8910 §2.3).")
PREFIX64 = generated(IPV6, "icmpv6.opt.pref64.prefix", "Prefix")


def _link_address(plain: AnySpec, eui64: AnySpec) -> Read:
    """Eight bytes hold a 48-bit address; sixteen one of 64 bits and padding (RFC 4944 §8)."""

    def read(cursor: Cursor) -> str:
        start, is_eui64 = cursor.position, cursor.remaining == 14
        value = cursor.take(LINK_EUI64 if is_eui64 else LINK_ADDRESS, 8 if is_eui64 else cursor.remaining)
        cursor.add(eui64 if is_eui64 else plain, value, start, cursor.position)
        if cursor.remaining:
            cursor.take(PADDING, cursor.remaining)
        return value.hex(":")

    return read


def _prefix(cursor: Cursor) -> str:
    head = cursor.header(PrefixHead)
    cursor.take(RESERVED, 4)
    return f"{PREFIX.text(cursor.take(PREFIX))}/{head.length}"


def _route(cursor: Cursor) -> str:
    head = cursor.header(RouteHead)
    sent = cursor.peek(min(cursor.remaining, 16))
    prefix = sent.ljust(16, b"\0")
    cursor.add(PREFIX, prefix, cursor.position, cursor.position + len(sent))
    cursor.skip(len(sent))
    return f"{PREFIX.text(prefix)}/{head.length}"


def _mtu(cursor: Cursor) -> str:
    cursor.take(RESERVED, 2)
    return str(cursor.take(MTU))


def _shortcut(cursor: Cursor) -> str:
    limit = cursor.take(SHORTCUT)
    cursor.take(RESERVED, 1)
    cursor.take(RESERVED, 4)
    return str(limit)


def _interval(cursor: Cursor) -> str:
    cursor.take(RESERVED, 2)
    return str(cursor.take(INTERVAL))


def _agent(cursor: Cursor) -> str:
    cursor.take(RESERVED, 2)
    cursor.header(Agent)
    return ""


def _addresses(cursor: Cursor) -> str:
    """RFC 3122 §3.1."""
    cursor.take(RESERVED, 6)
    while cursor.remaining >= 16:
        cursor.take(ADDRESS)
    return ""


def _anchor(cursor: Cursor) -> str:
    cursor.header(Anchor)
    return ""


def _servers(cursor: Cursor) -> str:
    cursor.take(RESERVED, 2)
    cursor.take(RDNSS_LIFETIME)
    told = []
    while cursor.remaining >= 16:
        told.append(RDNSS.text(cursor.take(RDNSS)))
    return " ".join(told)


def _domains(cursor: Cursor) -> str:
    """Names as in DNS, without compression, padded with zeros (RFC 8106 §5.2)."""
    cursor.take(RESERVED, 2)
    cursor.take(DNSSL_LIFETIME)
    told = []
    while cursor.remaining and cursor.number(1):
        start, labels = cursor.position, []
        while length := cursor.number(1):
            labels.append(cursor.peek(length, 1).decode("ascii", "replace"))
            cursor.skip(length + 1)
        cursor.skip(1)
        told.append(".".join(labels))
        cursor.add(DNSSL, told[-1], start, cursor.position)
    if cursor.remaining:
        cursor.take(PADDING, cursor.remaining)
    return " ".join(told)


def _flags(cursor: Cursor) -> str:
    cursor.header(FlagsExpansion)
    cursor.take(RESERVED, 4)
    return ""


def _portal(cursor: Cursor) -> str:
    return cursor.take(PORTAL, cursor.remaining).rstrip("\0")


def _prefix64(cursor: Cursor) -> str:
    head = cursor.header(Prefix64)
    cursor.need(12)
    whole = cursor.peek(12) + bytes(4)
    cursor.add(PREFIX64, whole, cursor.position, cursor.position + 12)
    cursor.skip(12)
    return f"{PREFIX64.text(whole)}/{PREFIX64_SIZES.get(head.code, '?')}"


KINDS: dict[int, Read] = {
    1: _link_address(SOURCE_LINK_ADDRESS, SOURCE_EUI64),
    2: _link_address(TARGET_LINK_ADDRESS, TARGET_EUI64),
    3: _prefix,
    5: _mtu,
    6: _shortcut,
    7: _interval,
    8: _agent,
    9: _addresses,
    10: _addresses,
    23: _anchor,
    24: _route,
    25: _servers,
    26: _flags,
    31: _domains,
    37: _portal,
    38: _prefix64,
    **SECURE_KINDS,
}
