"""What there is to say of a counter by its name: what it counts, whether it tells of trouble, what to look at then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui.sockets.counted.advice import ADVICE
from tui.sockets.counted.ip import ICMP, IP
from tui.sockets.counted.mptcp import MPTCP
from tui.sockets.counted.others import SOCKSTAT, UDP
from tui.sockets.counted.tcp import TCP
from tui.sockets.counted.trouble import TROUBLE
from tui.sockets.counters import SOCKSTAT_PREFIX

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "IP": ("Ip", "IpExt"),
    "ICMP": ("Icmp", "IcmpMsg"),
    "TCP": ("Tcp", "TcpExt"),
    "UDP": ("Udp", "UdpLite"),
    "IPv6": ("Ip6", "Icmp6", "Udp6", "UdpLite6"),
    "MPTCP": ("MPTcpExt",),
    "Sockets": (SOCKSTAT_PREFIX,),
}
"""What belongs together, and how names of it begin."""
_BEGINNINGS: Final = sorted(
    ((beginning, group) for group, beginnings in GROUPS.items() for beginning in beginnings),
    key=lambda pair: -len(pair[0]),
)
_SAME: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("UdpLite6", ("Udp",), "UDP-Lite over IPv6"),
    ("UdpLite", ("Udp",), "UDP-Lite"),
    ("Udp6", ("Udp",), "IPv6"),
    ("Icmp6", ("Icmp",), "IPv6"),
    ("Ip6", ("Ip", "IpExt"), "IPv6"),
)
"""Names that count the same as others do for another protocol: how they begin, how the others do, of which protocol."""
_MULTIPATH: Final = "MPTcpExt"
_TYPES: Final = (("Icmp6InType", "Icmp6OutType"), ("IcmpMsgInType", "IcmpMsgOutType"))
_MESSAGES: Final = {True: "came", False: "were sent"}


def group_of(name: str) -> str:
    """Of `GROUPS`; empty for one that belongs to none."""
    return next((group for beginning, group in _BEGINNINGS if name.startswith(beginning)), "")


def meaning_of(name: str) -> str:
    """What a counter counts, as a sentence; empty where that is not known."""
    if found := _told(name):
        return found
    if name.startswith(_MULTIPATH):
        return MPTCP.get(name.removeprefix(_MULTIPATH), "")
    if name.startswith(SOCKSTAT_PREFIX):
        return SOCKSTAT.get(name.removeprefix(SOCKSTAT_PREFIX), "")
    if of_type := _of_type(name):
        return of_type
    same, protocol = _same_as(name)
    return f"{protocol}: {_inside(_told(same))}" if same else ""


def tells_trouble(name: str) -> bool:
    """Whether its growth is a sign of trouble."""
    return name in TROUBLE or _same_as(name)[0] in TROUBLE


def advice_of(name: str) -> str:
    """What to look at where it grows, as a sentence; empty where there is no more to say."""
    return ADVICE.get(name) or ADVICE.get(_same_as(name)[0], "")


def _told(name: str) -> str:
    return TROUBLE.get(name) or IP.get(name) or ICMP.get(name) or TCP.get(name) or UDP.get(name) or ""


def _same_as(name: str) -> tuple[str, str]:
    """The name that counts the same of another protocol, and that of its own protocol; empty for none."""
    if _told(name):
        return "", ""
    for beginning, others, protocol in _SAME:
        if name.startswith(beginning):
            rest = name.removeprefix(beginning)
            return next((other + rest for other in others if _told(other + rest)), ""), protocol
    return "", ""


def _of_type(name: str) -> str:
    """Messages of ICMP are counted by their types, too."""
    for (comes, goes), version in zip(_TYPES, (6, 4), strict=True):
        for beginning in (comes, goes):
            number = name.removeprefix(beginning)
            if name.startswith(beginning) and number.isdecimal() and number.isascii():
                what = _type_words(int(number), version)
                protocol = "ICMPv6" if version == 6 else "ICMP"
                return f"{protocol} messages of type {number}{what} that {_MESSAGES[beginning == comes]}."
    return ""


def _type_words(number: int, version: int) -> str:
    # The names of both are read only where they are asked for.
    if version == 6:
        from dissectors.names.icmpv6_types import TYPES
    else:
        from dissectors.names.icmp_types import TYPES
    return f" ({TYPES[number]})" if number in TYPES else ""


def _inside(sentence: str) -> str:
    """A sentence behind a colon: small unless it begins with an abbreviation."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
