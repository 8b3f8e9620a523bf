"""When a member of TCP_INFO tells of something out of the ordinary: each rule gives a sentence, or nothing.

By the values of struct tcp_info alone; what the state or the packets tell besides is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tui.sockets.tcp_info import NOT_MEASURED

Values = Mapping[str, int]
"""Of `TcpInfo`."""
LITTLE_LOSS: Final = 0.02
"""Of the segments with data that may be sent again before it is told: beyond, a connection becomes much slower."""
FEW_SEGMENTS: Final = 10


def congested(values: Values) -> str:
    return {
        1: "Acknowledgments came out of order or with gaps: loss, or paths of different length.",
        2: "It has slowed down because a router marked packets (ECN), or its own queue was full (RFC 3168 §6.1.2).",
        3: "It is sending again what duplicate or selective acknowledgments asked for (RFC 6675).",
        4: "No acknowledgment came in time: it begins again with a window of one segment (RFC 5681 §3.1).",
    }.get(values.get("ca_state", 0), "")


def lossy(values: Values) -> str:
    again, sent = values.get("total_retrans", 0), values.get("data_segs_out", 0)
    # What is sent again of one that sent no data is its SYN or its FIN.
    if not sent or again < FEW_SEGMENTS or again <= sent * LITTLE_LOSS:
        return ""
    share = 100 * again / sent
    return f"{share:.0f} % of the segments with data were sent again: the network loses packets."


def bloated(values: Values) -> str:
    rtt, least = values.get("rtt", 0), values.get("min_rtt", NOT_MEASURED)
    if least in (0, NOT_MEASURED) or rtt < 20_000 or rtt < 5 * least:
        return ""
    return (
        f"{rtt / least:.0f} times the shortest one: packets wait in a queue on the way (bufferbloat), or the other "
        "side delays its acknowledgments."
    )


def small_packets(values: Values) -> str:
    mtu = values.get("pmtu", 0)
    return f"Only {mtu} bytes fit through: a tunnel, or a broken path MTU discovery." if 0 < mtu < 1280 else ""


def gives_up(values: Values) -> str:
    backoff = values.get("backoff", 0)
    if backoff < 3 or not values.get("snd_wnd", 1):
        return ""
    return f"The timer was doubled {backoff} times in a row: nothing comes back any more."


def probed(values: Values) -> str:
    probes = values.get("probes", 0)
    return f"{probes} in a row had no answer: the peer is gone, or the way to it." if probes > 1 else ""


def lost(values: Values) -> str:
    return "Some of what is on its way is taken for lost." if values.get("lost") else ""


def duplicated(values: Values) -> str:
    return "Some was sent again needlessly: it had arrived." if values.get("dsack_dups", 0) > 1 else ""


def out_of_order(values: Values) -> str:
    found, all_of_them = values.get("rcv_ooopack", 0), values.get("data_segs_in", 0)
    if found < FEW_SEGMENTS or found <= all_of_them * LITTLE_LOSS:
        return ""
    return "Many came out of order: packets are lost on the way here, or take several paths."


def closed_by_peer(values: Values) -> str:
    if values.get("snd_wnd") == 0 and values.get("bytes_sent"):
        return "The other side has no room: its program does not read."
    return ""


def closed_here(values: Values) -> str:
    if values.get("rcv_wnd") == 0 and values.get("bytes_received"):
        return "There is no room here: the program does not read."
    return ""


def limited(name: str, why: str) -> Callable[[Values], str]:
    def found(values: Values) -> str:
        limited, busy = values.get(name, 0), values.get("busy_time", 0)
        if limited < 100_000 or limited * 10 < busy:
            return ""
        return (
            f"{min(100 * limited / busy, 100):.0f} % of the time that it had something to send: {why}" if busy else ""
        )

    return found


def timed_out(values: Values) -> str:
    return (
        "Nothing came back in time again and again: the way or the other machine was dead for a while."
        if values.get("total_rto", 0) > 2
        else ""
    )


def narrow(values: Values) -> str:
    if values.get("snd_cwnd", 10) < 3 and values.get("data_segs_out", 0) > FEW_SEGMENTS:
        return "So few on their way at once: it recovers from loss."
    return ""
