"""What the kernel's counters of protocols mean whose growth tells of trouble.

By nstat's names; the kernel's own list is include/uapi/linux/snmp.h, and what each counts stands in
Documentation/networking/snmp_counter.rst.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "TcpRetransSegs": "Segments sent again: the network loses packets, or acknowledgments come too late.",
        "TcpAttemptFails": "Connections that never came to be: refused, or nobody answered.",
        "TcpEstabResets": "Connections that were cut off by a reset instead of being closed.",
        "TcpInErrs": "Segments that were no good: a wrong checksum or a length that cannot be.",
        "TcpInCsumErrors": "Segments with a wrong checksum: a bad cable, card or driver on the way here.",
        "TcpOutRsts": "Resets that this machine sent, mostly for ports that nobody listens on.",
        "TcpExtListenOverflows": "Connections turned away as a listener's queue was full: its program is too slow.",
        "TcpExtListenDrops": "Handshakes dropped at a listener, its full queue among the reasons.",
        "TcpExtTCPReqQFullDrop": "SYNs dropped because a listener's queue of handshakes was full, without SYN cookies.",
        "TcpExtTCPReqQFullDoCookies": "SYNs answered with a cookie because a listener's queue of handshakes was full.",
        "TcpExtSyncookiesSent": "SYN cookies sent: half-open connections pile up, maybe a SYN flood.",
        "TcpExtSyncookiesFailed": "Cookies that came back wrong: forged or much too late acknowledgments.",
        "TcpExtTCPTimeouts": "Retransmission timers that went off: no acknowledgment came in time.",
        "TcpExtTCPLostRetransmit": "Segments that were sent again and lost again.",
        "TcpExtTCPSynRetrans": "SYNs and SYN-ACKs sent again: the other side does not answer, or is not reached.",
        "TcpExtTCPAbortOnTimeout": "Connections given up because the other side was silent for too long.",
        "TcpExtTCPAbortOnMemory": "Connections cut off for lack of memory: too many orphans, or tcp_mem is reached.",
        "TcpExtTCPAbortOnData": "Connections cut off with data on the way, as some came after the close.",
        "TcpExtTCPAbortOnClose": "Connections closed by a program that had not read all that came.",
        "TcpExtTCPRcvQDrop": "Segments dropped because a receive queue was full: a program does not read.",
        "TcpExtTCPZeroWindowDrop": "Segments that came although the window was closed.",
        "TcpExtTCPBacklogDrop": "Segments dropped while a program was busy with its socket.",
        "TcpExtPruneCalled": "Receive buffers that were cleaned up for lack of room: programs read too slowly.",
        "TcpExtRcvPruned": "Segments thrown away for lack of room in a receive buffer.",
        "TcpExtTCPWantZeroWindowAdv": "Times a receiver had to close its window: its program does not read.",
        "TcpExtTCPToZeroWindowAdv": "Times a window was closed: a program did not read what came.",
        "TcpExtTCPChallengeACK": "Segments that may be an attack on a connection, answered with a question.",
        "TcpExtTCPSYNChallenge": "SYNs inside of connections, answered with a question.",
        "TcpExtPAWSEstab": "Segments whose timestamps are from the past: wrapped numbers, or a NAT that mixes hosts.",
        "TcpExtTCPOFOQueue": "Segments that came out of order.",
        "TcpExtTCPSpuriousRTOs": "Retransmission timers that went off too early: the delay varies much.",
        "UdpNoPorts": "Datagrams for ports that nobody listens on.",
        "UdpInErrors": "Datagrams that could not be given to a program, for whichever reason.",
        "UdpRcvbufErrors": "Datagrams dropped because a receive buffer was full: a program reads too slowly.",
        "UdpSndbufErrors": "Datagrams not sent because a send buffer was full.",
        "UdpInCsumErrors": "Datagrams with a wrong checksum.",
        "UdpMemErrors": "Datagrams dropped for lack of memory: udp_mem is reached.",
        "Udp6RcvbufErrors": "IPv6 datagrams dropped because a receive buffer was full: a program reads too slowly.",
        "Udp6NoPorts": "IPv6 datagrams for ports that nobody listens on.",
        "Udp6InCsumErrors": "IPv6 datagrams with a wrong checksum.",
        "IpInDiscards": "Good packets thrown away on their way in, mostly for lack of memory.",
        "IpOutDiscards": "Packets thrown away on their way out, mostly for lack of memory.",
        "IpOutNoRoutes": "Packets that no route led anywhere.",
        "IpInHdrErrors": "Packets with a header that cannot be, or whose time to live was over.",
        "IpInAddrErrors": "Packets for addresses that are not here.",
        "IpReasmFails": "Packets in fragments that never became whole.",
        "IpReasmTimeout": "Packets whose fragments did not all come in time.",
        "IpFragFails": "Packets too large for the way that must not be cut (Don't fragment).",
        "Ip6OutNoRoutes": "IPv6 packets that no route led anywhere.",
        "Ip6InDiscards": "Good IPv6 packets thrown away on their way in.",
        "Ip6ReasmFails": "IPv6 packets in fragments that never became whole.",
        "IcmpInDestUnreachs": "Messages that a host, port or network cannot be reached.",
        "IcmpOutDestUnreachs": "Messages sent because something here cannot be reached.",
        "IcmpInTimeExcds": "Messages that a packet lived too long: a loop, or a traceroute.",
        "IpExtInNoRoutes": "Packets that came in and had no way on.",
        "IpExtInTruncatedPkts": "Packets shorter than they say they are.",
        "IpExtInCsumErrors": "IPv4 headers with a wrong checksum.",
    }
)
"""Of counters whose growth tells of trouble."""
