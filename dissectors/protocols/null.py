"""BSD loopback, as macOS and the BSDs capture it: an address family in four bytes (LINKTYPE_NULL, LINKTYPE_LOOP).

The family is in the byte order of the machine that captured, LINKTYPE_LOOP's in network order. The numbers for IPv6
differ between systems. Old Linux and IRIX captures hold other things there, told apart as Wireshark does.
"""

from __future__ import annotations

from dissectors.fields import FieldSpec, reading, uint, unused
from dissectors.header import Header, choose
from dissectors.names.ethertypes import ETHERTYPES
from dissectors.protocol import NOTHING, Key, Protocol
from dissectors.protocols.ethernet import LARGEST_LENGTH

AF_INET = 2
AF_INET6 = (24, 28, 30)
"""NetBSD and OpenBSD count 24, FreeBSD 28, Darwin 30; npcap on Windows writes 24 too."""
FAMILIES = {
    AF_INET: "IPv4",
    7: "OSI",
    16: "AppleTalk",
    23: "Netware IPX/SPX",
    24: "IPv6 (NetBSD, OpenBSD)",
    28: "IPv6 (FreeBSD)",
    30: "IPv6 (macOS)",
}
PPP_START = 0xFF03
"""The address and control bytes of PPP, which some ISDN drivers put in place of a family."""


def is_little_endian(header: NullHeader) -> bool:
    return (header.low == 0) & (header.high >= 6)


def is_first_half(header: NullHeader) -> bool:
    """IRIX: a family in the first two bytes, in network order."""
    return (header.low == 0) & (header.high < 6)


def is_second_half(header: NullHeader) -> bool:
    return (header.low % 256 == 0) & (header.low > 0) & (header.low < 0x600)


def is_big_endian(header: NullHeader) -> bool:
    return (header.low > 0) & (is_second_half(header) == 0)


def number(header: NullHeader) -> int:
    """The family, or what stands in its place; works on columns too."""
    swapped = header.high % 256 * 256 + header.high // 256
    whole = header.high * 65536 + header.low
    half = choose(is_first_half(header), header.high, choose(is_second_half(header), header.low // 256, whole))
    return choose(is_little_endian(header), swapped, half)


def is_family(header: NullHeader) -> bool:
    return number(header) <= LARGEST_LENGTH


def family(little_endian: bool = False, bits: int = 32) -> FieldSpec[int]:
    """The address family, which stands in one of four ways."""
    return uint(
        bits,
        "null.family",
        "Family",
        values=FAMILIES,
        little_endian=little_endian,
        explain="What is carried, by the capturing system's number: 2 is IPv4 everywhere, IPv6 is 24, 28 or 30.",
    )


class NullHeader(Header):
    """LINKTYPE_NULL."""

    high = unused(16)
    low = unused(16)
    little = reading(family(little_endian=True), high, lambda h: is_little_endian(h) & is_family(h))
    big = reading(family(), high, lambda h: is_big_endian(h) & is_family(h))
    first_half = reading(family(bits=16), high, lambda h: is_first_half(h) & is_family(h))
    second_half = reading(family(little_endian=True, bits=16), low, lambda h: is_second_half(h) & is_family(h))
    swapped_type = reading(
        uint(16, "null.type", "Type", values=ETHERTYPES, hex_digits=4, little_endian=True),
        high,
        lambda h: is_little_endian(h) & (number(h) > LARGEST_LENGTH),
    )
    type = reading(
        uint(16, "null.type", "Type", values=ETHERTYPES, hex_digits=4),
        low,
        lambda h: is_big_endian(h) & (number(h) > LARGEST_LENGTH) & (h.high != PPP_START),
    )


class LoopHeader(Header):
    """LINKTYPE_LOOP."""

    family = family()


def ip_version(family: int) -> int:
    """The version of IP that a family stands for, -1 for one that is not followed; works on columns too."""
    is_ipv6 = (family == AF_INET6[0]) | (family == AF_INET6[1]) | (family == AF_INET6[2])
    return choose(family == AF_INET, 4, choose(is_ipv6, 6, NOTHING))


def following(header: NullHeader) -> tuple[Key, ...]:
    found, is_ppp = number(header), header.high == PPP_START
    typed = (found > LARGEST_LENGTH) & (is_ppp == 0)
    return (
        ("ethertype", choose(typed, found % 65536, NOTHING)),
        ("ip.version", choose(typed, NOTHING, ip_version(found))),
        ("ppp.protocol", choose(is_ppp, header.low, NOTHING)),
        ("null.family", choose(typed | is_ppp, NOTHING, found)),
    )


EXPLANATION = "Loopback on macOS and the BSDs has no link layer, only the family of the addresses above."

NULL = Protocol(
    name="null",
    title="Null/Loopback",
    short="N/A",
    references=("LINKTYPE_NULL",),
    explain=EXPLANATION,
    header=NullHeader,
    rides_on=(("link_type", 0),),
    next=following,
    info=lambda layer: "Null/Loopback",
)
LOOP = Protocol(
    name="loopback",
    title="Null/Loopback",
    short="N/A",
    also=("null",),
    stack="null",
    references=("LINKTYPE_LOOP",),
    explain=EXPLANATION,
    header=LoopHeader,
    rides_on=(("link_type", 108),),
    next=lambda h: (("ip.version", ip_version(h.family)), ("null.family", h.family)),
    info=lambda layer: "Null/Loopback",
)

PROTOCOLS = (NULL, LOOP)
