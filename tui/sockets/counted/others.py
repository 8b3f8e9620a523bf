"""What the counters of UDP count, those of trouble left out (RFC 4113), and what /proc/net/sockstat tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UDP: Final[Mapping[str, str]] = {
    "UdpInDatagrams": "Datagrams that were given to programs.",
    "UdpOutDatagrams": "Datagrams that programs sent.",
    "UdpIgnoredMulti": "Datagrams for a group or for everybody that nobody here wanted.",
}

SOCKSTAT: Final[Mapping[str, str]] = {
    "sockets.used": "Sockets of all kinds that are open in this namespace.",
    "TCP.inuse": "TCP sockets that are in use.",
    "TCP.orphan": "Connections that no program holds any more and that are not over yet.",
    "TCP.tw": "Connections in TIME-WAIT: over, and kept so that late segments do no harm.",
    "TCP.alloc": "TCP sockets that there are, those in use and those not yet or no more.",
    "TCP.mem": "Memory that TCP has on the whole machine, in pages of mostly 4 KiB; tcp_mem limits it.",
    "TCP6.inuse": "TCP sockets of IPv6 that are in use.",
    "UDP.inuse": "UDP sockets that are in use.",
    "UDP.mem": "Memory that UDP has on the whole machine, in pages of mostly 4 KiB; udp_mem limits it.",
    "UDP6.inuse": "UDP sockets of IPv6 that are in use.",
    "UDPLITE.inuse": "UDP-Lite sockets that are in use.",
    "UDPLITE6.inuse": "UDP-Lite sockets of IPv6 that are in use.",
    "RAW.inuse": "Raw sockets: programs that make IP packets themselves.",
    "RAW6.inuse": "Raw sockets of IPv6: programs that make packets themselves.",
    "FRAG.inuse": "Packets whose fragments are being waited for.",
    "FRAG.memory": "Bytes that fragments take that wait for the others.",
    "FRAG6.inuse": "IPv6 packets whose fragments are being waited for.",
    "FRAG6.memory": "Bytes that fragments of IPv6 take that wait for the others.",
}
"""By the group's and the number's name; nothing of it is a counter: it tells how many there are now."""
