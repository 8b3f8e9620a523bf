"""What some kinds of congestion control tell of themselves (`tui.sockets.congestion_info`), and what it means.

BBR: draft-ietf-ccwg-bbr; DCTCP: RFC 8257; Vegas: Linux net/ipv4/tcp_vegas.c. ss(8) writes `bbr:(...)`, `dctcp:(...)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui.sockets.story.tcp_members import Group, Member

OWN: Final = Group(
    "What congestion control has measured",
    (
        Member("bbr_bw", "bytes/s", "what the way carries, by the best of the last ten round trips (bw)"),
        Member("bbr_min_rtt", "microseconds", "the shortest round trip of the last ten seconds (mrtt)"),
        Member("bbr_pacing_gain", "256ths", "so many times as fast it sends: over 1 to find more, below 1 to drain"),
        Member("bbr_cwnd_gain", "256ths", "times what fits on the way may be on its way at once"),
        Member("dctcp_enabled", "", "1 where both sides agreed on ECN; else it behaves as reno does"),
        Member("dctcp_ce_state", "", "1 where the last packet that came was marked (CE, RFC 3168)"),
        Member("dctcp_alpha", "", "how many of 1,024 packets were marked lately (RFC 8257 §3.3)"),
        Member("dctcp_ab_ecn", "bytes", "acknowledged in this window, and marked"),
        Member("dctcp_ab_tot", "bytes", "acknowledged in this window"),
        Member("vegas_enabled", "", "1 where it goes by round trips for now"),
        Member("vegas_rttcnt", "", "round trips measured in the last one"),
        Member("vegas_rtt", "microseconds", "the shortest round trip of the connection"),
        Member("vegas_minrtt", "microseconds", "the shortest in the last one"),
    ),
)
OWN_MEMBERS: Final[Mapping[str, Member]] = {member.name: member for member in OWN.members}
