"""Sockets as a table: one line each, with the columns there is room for, and below it what was asked for besides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tui.printing.visible import visible
from tui.socket_words import (
    interface_name,
    local_words,
    pid_words,
    process_words,
    protocol_words,
    queue_words,
    remote_words,
    user_words,
)
from tui.sockets.entry import PROTOCOLS, Socket
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.tcp_info import NOTHING_YET, OPTIONS, TcpInfo
from tui.time_format import NO_TIME

Detail = Literal["extended", "timer", "info", "memory"]
"""What -e, -o, -i and -m ask for."""
TITLES: Final = ("Proto", "State", "Recv-Q", "Send-Q", "Local", "Remote", "User", "PID", "Process")
_RIGHT: Final = frozenset({"Recv-Q", "Send-Q", "PID"})
_ALWAYS: Final = frozenset({"Proto", "State", "Local", "Remote", "PID", "Process"})
_IF_THERE_IS_ROOM: Final = (("User",), ("Recv-Q", "Send-Q"))
"""In the order in which they are given room."""
_GAP: Final = "  "
_LEAST_PROCESS: Final = 16
"""Cells that processes have at least: what they say of themselves, or why they are not known, may be cut to these."""
_UNLIMITED_PACING: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Layout:
    """How the table is to be."""

    width: int | None
    """Cells of a line, as far as addresses allow; None for all columns, whole."""
    numeric: bool = False
    details: frozenset[Detail] = frozenset()


def in_order(found: Iterable[OwnedSocket]) -> list[OwnedSocket]:
    """By kind, listeners first, what is left of connections last; then by where they stand."""
    return sorted(found, key=standing)


def paths_of(sockets: Iterable[OwnedSocket]) -> dict[int, str]:
    """Where unix sockets are bound, by their inodes."""
    return {entry.socket.inode: entry.socket.path for entry in sockets if entry.socket.path}


def text_lines(found: Collection[OwnedSocket], paths: Mapping[int, str], layout: Layout) -> Iterator[str]:
    """A heading and a line each; `paths` of unix sockets by their inodes name peers. Nothing where there are none."""
    if not found:
        return
    ordered = in_order(found)
    rows = [_cells(entry, paths, layout.numeric) for entry in ordered]
    widths = [max(map(len, column)) for column in zip(TITLES, *rows, strict=True)]
    shown = _that_fit([*widths[:-1], min(widths[-1], _LEAST_PROCESS)], layout.width)
    room = None
    if layout.width is not None:
        room = max(layout.width - sum(widths[place] + len(_GAP) for place in shown[:-1]), _LEAST_PROCESS)
    yield _line(TITLES, shown, widths)
    for entry, row in zip(ordered, rows, strict=True):
        if room is not None and len(row[-1]) > room:
            row[-1] = f"{row[-1][: room - 1]}…"
        yield _line(row, shown, widths)
        for detail in detail_lines(entry, layout.details):
            yield f"    {visible(detail)}"


def detail_lines(found: OwnedSocket, details: Collection[Detail]) -> Iterator[str]:
    """What is told of a socket below its line; not yet safe for a terminal."""
    for name, tell in _DETAILS.items():
        if name in details and (words := " ".join(tell(found))):
            yield words


def _cells(entry: OwnedSocket, paths: Mapping[int, str], numeric: bool) -> list[str]:
    one = entry.socket
    cells = (
        protocol_words(one),
        one.state or NO_TIME,
        *queue_words(one),
        local_words(one, numeric=numeric),
        remote_words(one, paths, numeric=numeric),
        user_words(entry),
        pid_words(entry),
        process_words(entry),
    )
    return [visible(cell) for cell in cells]


def _that_fit(widths: Sequence[int], width: int | None) -> list[int]:
    """Places of the columns that are shown."""
    if width is None:
        return list(range(len(TITLES)))
    chosen = set(_ALWAYS)
    room = width - sum(widths[place] + len(_GAP) for place, title in enumerate(TITLES) if title in chosen) + len(_GAP)
    for group in _IF_THERE_IS_ROOM:
        room -= sum(widths[TITLES.index(title)] + len(_GAP) for title in group)
        if room >= 0:
            chosen.update(group)
    return [place for place, title in enumerate(TITLES) if title in chosen]


def _line(cells: Sequence[str], shown: Iterable[int], widths: Sequence[int]) -> str:
    padded = (
        cells[place].rjust(widths[place]) if TITLES[place] in _RIGHT else cells[place].ljust(widths[place])
        for place in shown
    )
    return _GAP.join(padded).rstrip()


def standing(entry: OwnedSocket) -> tuple[object, ...]:
    """What sockets are put in order by: kind, listeners first, what is left of connections last; where they are."""
    one = entry.socket
    local = (one.local.port, one.local.address) if one.local is not None else (0, one.path)
    remote = (one.remote.port, one.remote.address) if one.remote is not None else (0, "")
    return PROTOCOLS.index(one.protocol), not one.is_listening, one.state == "TIME-WAIT", local, remote, one.inode


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
    for name in ("pacing_rate", "delivery_rate"):
        if 0 < values.get(name, 0) < _UNLIMITED_PACING:
            yield f"{name}:{values[name] * 8}bps"


def _times(info: TcpInfo) -> Iterator[str]:
    """Those in microseconds as milliseconds, as ss has them; the `last_` ones are milliseconds."""
    values = info.values
    if values.get("rto"):
        yield f"rto:{values['rto'] / 1000:g}"
    if info.has_measured_rtt:
        yield f"rtt:{values['rtt'] / 1000:g}/{values['rttvar'] / 1000:g}"
    for name in ("ato", "rcv_rtt", "min_rtt"):
        if 0 < values.get(name, 0) < 0xFFFF_FFFF:
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


def is_connection(one: Socket) -> bool:
    """Whether it is one of those that ss shows without -l and -a: it has a peer, or is about to."""
    return one.state not in ("LISTEN", "UNCONNECTED", "TIME-WAIT", "SYN-RECEIVED", "BOUND")


def is_listener(one: Socket) -> bool:
    """Whether it waits for whoever comes: a listener, or a socket without a peer, as -l of ss has it."""
    return one.state in ("LISTEN", "UNCONNECTED")
