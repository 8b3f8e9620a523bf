"""The options of a socket that the kernel tells, and what each does (socket(7), ip(7), ipv6(7), tcp(7))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tui.socket_view.words import interface_name
from tui.sockets.entry import Socket
from tui.sockets.story.remark import Remark
from tui.sockets.story.tcp_members import TCP_OPTIONS
from tui.sockets.tcp_info import OPTIONS

OPTION_MEANINGS: Final[Mapping[str, str]] = {
    "recverr": "errors such as ICMP's are kept in a queue for the program (IP_RECVERR, ip(7))",
    "is_icsk": "it has connections, as TCP and not as UDP has them",
    "freebind": "it may take an address that is not this machine's, or not yet (IP_FREEBIND, ip(7))",
    "hdrincl": "the program writes IP headers by itself (IP_HDRINCL, raw(7))",
    "mc_loop": "multicasts it sends come back to this machine's members (IP_MULTICAST_LOOP, ip(7))",
    "transparent": "it may act under addresses of others: a transparent proxy (IP_TRANSPARENT, ip(7))",
    "mc_all": "it gets multicasts of all groups that this machine is in (IP_MULTICAST_ALL, ip(7))",
    "nodefrag": "fragments that it sends are not put together on their way out (IP_NODEFRAG, ip(7))",
    "bind_address_no_port": "the port is chosen when it connects (IP_BIND_ADDRESS_NO_PORT, ip(7))",
    "recverr_rfc4884": "errors come with where their extensions begin (IP_RECVERR_RFC4884, RFC 4884)",
    "defer_connect": "the SYN waits for the first data: Fast Open (TCP_FASTOPEN_CONNECT, RFC 7413)",
}
"""By the names of `entry.SOCKET_OPTIONS`."""
_USUAL: Final = ("is_icsk", "mc_loop", "mc_all")
"""Set in every such socket, unless the program has changed that."""
CONGESTION_MEANINGS: Final[Mapping[str, str]] = {
    "cubic": "grows its window by time, not by round trips, and takes loss as the sign to slow down (RFC 9438)",
    "reno": "one segment more each round trip, half of them after a loss (RFC 5681)",
    "bbr": "measures what the way carries and its shortest round trip, and hardly minds loss",
    "dctcp": "slows down as much as packets were marked: for data centers only (RFC 8257)",
    "vegas": "slows down when round trips become longer, before anything is lost",
    "westwood": "measures what arrives, for ways that lose packets by themselves, such as radio",
    "htcp": "grows the faster the longer nothing was lost",
    "bic": "the one that cubic came from",
}
_DIFFERENTIATED: Final[Mapping[int, str]] = {
    0: "default", 8: "CS1, background", 16: "CS2", 24: "CS3", 32: "CS4", 40: "CS5", 46: "EF, voice", 48: "CS6, routing",
    56: "CS7", 10: "AF11", 12: "AF12", 14: "AF13", 18: "AF21", 20: "AF22", 22: "AF23", 26: "AF31", 28: "AF32",
    30: "AF33", 34: "AF41", 36: "AF42", 38: "AF43", 1: "LE, least effort",
}  # fmt: skip
"""RFC 2474, RFC 2597, RFC 3246, RFC 8622."""
_NOT_ECT: Final = ("", ", ECT(1)", ", ECT(0)", ", CE")


def option_remarks(one: Socket) -> Iterator[Remark]:
    """Those that are set, and what was agreed on with the peer."""
    if one.info is not None and not one.is_listening:
        agreed = one.info.values.get("options", 0)
        for bit, name in enumerate(OPTIONS):
            if agreed >> bit & 1:
                yield Remark(f"agreed on: {TCP_OPTIONS[name]}.", name)
    if one.congestion:
        meaning = CONGESTION_MEANINGS.get(one.congestion)
        yield Remark(f"congestion control{f': {meaning}' if meaning else ''}.", one.congestion)
    if one.only_ipv6 is not None and one.local is not None and one.local.address == "::":
        served = "IPv6 only (IPV6_V6ONLY" if one.only_ipv6 else "IPv4 too, as ::ffff:a.b.c.d (IPV6_V6ONLY is off"
        yield Remark(f"it serves {served}, ipv6(7)).", "families")
    if one.shutdown:
        closed = ("", "receiving", "sending", "receiving and sending")[one.shutdown & 3]
        yield Remark(f"the program has ended {closed} (shutdown(2)).", "shutdown")
    for head, value in (("tos", one.tos), ("traffic class", one.traffic_class)):
        if value:
            name = _DIFFERENTIATED.get(value >> 2, f"DSCP {value >> 2}")
            yield Remark(f"0x{value:02x}: packets ask for the treatment {name}{_NOT_ECT[value & 3]} (RFC 2474).", head)
    if one.interface:
        yield Remark(
            f"bound to {interface_name(one)}: others do not reach it (SO_BINDTODEVICE, socket(7)).", "interface"
        )
    if one.mark:
        yield Remark(f"0x{one.mark:x}: for the firewall's and the routes' rules (SO_MARK, socket(7)).", "mark")
    for name in one.option_names:
        if name not in _USUAL:
            yield Remark(f"{OPTION_MEANINGS[name]}.", name)
    usual = [name for name in one.option_names if name in _USUAL]
    if usual:
        meanings = "; ".join(f"{name}: {OPTION_MEANINGS[name]}" for name in usual)
        yield Remark(f"{meanings}.", "as by default", "dim")
