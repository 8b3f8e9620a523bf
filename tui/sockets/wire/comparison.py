"""A conversation's packets beside the kernel's socket: the same things as both tell them, and where they disagree.

Pure logic: the socket is from one look at the machine (`now_ns`), the packets are told by `tui.sockets.wire.reading`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tui.sockets.entry import Socket
from tui.sockets.story.around import Around
from tui.sockets.story.quantities import byte_words, many, microseconds, time_words
from tui.sockets.story.queues import unread_bytes
from tui.sockets.story.remark import Part, Remark
from tui.sockets.story.tcp_unusual import Values
from tui.sockets.story.warnings import silent_ms
from tui.sockets.tcp_info import NOT_MEASURED
from tui.sockets.wire.facts import Wire, WireEnd
from tui.sockets.wire.gone import gone_remarks
from tui.sockets.wire.kernel_side import UNKNOWN, received_bytes, state_name, unacknowledged
from tui.sockets.wire.mismatches import mismatches

WIDEST: Final = 26
"""Cells up to which what packets tell is filled up, so that the kernel's words stand below each other."""
TITLE: Final = "Packets beside the kernel"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing as both tell it."""

    name: str
    by_packets: str
    by_kernel: str
    """`UNKNOWN` where it tells nothing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of one conversation with one socket, or of the calls to a listener."""

    about: str
    """The packets that are compared, as a filter chooses them."""
    lines: tuple[Line, ...]
    mismatches: tuple[Remark, ...]
    """What does not fit together or does not go on, in sentences."""


def compare(found: Socket | None, wire: Wire, now_ns: int, near: Around | None = None) -> Comparison:
    """The socket at the moment `now_ns`, since 1970, beside the packets so far.

    `found` is None where the kernel has none any more, or never had; `near` is what stands around it.
    """
    near = near or Around()
    remarks = gone_remarks(wire, now_ns) if found is None else mismatches(found, wire, now_ns, near)
    return Comparison(
        f"{wire.protocol}.stream == {wire.stream}", tuple(_lines(found, wire, now_ns, near)), tuple(remarks)
    )


def comparison_part(comparison: Comparison) -> Part:
    """What there is to read about it."""
    told = [*comparison.mismatches]
    told.append(Remark(f"{comparison.about}: by the packets · by the kernel", "", "dim"))
    longest = max((len(line.by_packets) for line in comparison.lines), default=0)
    width = min(longest, WIDEST)
    told += [Remark(f"{line.by_packets:<{width}} · {line.by_kernel}", line.name) for line in comparison.lines]
    return Part(TITLE, tuple(told))


def _lines(found: Socket | None, wire: Wire, now_ns: int, near: Around) -> Iterator[Line]:
    if wire.protocol == "tcp":
        yield from _of_tcp(found, wire, near)
    yield Line("packets", f"{_packets(wire.here)} sent, {_packets(wire.there)} received", _segments(found))
    if found is not None and wire.protocol == "udp":
        queue = f"{byte_words(found.receive_queue or 0)} unread"
        dropped = f", {found.memory.dropped:,} dropped" if found.memory is not None else ""
        yield Line("bytes", f"{wire.here.bytes:,} sent, {wire.there.bytes:,} received", queue + dropped)
    yield Line("last packet", _last(wire, now_ns), _silence(found))


def _of_tcp(found: Socket | None, wire: Wire, near: Around) -> Iterator[Line]:
    values: Values = found.info.values if found is not None and found.info is not None else {}
    here, there, again = wire.here, wire.there, values.get("total_retrans")
    other = near.mirror.socket.state if near.mirror is not None else UNKNOWN
    yield Line("state here", state_name(here.state), found.state if found is not None else "no socket")
    yield Line("state there", state_name(there.state), other)
    yield Line("sent", _amount(here), _sent(values))
    yield Line("received", _amount(there), _received(found, values))
    yield Line("unacknowledged", _bytes(here.unacknowledged), _bytes(unacknowledged(found)))
    yield Line("queues", UNKNOWN, _queues(found))
    yield Line("sent again", many(here.sent_again, "packet"), UNKNOWN if again is None else many(again, "segment"))
    yield Line("round trip", _handshake(wire), _round_trip(values))
    yield Line("window here", _bytes(_room_left(here, there)), _bytes(values.get("rcv_wnd")))
    yield Line("window there", _bytes(there.window), _bytes(values.get("snd_wnd")))


def _packets(end: WireEnd) -> str:
    return many(end.packets, "packet")


def _segments(found: Socket | None) -> str:
    values: Values = found.info.values if found is not None and found.info is not None else {}
    if "segs_out" not in values:
        return UNKNOWN
    # The kernel hands large ones on whole and counts what becomes of them.
    return f"{many(values['segs_out'], 'segment')} sent, {many(values.get('segs_in', 0), 'segment')} received"


def _amount(end: WireEnd) -> str:
    told = byte_words(end.bytes)
    whole = end.stream_bytes
    return told if whole is None or whole <= end.bytes else f"{told}, of {byte_words(whole)} by its numbers"


def _sent(values: Values) -> str:
    total = values.get("bytes_sent")
    return _bytes(None if total is None else max(total - values.get("bytes_retrans", 0), 0))


def _received(found: Socket | None, values: Values) -> str:
    total = values.get("bytes_received")
    if found is None or total is None:
        return UNKNOWN
    words = byte_words(received_bytes(found, total))
    unread = unread_bytes(found)
    return f"{words}, of which {byte_words(unread)} not read by the program" if unread else words


def _bytes(amount: int | None) -> str:
    return UNKNOWN if amount is None else byte_words(amount)


def _room_left(end: WireEnd, other: WireEnd) -> int | None:
    """Of the window that an end offered last, as the kernel counts it: without what has come since."""
    return None if end.window is None else max(end.window - (other.unacknowledged or 0), 0)


def _queues(found: Socket | None) -> str:
    if found is None or found.receive_queue is None:
        return UNKNOWN
    return f"{byte_words(unread_bytes(found))} unread, {byte_words(found.send_queue or 0)} to be acknowledged"


def _handshake(wire: Wire) -> str:
    return UNKNOWN if wire.handshake_ns is None else f"{microseconds(wire.handshake_ns // 1000)} in the handshake"


def _round_trip(values: Values) -> str:
    rtt, least = values.get("rtt"), values.get("min_rtt", NOT_MEASURED)
    if not rtt:
        return UNKNOWN
    words = f"{microseconds(rtt)} now"
    return words if least in (0, NOT_MEASURED) else f"{words}, {microseconds(least)} at the least"


def _last(wire: Wire, now_ns: int) -> str:
    ago = wire.last.seconds_before(now_ns) if wire.last is not None else None
    return UNKNOWN if wire.last is None or ago is None else f"{time_words(ago)} ago (packet {wire.last.packet})"


def _silence(found: Socket | None) -> str:
    since = silent_ms(found) if found is not None else None
    return UNKNOWN if since is None else f"{time_words(since / 1000)} ago"
