"""What -e, -o, -i and -m tell of a socket below its line, in the words of ss(8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, Literal

from tui.socket_view.words import interface_name
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.tcp_info import NOT_MEASURED, NOTHING_YET, OPTIONS, UNLIMITED, TcpInfo

Detail = Literal["extended", "timer", "info", "memory"]
"""What -e, -o, -i and -m ask for."""


def detail_lines(found: OwnedSocket, details: Collection[Detail]) -> Iterator[str]:
    """What is told of a socket below its line; not yet safe for a terminal."""
    for name, tell in _DETAILS.items():
        if name in details and (words := " ".join(tell(found))):
            yield words


def _extended(entry: OwnedSocket) -> Iterator[str]:
    one = entry.socket
    if one.uid is not None:
        yield f"uid:{one.uid}"
    if one.inode:
        yield f"ino:{one.inode}"
    if one.cookie is not None:
        yield f"sk:{one.cookie:x}"
    if entry.unit:
        yield f"unit:{entry.unit}"
    if one.interface:
        yield f"dev:{interface_name(one)}"
    if one.only_ipv6 is not None:
        yield "IPv6-only" if one.only_ipv6 else "IPv4-too"
    if one.mark:
        yield f"fwmark:0x{one.mark:x}"
    if one.shutdown:
        yield f"shut:{('', 'receiving', 'sending', 'both')[one.shutdown & 3]}"
    if one.tos:
        yield f"tos:0x{one.tos:x}"
    if one.traffic_class:
        yield f"tclass:0x{one.traffic_class:x}"
    if one.option_names:
        yield f"options:{','.join(one.option_names)}"


def _timer(entry: OwnedSocket) -> Iterator[str]:
    timer = entry.socket.timer
    if timer is not None:
        yield f"timer:({timer.purpose},{timer.expires_ms / 1000:.3f}s,{timer.retransmits})"


def _memory(entry: OwnedSocket) -> Iterator[str]:
    memory = entry.socket.memory
    if memory is not None:
        yield (
            f"skmem:(r{memory.receive},rb{memory.receive_limit},t{memory.send},tb{memory.send_limit},f{memory.forward},"
            f"w{memory.queued},o{memory.options},bl{memory.backlog},d{memory.dropped})"
        )


def _info(entry: OwnedSocket) -> Iterator[str]:
    one = entry.socket
    info = one.info
    if info is None or one.is_listening:
        return
    values = info.values
    options = values.get("options", 0)
    names = [name.replace(" ", "-") for bit, name in enumerate(OPTIONS) if options >> bit & 1]
    if names:
        yield ",".join(names)
    if one.congestion:
        yield one.congestion
    if "window-scaling" in names:
        yield f"wscale:{values['snd_wscale']},{values['rcv_wscale']}"
    yield from _times(info)
    for name in _NUMBERS:
        if values.get(name):
            yield f"{_SHORTER.get(name, name)}:{values[name]}"
    if 0 < values.get("snd_ssthresh", 0) < NOTHING_YET:
        yield f"ssthresh:{values['snd_ssthresh']}"
    yield from _own_figures(values)
    if info.has_measured_rtt and values.get("snd_cwnd") and values.get("snd_mss"):
        yield f"send:{values['snd_cwnd'] * values['snd_mss'] * 8_000_000 // values['rtt']}bps"
    for name in ("pacing_rate", "delivery_rate"):
        if 0 < values.get(name, 0) < UNLIMITED:
            yield f"{name}:{values[name] * 8}bps"
    if values.get("delivery_rate_app_limited"):
        yield "app_limited"


def _own_figures(values: Mapping[str, int]) -> Iterator[str]:
    """What congestion control tells of itself."""
    for kind in ("bbr", "dctcp", "vegas"):
        told = {name.removeprefix(f"{kind}_"): values[name] for name in values if name.startswith(f"{kind}_")}
        if kind == "bbr" and told:
            rtt = f"mrtt:{told['min_rtt'] / 1000:g}," if told["min_rtt"] != NOT_MEASURED else ""
            gains = f"pacing_gain:{told['pacing_gain'] / 256:g},cwnd_gain:{told['cwnd_gain'] / 256:g}"
            yield f"bbr:(bw:{told['bw'] * 8}bps,{rtt}{gains})"
        elif told:
            yield f"{kind}:({','.join(f'{name}:{value}' for name, value in told.items())})"


def _times(info: TcpInfo) -> Iterator[str]:
    """Those in microseconds as milliseconds, as ss has them; the `last_` ones are milliseconds."""
    values = info.values
    if values.get("rto"):
        yield f"rto:{values['rto'] / 1000:g}"
    if info.has_measured_rtt:
        yield f"rtt:{values['rtt'] / 1000:g}/{values['rttvar'] / 1000:g}"
    for name in ("ato", "rcv_rtt", "min_rtt"):
        if 0 < values.get(name, 0) < NOT_MEASURED:
            yield f"{name.replace('min_rtt', 'minrtt')}:{values[name] / 1000:g}"
    for name in ("busy_time", "rwnd_limited", "sndbuf_limited"):
        if values.get(name):
            yield f"{name.removesuffix('_time')}:{values[name] // 1000}ms"
    for name, short in (("last_data_sent", "lastsnd"), ("last_data_recv", "lastrcv"), ("last_ack_recv", "lastack")):
        if values.get(name):
            yield f"{short}:{values[name]}"


_NUMBERS: Final = (
    "snd_mss", "pmtu", "rcv_mss", "advmss", "snd_cwnd", "bytes_sent", "bytes_retrans", "bytes_acked", "bytes_received",
    "segs_out", "segs_in", "data_segs_out", "data_segs_in", "delivered", "unacked", "sacked", "lost", "retrans",
    "total_retrans", "backoff", "probes", "notsent_bytes", "reord_seen", "rcv_ooopack", "dsack_dups", "rcv_space",
    "rcv_ssthresh", "snd_wnd", "rcv_wnd",
)  # fmt: skip
_SHORTER: Final = {"snd_mss": "mss", "rcv_mss": "rcvmss", "snd_cwnd": "cwnd", "notsent_bytes": "notsent"}
"""Names of ss that are others than the kernel's."""
_DETAILS: Final[dict[Detail, Callable[[OwnedSocket], Iterator[str]]]] = {
    "timer": _timer,
    "extended": _extended,
    "memory": _memory,
    "info": _info,
}
