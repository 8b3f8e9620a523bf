"""What each member of Linux's struct tcp_info means, in what unit it is, and when it is unusual.

include/uapi/linux/tcp.h; names without tcpi_, as `tui.sockets.tcp_info` reads them. What ss(8) calls otherwise is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tui.sockets.story.quantities import bits_a_second, byte_words, lasting, many, microseconds
from tui.sockets.tcp_info import CONGESTION_STATES, NOTHING_YET, OPTIONS

Unit = Literal["", "bytes", "segments", "microseconds", "milliseconds", "bytes/s"]
Values = Mapping[str, int]

UNLIMITED: Final = (1 << 64) - 1
"""A rate that nothing bounds."""
NOT_MEASURED: Final = 0xFFFF_FFFF
"""min_rtt before the first round trip."""
LITTLE_LOSS: Final = 0.02
"""Of the segments with data that may be sent again before it is told: beyond, a connection becomes much slower."""
FEW_SEGMENTS: Final = 10


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


def _congested(values: Values) -> str:
    return {
        1: "Acknowledgments came out of order or with gaps: loss, or paths of different length.",
        2: "It has slowed down because a router marked packets (ECN), or its own queue was full (RFC 3168 §6.1.2).",
        3: "It is sending again what duplicate or selective acknowledgments asked for (RFC 6675).",
        4: "No acknowledgment came in time: it begins again with a window of one segment (RFC 5681 §3.1).",
    }.get(values.get("ca_state", 0), "")


def _lossy(values: Values) -> str:
    again, sent = values.get("total_retrans", 0), values.get("data_segs_out", 0)
    # What is sent again of one that sent no data is its SYN or its FIN.
    if not sent or again < FEW_SEGMENTS or again <= sent * LITTLE_LOSS:
        return ""
    share = 100 * again / sent
    return f"{share:.0f} % of the segments with data were sent again: the network loses packets."


def _bloated(values: Values) -> str:
    rtt, least = values.get("rtt", 0), values.get("min_rtt", NOT_MEASURED)
    if least in (0, NOT_MEASURED) or rtt < 20_000 or rtt < 5 * least:
        return ""
    return (
        f"{rtt / least:.0f} times the shortest one: packets wait in a queue on the way (bufferbloat), or the other "
        "side delays its acknowledgments."
    )


def _small_packets(values: Values) -> str:
    mtu = values.get("pmtu", 0)
    return f"Only {mtu} bytes fit through: a tunnel, or a broken path MTU discovery." if 0 < mtu < 1280 else ""


def _gives_up(values: Values) -> str:
    backoff = values.get("backoff", 0)
    if backoff < 3 or not values.get("snd_wnd", 1):
        return ""
    return f"The timer was doubled {backoff} times in a row: nothing comes back any more."


def _probed(values: Values) -> str:
    probes = values.get("probes", 0)
    return f"{probes} in a row had no answer: the peer is gone, or the way to it." if probes > 1 else ""


def _lost(values: Values) -> str:
    return "Some of what is on its way is taken for lost." if values.get("lost") else ""


def _duplicated(values: Values) -> str:
    return "Some was sent again needlessly: it had arrived." if values.get("dsack_dups", 0) > 1 else ""


def _out_of_order(values: Values) -> str:
    found, all_of_them = values.get("rcv_ooopack", 0), values.get("data_segs_in", 0)
    if found < FEW_SEGMENTS or found <= all_of_them * LITTLE_LOSS:
        return ""
    return "Many came out of order: packets are lost on the way here, or take several paths."


def _closed_by_peer(values: Values) -> str:
    if values.get("snd_wnd") == 0 and values.get("bytes_sent"):
        return "The other side has no room: its program does not read."
    return ""


def _closed_here(values: Values) -> str:
    if values.get("rcv_wnd") == 0 and values.get("bytes_received"):
        return "There is no room here: the program does not read."
    return ""


def _limited(name: str, why: str) -> Callable[[Values], str]:
    def unusual(values: Values) -> str:
        limited, busy = values.get(name, 0), values.get("busy_time", 0)
        if limited < 100_000 or limited * 10 < busy:
            return ""
        return (
            f"{min(100 * limited / busy, 100):.0f} % of the time that it had something to send: {why}" if busy else ""
        )

    return unusual


def _timed_out(values: Values) -> str:
    return (
        "Nothing came back in time again and again: the way or the other machine was dead for a while."
        if values.get("total_rto", 0) > 2
        else ""
    )


def _narrow(values: Values) -> str:
    if values.get("snd_cwnd", 10) < 3 and values.get("data_segs_out", 0) > FEW_SEGMENTS:
        return "So few on their way at once: it recovers from loss."
    return ""


ROUND_TRIP: Final = Group(
    "Round trip",
    (
        Member("rtt", "microseconds", "from a segment to its acknowledgment, smoothed (RFC 6298 §2)", _bloated),
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
        Member("ca_state", "", "what congestion control is doing", _congested, always=True),
        Member("snd_cwnd", "segments", "congestion window (cwnd): what may be on its way at once (RFC 5681)", _narrow),
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
        Member("total_retrans", "segments", "sent again since the connection began", _lossy, always=True),
        Member("bytes_retrans", "bytes", "of those sent, sent again"),
        Member("retrans", "segments", "sent again and on their way now"),
        Member("lost", "segments", "on their way and taken for lost", _lost),
        Member("retransmits", "", "timeouts in a row for the segment that is waited for"),
        Member("backoff", "", "times the timer was doubled since something was acknowledged", _gives_up),
        Member(
            "probes", "", "questions since something was acknowledged: into a closed window, or keep-alives", _probed
        ),
        Member("dsack_dups", "segments", "that arrived twice, as the other side tells (RFC 2883)", _duplicated),
        Member("fackets", "segments", "a count of older kernels: 0 since Linux 4.15"),
        Member("total_rto", "", "timeouts since the connection began", _timed_out),
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
        Member("rcv_ooopack", "segments", "received out of order", _out_of_order),
    ),
)
SIZES: Final = Group(
    "Windows and sizes",
    (
        Member("snd_wnd", "bytes", "room that the other side offers: its receive window", _closed_by_peer, always=True),
        Member("rcv_wnd", "bytes", "of the room offered to the other side what is left", _closed_here, always=True),
        Member("snd_wscale", "", "the other side's windows are to be shifted by so many bits (RFC 7323 §2)"),
        Member("rcv_wscale", "", "this side's are"),
        Member("rcv_space", "bytes", "read by the program in a round trip: the receive buffer grows with it"),
        Member("rcv_ssthresh", "bytes", "the window that it may offer for now, as its buffer is filled"),
        Member("snd_mss", "bytes", "largest payload of a segment it sends (mss; RFC 9293 §3.7.1)"),
        Member("rcv_mss", "bytes", "the largest that seems to come, a guess that times acknowledgments (rcvmss)"),
        Member("advmss", "bytes", "the largest that it told the other side to send"),
        Member("pmtu", "bytes", "the largest packet that fits through the whole way (RFC 1191)", _small_packets),
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
            _limited("rwnd_limited", "the program over there reads too slowly."),
        ),
        Member(
            "sndbuf_limited",
            "microseconds",
            "of this its own send buffer was too small",
            _limited("sndbuf_limited", "a larger SO_SNDBUF (socket(7)) would make it faster."),
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
        return lasting(value / 1000)
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
