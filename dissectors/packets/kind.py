"""What a packet is at a glance: the class that colours its row, with a mark for those who see no colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dissectors.dissect import AnyLayer, Dissection


class Kind(Enum):
    """Classes of packets; the value is the one-character mark of the row."""

    MALFORMED = "!"
    BAD_CHECKSUM = "x"
    RESET = "R"
    ERROR = "E"
    SYN = "S"
    FIN = "F"
    TCP = "t"
    UDP = "u"
    NAMES = "d"
    WEB = "h"
    SECURE = "*"
    ICMP = "i"
    NEIGHBOURS = "a"
    OTHER = " "

    @property
    def words(self) -> str:
        """What the mark means, for the help screen."""
        return _WORDS[self]


_WORDS = {
    Kind.MALFORMED: "malformed packet",
    Kind.BAD_CHECKSUM: "bad checksum",
    Kind.RESET: "TCP reset",
    Kind.ERROR: "ICMP error",
    Kind.SYN: "TCP connection opens (SYN)",
    Kind.FIN: "TCP connection closes (FIN)",
    Kind.TCP: "TCP",
    Kind.UDP: "UDP",
    Kind.NAMES: "name resolution (DNS, mDNS, LLMNR)",
    Kind.WEB: "HTTP",
    Kind.SECURE: "TLS",
    Kind.ICMP: "ICMP",
    Kind.NEIGHBOURS: "ARP and neighbour discovery",
    Kind.OTHER: "anything else",
}

_RESET, _SYN, _FIN = 0x04, 0x02, 0x01
_LAST_ICMPV6_ERROR = 127
_ICMP_ERRORS = frozenset({3, 4, 5, 11, 12})
_NEIGHBOUR_DISCOVERY = range(133, 138)


def kind_of(dissection: Dissection) -> Kind:
    """The class of a packet, decided by its worst trouble, then by its innermost layer that has a class."""
    for notice in dissection.notices:
        if notice.name in ("_ws.malformed", "_ws.dissector_bug"):
            return Kind.MALFORMED
        if "checksum" in notice.name and notice.severity in ("warning", "error"):
            return Kind.BAD_CHECKSUM
    for layer in reversed(dissection.layers):
        classify = _CLASSES.get(layer.protocol.name)
        if classify is not None and not layer.quoted and layer.has_header:
            return classify(layer)
    return Kind.OTHER


def _value(layer: AnyLayer, name: str) -> int:
    field = layer.find(name)
    return field.value if field is not None and isinstance(field.value, int) else 0


def _tcp(layer: AnyLayer) -> Kind:
    flags = _value(layer, "tcp.flags")
    return Kind.RESET if flags & _RESET else Kind.SYN if flags & _SYN else Kind.FIN if flags & _FIN else Kind.TCP


def _icmp(layer: AnyLayer) -> Kind:
    return Kind.ERROR if _value(layer, "icmp.type") in _ICMP_ERRORS else Kind.ICMP


def _icmpv6(layer: AnyLayer) -> Kind:
    number = _value(layer, "icmpv6.type")
    if number in _NEIGHBOUR_DISCOVERY:
        return Kind.NEIGHBOURS
    return Kind.ERROR if 0 < number <= _LAST_ICMPV6_ERROR else Kind.ICMP


def _always(kind: Kind) -> Callable[[AnyLayer], Kind]:
    return lambda layer: kind


_CLASSES: Mapping[str, Callable[[AnyLayer], Kind]] = {
    "tcp": _tcp,
    "udp": _always(Kind.UDP),
    "udplite": _always(Kind.UDP),
    "dns": _always(Kind.NAMES),
    "mdns": _always(Kind.NAMES),
    "llmnr": _always(Kind.NAMES),
    "http": _always(Kind.WEB),
    "tls": _always(Kind.SECURE),
    "icmp": _icmp,
    "icmpv6": _icmpv6,
    "arp": _always(Kind.NEIGHBOURS),
}
