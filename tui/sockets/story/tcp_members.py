"""What each member of Linux's struct tcp_info means, and in what unit it is.

include/uapi/linux/tcp.h; names without tcpi_, as `tui.sockets.tcp_info` reads them. What ss(8) calls otherwise is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tui.sockets.story import tcp_unusual as rules
from tui.sockets.story.quantities import bits_a_second, byte_words, many, microseconds, time_words
from tui.sockets.story.tcp_unusual import Values
from tui.sockets.tcp_info import CONGESTION_STATES, NOT_MEASURED, NOTHING_YET, OPTIONS, UNLIMITED

Unit = Literal["", "bytes", "segments", "microseconds", "milliseconds", "bytes/s", "256ths"]


@dataclass(frozen=True, slots=True)
class Member:
    """One number that TCP keeps."""

    name: str
    unit: Unit
    meaning: str
    unusual: Callable[[Values], str] | None = None
    """A sentence where its value tells of something out of the ordinary, empty where it does not."""
    always: bool = False
    """It is told also where it is 0."""


@dataclass(frozen=True, slots=True)
class Group:
    """Members that are read together."""

    title: str
    members: tuple[Member, ...]


ROUND_TRIP: Final = Group(
    "Round trip",
    (
        Member("rtt", "microseconds", "from a segment to its acknowledgment, smoothed (RFC 6298 §2)", rules.bloated),
        Member("rttvar", "microseconds", "how much that varies (RFC 6298 §2)"),
        Member("min_rtt", "microseconds", "the shortest of the last five minutes: the way without its queues"),
        Member("rcv_rtt", "microseconds", "the same as the receiver guesses it, by how long a window takes to fill"),
        Member("rto", "microseconds", "so long it waits for an acknowledgment before it sends again (RFC 6298)"),
        Member("ato", "microseconds", "so long it may keep its own acknowledgment back (RFC 9293 §3.8.6.3)"),
    ),
)
CONGESTION: Final = Group(
    "Congestion",
    (
        Member("ca_state", "", "what congestion control is doing", rules.congested, always=True),
        Member(
            "snd_cwnd",
            "segments",
            "congestion window (cwnd): what may be on its way now (RFC 5681)",
            rules.narrow,
        ),
        Member("snd_ssthresh", "segments", "up to this the window doubles each round trip: slow start (RFC 5681 §3.1)"),
        Member("unacked", "segments", "on their way, not acknowledged yet"),
        Member("sacked", "segments", "of these arrived behind a gap, by selective acknowledgments (RFC 2018)"),
        Member("pacing_rate", "bytes/s", "as fast as it sends: segments are spread over the round trip"),
        Member("max_pacing_rate", "bytes/s", "the most that the program allows (SO_MAX_PACING_RATE, socket(7))"),
        Member("delivery_rate", "bytes/s", "what has arrived over there a second, measured last"),
        Member("delivery_rate_app_limited", "", "the program sent too little for that to be what the way can carry"),
        Member("delivered", "segments", "acknowledged in all, selectively or not"),
        Member("delivered_ce", "segments", "of these came through a router that marked congestion (RFC 3168)"),
        Member("reordering", "segments", "so far out of order packets may come before they count as lost"),
        Member("reord_seen", "", "times that packets were overtaken on the way there"),
    ),
)
SENT_AGAIN: Final = Group(
    "Sent again",
    (
        Member("total_retrans", "segments", "sent again since the connection began", rules.lossy, always=True),
        Member("bytes_retrans", "bytes", "of those sent, sent again"),
        Member("retrans", "segments", "sent again and on their way now"),
        Member("lost", "segments", "on their way and taken for lost", rules.lost),
        Member("retransmits", "", "timeouts in a row for the segment that is waited for"),
        Member("backoff", "", "times the timer was doubled since something was acknowledged", rules.gives_up),
        Member(
            "probes",
            "",
            "questions since an acknowledgment came: into a closed window, or keep-alives",
            rules.probed,
        ),
        Member("dsack_dups", "segments", "that arrived twice, as the other side tells (RFC 2883)", rules.duplicated),
        Member("fackets", "segments", "a count of older kernels: 0 since Linux 4.15"),
        Member("total_rto", "", "timeouts since the connection began", rules.timed_out),
        Member("total_rto_recoveries", "", "times it got over one, or several in a row"),
        Member("total_rto_time", "milliseconds", "spent in them"),
        Member("rehash", "", "times it changed its flow label or hash, to be sent on another path"),
    ),
)
AMOUNTS: Final = Group(
    "Bytes and segments",
    (
        Member("bytes_sent", "bytes", "sent, what was sent again included", always=True),
        Member("bytes_acked", "bytes", "of these acknowledged; SYN and FIN count as one each"),
        Member("bytes_received", "bytes", "received in order; a FIN counts as one", always=True),
        Member("notsent_bytes", "bytes", "written by the program and not sent yet (notsent)"),
        Member("segs_out", "segments", "sent, bare acknowledgments included"),
        Member("segs_in", "segments", "received, bare acknowledgments included"),
        Member("data_segs_out", "segments", "sent with data"),
        Member("data_segs_in", "segments", "received with data"),
        Member("rcv_ooopack", "segments", "received out of order", rules.out_of_order),
    ),
)
SIZES: Final = Group(
    "Windows and sizes",
    (
        Member(
            "snd_wnd",
            "bytes",
            "room that the other side offers: its receive window",
            rules.closed_by_peer,
            always=True,
        ),
        Member(
            "rcv_wnd", "bytes", "of the room offered to the other side what is left", rules.closed_here, always=True
        ),
        Member("snd_wscale", "", "the other side's windows are to be shifted by so many bits (RFC 7323 §2)"),
        Member("rcv_wscale", "", "this side's are"),
        Member("rcv_space", "bytes", "read by the program in a round trip: the receive buffer grows with it"),
        Member("rcv_ssthresh", "bytes", "the window that it may offer for now, as its buffer is filled"),
        Member("snd_mss", "bytes", "largest payload of a segment it sends (mss; RFC 9293 §3.7.1)"),
        Member("rcv_mss", "bytes", "the largest that seems to come, a guess that times acknowledgments (rcvmss)"),
        Member("advmss", "bytes", "the largest that it told the other side to send"),
        Member("pmtu", "bytes", "the largest packet that fits through the whole way (RFC 1191)", rules.small_packets),
    ),
)
LIMITS: Final = Group(
    "What kept it from sending",
    (
        Member("busy_time", "microseconds", "it had something to send, or waited for acknowledgments (busy)"),
        Member(
            "rwnd_limited",
            "microseconds",
            "of this it waited for room at the receiver",
            rules.limited("rwnd_limited", "the program over there reads too slowly."),
        ),
        Member(
            "sndbuf_limited",
            "microseconds",
            "of this its own send buffer was too small",
            rules.limited("sndbuf_limited", "a larger SO_SNDBUF (socket(7)) would make it faster."),
        ),
    ),
)
SILENCE: Final = Group(
    "Silence",
    (
        Member("last_data_sent", "milliseconds", "since it sent data (lastsnd)", always=True),
        Member("last_data_recv", "milliseconds", "since it received data (lastrcv)", always=True),
        Member("last_ack_recv", "milliseconds", "since an acknowledgment came (lastack)", always=True),
        Member("last_ack_sent", "milliseconds", "since it sent an acknowledgment, which Linux does not remember"),
    ),
)
AGREED: Final = Group(
    "State",
    (
        Member("state", "", "the state by its number (include/net/tcp_states.h)"),
        Member("options", "", "what both sides agreed on in the handshake"),
    ),
)
GROUPS: Final = (ROUND_TRIP, CONGESTION, SENT_AGAIN, AMOUNTS, SIZES, LIMITS, SILENCE)
"""As they are told; what `AGREED` holds is told with the state and the options."""
MEMBERS: Final[Mapping[str, Member]] = {member.name: member for group in (*GROUPS, AGREED) for member in group.members}
TCP_OPTIONS: Final[Mapping[str, str]] = {
    "timestamps": "each segment carries the time, so that round trips are measured and old ones are told (RFC 7323 §3)",
    "SACK": "what arrived behind a gap is acknowledged, so that only the gap is sent again (RFC 2018)",
    "window scaling": "windows beyond 65,535 bytes (RFC 7323 §2)",
    "ECN": "routers may mark packets instead of dropping them (RFC 3168)",
    "ECN seen": "a packet came with a mark, or one that may be marked",
    "Fast Open": "the SYN carried data, which was acknowledged (RFC 7413)",
}
"""By the names in `tcp_info.OPTIONS`."""


def value_words(member: Member, value: int) -> str:
    """A value in its unit."""
    special = _special_words(member.name, value)
    if special:
        return special
    if member.unit == "bytes":
        return byte_words(value)
    if member.unit == "segments":
        return many(value, "segment")
    if member.unit == "microseconds":
        return microseconds(value)
    if member.unit == "milliseconds":
        return time_words(value / 1000)
    if member.unit == "256ths":
        return f"{value / 256:.2f}"
    return bits_a_second(value) if member.unit == "bytes/s" else f"{value:,}"


def _special_words(name: str, value: int) -> str:
    """What numbers stand for that are none."""
    if name == "ca_state" and value < len(CONGESTION_STATES):
        return CONGESTION_STATES[value]
    if name == "options":
        return ", ".join(option for bit, option in enumerate(OPTIONS) if value >> bit & 1) or "none"
    if name == "delivery_rate_app_limited":
        return "yes" if value else "no"
    if name == "snd_ssthresh" and value >= NOTHING_YET:
        return "no bound yet"
    if name == "min_rtt" and value == NOT_MEASURED:
        return "not measured yet"
    return "no bound" if name in ("pacing_rate", "max_pacing_rate") and value == UNLIMITED else ""
