"""The messages of ICMPv6 that neither quote a packet nor echo: what stands behind the first four bytes of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import EUI64, FieldSpec, bits, flag, group, ipv6, octets, u8, u16, u32, u64
from dissectors.header import Header
from dissectors.internet.mld import read_listener, read_report
from dissectors.internet.neighbor_option_kinds import PREFERENCES
from dissectors.internet.neighbor_options import read_options
from dissectors.protocol import Layer

Read = Callable[[Layer[Any], Cursor], None]

RESERVED = octets("icmpv6.reserved", "Reserved")


class RouterAdvertisement(Header):
    """RFC 4861 §4.2; the flags also by RFC 4191 §2.2, RFC 6275 §7.1 and RFC 4389 §4.1.3.3."""

    hop_limit = u8(
        "icmpv6.nd.ra.cur_hop_limit",
        "Cur hop limit",
        explain="The hop limit that machines here shall send with; 0 leaves it open (RFC 4861 §4.2).",
    )
    flags = u8(
        "icmpv6.nd.ra.flag",
        "Flags",
        hex_digits=2,
        explain="How machines here get their addresses and settings, and what kind of router this is (RFC 4861 §4.2).",
        parts=(
            flag(
                "icmpv6.nd.ra.flag.m",
                "Managed address configuration",
                explain="Addresses are given out by DHCPv6 (RFC 4861 §4.2).",
            ),
            flag(
                "icmpv6.nd.ra.flag.o",
                "Other configuration",
                explain="Other settings, such as name servers, are given out by DHCPv6 (RFC 4861 §4.2).",
            ),
            flag(
                "icmpv6.nd.ra.flag.h",
                "Home Agent",
                explain="The sender serves mobile machines that are away from here (RFC 6275 §7.1).",
            ),
            bits(
                2,
                "icmpv6.nd.ra.flag.prf",
                "Prf (Default Router Preference)",
                values=PREFERENCES,
                explain="Which of several routers to prefer (RFC 4191 §2.2).",
            ),
            flag(
                "icmpv6.nd.ra.flag.p", "Proxy", explain="A proxy passed this on from another link (RFC 4389 §4.1.3.3)."
            ),
            bits(2, "icmpv6.nd.ra.flag.rsv", "Reserved"),
        ),
    )
    lifetime = u16(
        "icmpv6.nd.ra.router_lifetime",
        "Router lifetime (s)",
        explain="How long the sender may be used as default router; 0 means that it is none (RFC 4861 §4.2).",
    )
    reachable = u32(
        "icmpv6.nd.ra.reachable_time",
        "Reachable time (ms)",
        explain="How long a neighbor that has just answered is taken to be there; 0 leaves it open (RFC 4861 §4.2).",
    )
    retransmit = u32(
        "icmpv6.nd.ra.retrans_timer",
        "Retrans timer (ms)",
        explain="How long to wait before asking a neighbor again; 0 leaves it open (RFC 4861 §4.2).",
    )


class NeighborSolicitation(Header):
    """RFC 4861 §4.3."""

    reserved = octets("icmpv6.reserved", "Reserved", length=4)
    target = ipv6(
        "icmpv6.nd.ns.target_address",
        "Target Address",
        explain="Whose hardware address is asked for: this is IPv6's ARP request (RFC 4861 §4.3).",
    )


class NeighborAdvertisement(Header):
    """RFC 4861 §4.4."""

    flags = u32(
        "icmpv6.nd.na.flag",
        "Flags",
        hex_digits=8,
        explain="Who answers, whether it was asked, and whether to believe it over what was known (RFC 4861 §4.4).",
        parts=(
            flag("icmpv6.nd.na.flag.r", "Router", explain="The sender is a router (RFC 4861 §4.4)."),
            flag("icmpv6.nd.na.flag.s", "Solicited", explain="Somebody had asked (RFC 4861 §4.4)."),
            flag(
                "icmpv6.nd.na.flag.o",
                "Override",
                explain="The hardware address below replaces the one known before (RFC 4861 §4.4).",
            ),
            bits(29, "icmpv6.nd.na.flag.rsv", "Reserved"),
        ),
    )
    target = ipv6(
        "icmpv6.nd.na.target_address",
        "Target Address",
        explain="Whose hardware address the option below tells: this is IPv6's ARP reply (RFC 4861 §4.4).",
    )


class MobilePrefix(Header):
    """RFC 6275 §6.8."""

    identifier = u16("icmpv6.mip6.identifier", "Identifier")
    flags = u16(
        "icmpv6.mip6.flag",
        "Flags",
        hex_digits=4,
        parts=(
            flag("icmpv6.mip6.flag.m", "Managed address configuration"),
            flag("icmpv6.mip6.flag.o", "Other configuration"),
            bits(14, "icmpv6.mip6.flag.rsv", "Reserved"),
        ),
    )


class HomeAgents(Header):
    """RFC 6275 §6.5 to §6.7."""

    identifier = u16("icmpv6.mip6.identifier", "Identifier")
    reserved = octets("icmpv6.reserved", "Reserved", length=2)


class PathSolicitation(Header):
    """RFC 3971 §6.4.1."""

    identifier = u16("icmpv6.send.identifier", "Identifier")
    component = u16("icmpv6.send.component", "Component")


class PathAdvertisement(Header):
    """RFC 3971 §6.4.2."""

    identifier = u16("icmpv6.send.identifier", "Identifier")
    components = u16("icmpv6.send.all_components", "All Components")
    component = u16("icmpv6.send.component", "Component")
    reserved = octets("icmpv6.reserved", "Reserved", length=2)


class FastHandover(Header):
    """RFC 5568 §6.1."""

    subtype = u8("icmpv6.fmip6.subtype", "Subtype")
    reserved = octets("icmpv6.reserved", "Reserved", length=1)
    identifier = u16("icmpv6.fmip6.identifier", "Identifier")


class HandoverInitiate(Header):
    """RFC 5568 §6.2.1."""

    subtype = u8("icmpv6.fmip6.subtype", "Subtype")
    flags = u8(
        "icmpv6.fmip6.hi.flag",
        "Flag",
        hex_digits=2,
        parts=(
            flag("icmpv6.fmip6.hi.flag.s", "Assigned address configuration"),
            flag("icmpv6.fmip6.hi.flag.a", "Buffer"),
            bits(6, "icmpv6.fmip6.hi.flag.reserved", "Reserved"),
        ),
    )
    identifier = u16("icmpv6.fmip6.identifier", "Identifier")


class MulticastRouter(Header):
    """RFC 4286 §3."""

    interval = u16("icmpv6.mcast_ra.query_interval", "Query Interval")
    robustness = u16("icmpv6.mcast_ra.robustness_variable", "Robustness Variable")


class Duplicate(Header):
    """RFC 6775 §4.4."""

    status = u8("icmpv6.6lowpannd.da.status", "Status")
    reserved = u8("icmpv6.6lowpannd.da.rsv", "Reserved")
    lifetime = u16("icmpv6.6lowpannd.da.lifetime", "Lifetime", unit="minutes")
    owner: FieldSpec[bytes] = FieldSpec("icmpv6.6lowpannd.da.eui64", "EUI-64", EUI64, 64)
    address = ipv6("icmpv6.6lowpannd.da.reg_addr", "Registered Address")


class Locator(Header):
    """RFC 6743 §3."""

    locator = u64("icmpv6.ilnp.nb_locator", "Locator", hex_digits=16)
    preference = u16("icmpv6.ilnp.nb_preference", "Preference")
    lifetime = u16("icmpv6.ilnp.nb_lifetime", "Lifetime")


HOME_AGENT = ipv6("icmpv6.mip6.home_agent_address", "Home Agent Address")
LOCATOR_COUNT = u8("icmpv6.ilnp.nb_locs", "Number of locs")
LOCATOR = group("", "Locator")
HANDOVER_INITIATE = 4


def _with_options(kind: type[Header]) -> Read:
    def read(layer: Layer[Any], cursor: Cursor) -> None:
        cursor.header(kind)
        read_options(layer, cursor)

    return read


def _fixed(kind: type[Header]) -> Read:
    def read(layer: Layer[Any], cursor: Cursor) -> None:
        cursor.header(kind)

    return read


def _reserved(layer: Layer[Any], cursor: Cursor) -> None:
    cursor.take(RESERVED, 4)
    read_options(layer, cursor)


def _home_agents(layer: Layer[Any], cursor: Cursor) -> None:
    cursor.header(HomeAgents)
    while cursor.remaining >= 16:
        cursor.take(HOME_AGENT)


def _handover(layer: Layer[Any], cursor: Cursor) -> None:
    kind = HandoverInitiate if cursor.number(1) == HANDOVER_INITIATE else FastHandover
    cursor.header(kind)
    read_options(layer, cursor)


def _locators(layer: Layer[Any], cursor: Cursor) -> None:
    count = cursor.take(LOCATOR_COUNT)
    cursor.take(RESERVED, 1)
    cursor.take(RESERVED, 2)
    for _ in range(count):
        with cursor.node(LOCATOR):
            cursor.header(Locator)


MESSAGES: dict[int, Read] = {
    130: read_listener,
    131: read_listener,
    132: read_listener,
    133: _reserved,
    134: _with_options(RouterAdvertisement),
    135: _with_options(NeighborSolicitation),
    136: _with_options(NeighborAdvertisement),
    141: _reserved,
    142: _reserved,
    143: read_report,
    144: _fixed(HomeAgents),
    145: _home_agents,
    146: _fixed(HomeAgents),
    147: _with_options(MobilePrefix),
    148: _with_options(PathSolicitation),
    149: _with_options(PathAdvertisement),
    150: _handover,
    151: _fixed(MulticastRouter),
    154: _handover,
    156: _locators,
    157: _fixed(Duplicate),
    158: _fixed(Duplicate),
}
"""By type (IANA "ICMPv6 Parameters")."""
