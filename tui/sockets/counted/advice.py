"""Where to look next when a counter of trouble grows: at which sockets, settings or packets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_QUEUE: Final = (
    "Sockets shows the listener whose receive queue is as long as its backlog; its program must accept faster, or ask "
    "for a longer queue (listen(), net.core.somaxconn)."
)
_HANDSHAKES: Final = (
    "Diagnosis of a capture tells a SYN flood from many clients; net.ipv4.tcp_max_syn_backlog and tcp_syncookies say "
    "what happens."
)
_READER: Final = "Sockets shows which receive queue stays full, and whose program does not read it."
_LOSS: Final = "Sockets tells which connection it is (retransmissions, rtt); a capture shows what is lost, and where."
_BUFFER: Final = "Sockets shows whose receive queue is full (dropped: d in skmem); SO_RCVBUF or net.core.rmem_max."
_MEMORY: Final = "sockstat tells how much memory there is; net.ipv4.tcp_mem and udp_mem limit it."
_CHECKSUM: Final = (
    "One in a million may be chance. More: the cable, the card, a driver, a router. On a capture of this machine's own "
    "packets it is mostly the card that fills the sum in later."
)
_REFUSED: Final = "The filter tcp.flags.reset == 1 shows them in a capture; many ports of one sender are a scan."

ADVICE: Final[Mapping[str, str]] = {
    "TcpRetransSegs": _LOSS,
    "TcpExtTCPTimeouts": _LOSS,
    "TcpExtTCPLostRetransmit": _LOSS,
    "TcpExtTCPSynRetrans": "The filter tcp.flags.syn == 1 && tcp.analysis.retransmission shows to whom.",
    "TcpExtTCPAbortOnTimeout": _LOSS,
    "TcpAttemptFails": _REFUSED,
    "TcpOutRsts": _REFUSED,
    "TcpEstabResets": "The filter tcp.flags.reset == 1 shows who cut off what; Conversations tells the outcome.",
    "TcpInErrs": _CHECKSUM,
    "TcpInCsumErrors": _CHECKSUM,
    "UdpInCsumErrors": _CHECKSUM,
    "IcmpInCsumErrors": _CHECKSUM,
    "IpExtInCsumErrors": _CHECKSUM,
    "TcpExtListenOverflows": _QUEUE,
    "TcpExtListenDrops": _QUEUE,
    "TcpExtTCPReqQFullDrop": _HANDSHAKES,
    "TcpExtTCPReqQFullDoCookies": _HANDSHAKES,
    "TcpExtSyncookiesSent": _HANDSHAKES,
    "TcpExtSyncookiesFailed": _HANDSHAKES,
    "TcpExtTCPRcvQDrop": _READER,
    "TcpExtTCPZeroWindowDrop": _READER,
    "TcpExtTCPWantZeroWindowAdv": _READER,
    "TcpExtTCPToZeroWindowAdv": _READER,
    "TcpExtPruneCalled": _READER,
    "TcpExtRcvPruned": _READER,
    "TcpExtOfoPruned": _READER,
    "TcpExtTCPBacklogDrop": _READER,
    "TcpExtTCPAbortOnMemory": _MEMORY,
    "TcpExtTCPMemoryPressures": _MEMORY,
    "UdpMemErrors": _MEMORY,
    "UdpRcvbufErrors": _BUFFER,
    "UdpInErrors": _BUFFER,
    "UdpNoPorts": "The filter icmp.type == 3 && icmp.code == 3 shows to which ports; many from one sender are a scan.",
    "IpOutNoRoutes": "ip route tells the routes; without a default route only neighbours are reached.",
    "IpReasmFails": "A fragment is lost or never came; a capture shows which (ip.flags.mf == 1 || ip.frag_offset > 0).",
    "IpFragFails": "Path MTU discovery at work; where it fails, large packets vanish and small ones go through.",
    "TcpExtIPReversePathFilter": "Routes that differ by direction, or forged senders; net.ipv4.conf.*.rp_filter.",
    "TcpExtTCPTimeWaitOverflow": "Sockets shows who opens so many short connections; net.ipv4.tcp_max_tw_buckets.",
    "IpExtInCEPkts": "The sender slows down by itself; Sockets tells its congestion window.",
    "IcmpInDestUnreachs": "The filter icmp.type == 3 shows what is not reached, with the packet that caused it.",
    "IcmpOutDestUnreachs": "The filter icmp.type == 3 shows who asked for what.",
    "Udp6NoPorts": "The filter icmpv6.type == 1 && icmpv6.code == 4 shows to which ports.",
    "Icmp6InDestUnreachs": "The filter icmpv6.type == 1 shows what is not reached, with the packet that caused it.",
    "Icmp6OutDestUnreachs": "The filter icmpv6.type == 1 shows who asked for what.",
    "Icmp6InTimeExcds": "The filter icmpv6.type == 3 shows where packets end.",
    "IcmpInTimeExcds": "The filter icmp.type == 11 shows where packets end.",
}
"""By nstat's names; what is counted of IPv6 or UDP-Lite, too, has the same advice."""
