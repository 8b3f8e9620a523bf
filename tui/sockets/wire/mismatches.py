"""Where packets and kernel disagree, or agree that something does not go on: named, with how long it lasts.

Each remark is headed by what it is about, as the warnings of `tui.sockets.story.warnings` are: it tells more than they.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from dissectors.streams.ladders.states import State
from tui.sockets.entry import Socket
from tui.sockets.story.around import Around
from tui.sockets.story.quantities import byte_words, many, time_words
from tui.sockets.story.queues import is_full
from tui.sockets.story.remark import Remark, warning
from tui.sockets.story.warnings import RECEIVE_QUEUE, UNREAD_SECONDS
from tui.sockets.wire.case import CLOSING, SOON_SECONDS, Case, at
from tui.sockets.wire.facts import Wire
from tui.sockets.wire.handshakes import unfinished
from tui.sockets.wire.kernel_side import received_bytes, state_name, unacknowledged
from tui.sockets.wire.stuck import stuck

_ORDER: Final = (
    State.SYN_SENT, State.SYN_RECEIVED, State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSE_WAIT,
    State.CLOSING, State.LAST_ACK, State.TIME_WAIT, State.CLOSED,
)  # fmt: skip


def mismatches(one: Socket, wire: Wire, now_ns: int, near: Around) -> Iterator[Remark]:
    """The weightiest first. What a busy connection may catch up with in a moment is not told."""
    case = Case(one, wire, now_ns, near)
    for find in _OF_TCP if wire.protocol == "tcp" else _OF_UDP:
        yield from find(case)


def _states(case: Case) -> Iterator[Remark]:
    """Where neither of the rules above says why."""
    one, here, there = case.one, case.wire.here, case.wire.there
    implied = here.state
    reset = there.reset or here.reset
    if implied is None or state_name(implied) == one.state or not case.is_settled or one.state in _EXPLAINED:
        return
    if one.state in CLOSING and here.fin is None and (one.send_queue or 0) > 1:
        # The FIN stands behind data, which is told.
        return
    if implied is State.CLOSED and reset is not None:
        whose = "the peer" if there.reset is not None else "this end"
        yield warning(
            f"{whose.capitalize()} sent a reset{at(reset)}, and the kernel is still in {one.state}: it was outside of "
            "the window or not exact (RFC 5961 §3.2), was forged, or was dropped behind the capture.",
            "state",
        )
    elif _is_later(implied, one.state):
        because = f" by the peer's FIN{at(there.fin)}" if there.fin is not None else ""
        yield warning(
            f"The packets imply {state_name(implied)}{because}, and the kernel is in {one.state}: it has not taken "
            "what was captured. A wrong checksum, a firewall behind the capture, or something lost before it.",
            "state",
        )
    else:
        yield warning(
            f"The kernel is in {one.state}, and the packets imply {state_name(implied)} only: some were not captured.",
            "state",
        )


_EXPLAINED: Final = ("SYN-RECEIVED", "SYN-SENT")
"""States of which the rules for handshakes tell all."""


def _is_later(implied: State, kernel: str) -> bool:
    order = [state.value for state in _ORDER]
    return kernel not in order or order.index(implied.value) > order.index(kernel)


def _amounts(case: Case) -> Iterator[Remark]:
    """Bytes, where neither is still catching up."""
    one, wire = case.one, case.wire
    if not case.is_settled or one.info is None or one.state == "TIME-WAIT":
        return
    total, seen = one.info.values.get("bytes_received"), wire.there.stream_bytes
    if total is not None and seen is not None and wire.there.reset is None:
        missing = seen - received_bytes(one, total)
        if missing > 0:
            yield warning(
                f"{byte_words(missing)} were captured that the kernel has not taken in: they lie behind a gap, there "
                "was no room for them, or their checksum is wrong.",
                "bytes",
            )
        elif missing < 0:
            yield Remark(f"{byte_words(-missing)} came that were not captured.", "", "dim")
    by_kernel, by_packets = unacknowledged(one), wire.here.unacknowledged
    if by_kernel is None or by_packets is None or one.state == "SYN-SENT":
        return
    if by_packets > by_kernel:
        yield Remark(f"Acknowledgments of {byte_words(by_packets - by_kernel)} were not captured.", "", "dim")
    elif by_kernel > by_packets + 1 and wire.is_whole:
        yield warning(
            f"{byte_words(by_kernel - by_packets)} more wait for their acknowledgment in the kernel than by the "
            "packets: the acknowledgment was captured and not taken, or the data never left.",
            "bytes",
        )


def _window(case: Case) -> Iterator[Remark]:
    """Something between that changes windows or takes their scale away is seen at both ends only."""
    one, there = case.one, case.wire.there
    told = one.info.values.get("snd_wnd") if one.info is not None else None
    if told is None or there.window is None or there.reset is not None or not case.is_settled or not case.wire.is_whole:
        return
    if one.state in ("ESTABLISHED", "CLOSE-WAIT", "FIN-WAIT-2") and told != there.window:
        yield warning(
            f"The peer offered a window of {byte_words(there.window)}, and the kernel counts with {byte_words(told)}: "
            "the last offer was not taken, or the scale was lost on the way (RFC 7323 §2).",
            "window",
        )


def _datagrams(case: Case) -> Iterator[Remark]:
    one, wire = case.one, case.wire
    unread, lasted = one.receive_queue or 0, case.since(wire.there.last_data)
    dropped = one.memory.dropped if one.memory is not None else 0
    if is_full(one):
        yield warning(f"Receive queue full: the program is not reading. {byte_words(unread)} wait.", RECEIVE_QUEUE)
    elif unread and lasted is not None and lasted >= UNREAD_SECONDS:
        last = wire.there.last_data
        yield warning(f"The program has not read what came for {time_words(lasted)}{at(last)}.", RECEIVE_QUEUE)
    if dropped:
        came = many(wire.there.packets, "datagram")
        yield warning(
            f"{dropped:,} were dropped for lack of room; {came} of this conversation came by the wire.", "dropped"
        )
    asked = case.since(wire.here.last_data)
    if wire.here.packets and not wire.there.packets and asked is not None and asked >= SOON_SECONDS:
        sent = many(wire.here.packets, "datagram")
        yield Remark(f"{sent} sent, and none came back in {time_words(asked)}: nobody answers, or nobody is to.")


_OF_TCP: Final[tuple[Callable[[Case], Iterator[Remark]], ...]] = (stuck, unfinished, _states, _amounts, _window)
_OF_UDP: Final[tuple[Callable[[Case], Iterator[Remark]], ...]] = (_datagrams,)
