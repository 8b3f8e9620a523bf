"""Where packets and kernel disagree, or agree that something does not go on: named, with how long it lasts.

Each remark is headed by what it is about, as the warnings of `tui.sockets.story.warnings` are: it tells more than they.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from dissectors.streams.ladders.states import State
from tui.sockets.entry import Socket
from tui.sockets.snapshot import UNACCEPTED
from tui.sockets.story.around import Around
from tui.sockets.story.opening import subject
from tui.sockets.story.quantities import byte_words, lasting, many
from tui.sockets.story.queues import is_full, unread_bytes
from tui.sockets.story.remark import Remark, warning
from tui.sockets.story.warnings import (
    ACCEPT_QUEUE,
    CLOSE_WAIT,
    HANDSHAKE,
    NO_ANSWER,
    PEER_WINDOW,
    RECEIVE_QUEUE,
    UNREAD_SECONDS,
)
from tui.sockets.wire.facts import Moment, Wire
from tui.sockets.wire.kernel_side import received_bytes, state_name, unacknowledged

SOON_SECONDS: Final = 1.0
"""What lasts no longer is on its way to be over."""
SETTLED_SECONDS: Final = 0.5
"""Without a packet for so long, both have seen the same ones: the capture hands packets over some time later."""
_ORDER: Final = (
    State.SYN_SENT, State.SYN_RECEIVED, State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSE_WAIT,
    State.CLOSING, State.LAST_ACK, State.TIME_WAIT, State.CLOSED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Case:
    """What is looked at."""

    one: Socket
    wire: Wire
    now_ns: int
    near: Around

    def since(self, moment: Moment | None) -> float | None:
        """Seconds since a packet; None where it was not seen, has no time, or came after the look at the socket."""
        seconds = moment.seconds_before(self.now_ns) if moment is not None else None
        return seconds if seconds is not None and seconds >= 0 else None

    def lasts(self, moment: Moment | None) -> str:
        """`for 40 s `, if that is long enough to be told; empty where it is not known."""
        seconds = self.since(moment)
        return "" if seconds is None else f"for {lasting(seconds)} "

    @property
    def is_settled(self) -> bool:
        return self.wire.is_settled(self.now_ns, SETTLED_SECONDS)


def mismatches(one: Socket, wire: Wire, now_ns: int, near: Around) -> Iterator[Remark]:
    """The weightiest first. What a busy connection may catch up with in a moment is not told."""
    case = _Case(one, wire, now_ns, near)
    for find in _OF_TCP if wire.protocol == "tcp" else _OF_UDP:
        yield from find(case)


def _at(moment: Moment | None) -> str:
    return "" if moment is None else f" (packet {moment.packet})"


def _close_wait(case: _Case) -> Iterator[Remark]:
    fin = case.wire.there.fin
    lasted = case.since(fin)
    if case.one.state != "CLOSE-WAIT" or lasted is None or lasted < SOON_SECONDS:
        return
    unread = unread_bytes(case.one)
    more = f", and has not read {byte_words(unread)}" if unread else ""
    yield warning(
        f"CLOSE-WAIT for {lasting(lasted)} after the peer's FIN{_at(fin)}: the program has not closed its end{more}.",
        CLOSE_WAIT,
    )


def _fin_wait(case: _Case) -> Iterator[Remark]:
    end = case.wire.here.fin_acked
    lasted = case.since(end)
    if case.one.state != "FIN-WAIT-2" or lasted is None or lasted < SOON_SECONDS:
        return
    gives_up = " No program holds it any more, so the kernel gives it up after 60 s (tcp_fin_timeout, tcp(7))."
    yield warning(
        f"FIN-WAIT-2 for {lasting(lasted)} after its own FIN was acknowledged{_at(end)}: the peer has not closed its "
        f"end.{'' if case.one.inode else gives_up}",
        "fin-wait",
    )


def _fin_not_acknowledged(case: _Case) -> Iterator[Remark]:
    if case.one.state not in _CLOSING:
        return
    fin, lasted = case.wire.here.fin, case.since(case.wire.here.fin)
    waits = case.one.send_queue or 0
    if fin is None and case.is_settled and waits > 1:
        yield warning(
            f"{case.one.state}, and no FIN was sent: it stands behind {byte_words(waits - 1)} that the peer does "
            "not take.",
            "fin-wait",
        )
    elif lasted is not None and lasted >= SOON_SECONDS:
        yield warning(f"{case.one.state} for {lasting(lasted)}: the FIN{_at(fin)} is not acknowledged.", "fin-wait")


def _receive_queue(case: _Case) -> Iterator[Remark]:
    one, wire = case.one, case.wire
    unread = unread_bytes(one)
    if not unread or not one.inode:
        return
    closed = wire.here.closed_window
    stuck = case.since(closed or wire.there.last_data)
    if (is_full(one) or closed is not None) and (stuck is None or stuck >= SOON_SECONDS):
        window = f"; the window is closed {case.lasts(closed)}{_at(closed)[1:]}".rstrip() if closed is not None else ""
        yield warning(
            f"Receive queue full: the program is not reading. {byte_words(unread)} wait{window}.", RECEIVE_QUEUE
        )
        return
    last, lasted = wire.there.last_data, case.since(wire.there.last_data)
    if lasted is not None and lasted >= UNREAD_SECONDS and one.state != "CLOSE-WAIT":
        yield warning(
            f"The program has not read {byte_words(unread)} for {lasting(lasted)}, since the last came{_at(last)}.",
            RECEIVE_QUEUE,
        )


def _peer_window(case: _Case) -> Iterator[Remark]:
    closed, lasted = case.wire.there.closed_window, case.since(case.wire.there.closed_window)
    if closed is None or not case.one.send_queue or lasted is None or lasted < SOON_SECONDS:
        return
    yield warning(
        f"The peer's window is closed for {lasting(lasted)}{_at(closed)}: its program is not reading, and "
        f"{byte_words(case.one.send_queue)} wait here.",
        PEER_WINDOW,
    )


def _syn_received(case: _Case) -> Iterator[Remark]:
    if case.one.state != "SYN-RECEIVED":
        return
    done, answer = case.wire.handshake_done, case.wire.here.syn_ack
    listener = case.near.listener
    if done is not None and (lasted := case.since(done)) is not None and lasted >= SETTLED_SECONDS:
        if listener is not None and is_full(listener.socket):
            held = f"{listener.socket.receive_queue:,} of {(listener.socket.send_queue or 0) + 1:,}"
            why = f"the accept queue of {subject(listener)} is full ({held}), so the kernel drops it"
        else:
            why = "the accept queue was full then, or the listener waits for data first (TCP_DEFER_ACCEPT, tcp(7))"
        yield warning(
            f"SYN-RECV for {lasting(lasted)} after the ACK that ends the handshake{_at(done)}: {why}. The client takes "
            "the connection for open.",
            HANDSHAKE,
        )
    elif (lasted := case.since(answer)) is not None and lasted >= SOON_SECONDS:
        times = many(case.wire.here.syn_acks, "SYN-ACK")
        yield warning(
            f"SYN-RECV for {lasting(lasted)}: {times} sent{_at(answer)}, and no ACK came. The answer does not reach "
            "the client, or its address is forged, as in a SYN flood.",
            HANDSHAKE,
        )


def _syn_sent(case: _Case) -> Iterator[Remark]:
    if case.one.state != "SYN-SENT":
        return
    here, there = case.wire.here, case.wire.there
    answer = there.syn_ack or there.reset
    if answer is not None and case.is_settled:
        what = "SYN-ACK" if there.syn_ack is not None else "RST"
        yield warning(
            f"A {what} came{_at(answer)}, and the kernel still waits for an answer: a firewall of this machine dropped "
            "it behind the capture, or it acknowledges another SYN.",
            HANDSHAKE,
        )
    elif (lasted := case.since(here.syn)) is not None and lasted >= SOON_SECONDS:
        full = case.near.called is not None and is_full(case.near.called.socket)
        whose = subject(case.near.called) if case.near.called is not None else ""
        why = f"the accept queue of {whose} is full, on this machine" if full else "filtered, dead, or not reached"
        yield warning(f"{many(here.syns, 'SYN')} in {lasting(lasted)}{_at(here.syn)}, and no answer: {why}.", HANDSHAKE)


def _not_accepted(case: _Case) -> Iterator[Remark]:
    one, done = case.one, case.wire.handshake_done
    lasted, other = case.since(done), case.near.mirror
    if lasted is None or lasted < SOON_SECONDS:
        return
    if other is not None and other.unknown == UNACCEPTED and one.state == "ESTABLISHED":
        yield warning(
            f"Open for {lasting(lasted)} since the handshake{_at(done)}, and nobody has accepted it at the other end, "
            "which is on this machine.",
            ACCEPT_QUEUE,
        )
    if one.inode or one.state not in ("ESTABLISHED", "CLOSE-WAIT"):
        return
    whose = subject(case.near.listener) if case.near.listener is not None else "its listener"
    yield warning(
        f"Open for {lasting(lasted)} since the handshake{_at(done)}, and {whose} has not accepted it.", ACCEPT_QUEUE
    )


def _not_acknowledged(case: _Case) -> Iterator[Remark]:
    here, there = case.wire.here, case.wire.there
    waiting, lasted = here.unacknowledged, case.since(there.last or case.wire.first)
    if not waiting or not here.sent_again or lasted is None or lasted < SOON_SECONDS:
        return
    if case.one.state in ("SYN-SENT", "SYN-RECEIVED") or there.closed_window is not None:
        return
    yield warning(
        f"{byte_words(waiting)} not acknowledged, although {many(here.sent_again, 'packet')} were sent again; nothing "
        f"came for {lasting(lasted)}{_at(there.last)}: the peer is gone, or the way to it.",
        NO_ANSWER,
    )


def _states(case: _Case) -> Iterator[Remark]:
    """Where neither of the rules above says why."""
    one, here, there = case.one, case.wire.here, case.wire.there
    implied = here.state
    reset = there.reset or here.reset
    if implied is None or state_name(implied) == one.state or not case.is_settled or one.state in _EXPLAINED:
        return
    if one.state in _CLOSING and here.fin is None and (one.send_queue or 0) > 1:
        # The FIN stands behind data, which is told.
        return
    if implied is State.CLOSED and reset is not None:
        whose = "the peer" if there.reset is not None else "this end"
        yield warning(
            f"{whose.capitalize()} sent a reset{_at(reset)}, and the kernel is still in {one.state}: it was outside of "
            "the window or not exact (RFC 5961 §3.2), was forged, or was dropped behind the capture.",
            "state",
        )
    elif _is_later(implied, one.state):
        because = f" by the peer's FIN{_at(there.fin)}" if there.fin is not None else ""
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


_CLOSING: Final = ("FIN-WAIT-1", "LAST-ACK", "CLOSING")
"""States of a side whose FIN is not acknowledged yet."""
_EXPLAINED: Final = ("SYN-RECEIVED", "SYN-SENT")
"""States of which the rules for handshakes tell all."""


def _is_later(implied: State, kernel: str) -> bool:
    order = [state.value for state in _ORDER]
    return kernel not in order or order.index(implied.value) > order.index(kernel)


def _amounts(case: _Case) -> Iterator[Remark]:
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


def _window(case: _Case) -> Iterator[Remark]:
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


def _datagrams(case: _Case) -> Iterator[Remark]:
    one, wire = case.one, case.wire
    unread, lasted = one.receive_queue or 0, case.since(wire.there.last_data)
    dropped = one.memory.dropped if one.memory is not None else 0
    if is_full(one):
        yield warning(f"Receive queue full: the program is not reading. {byte_words(unread)} wait.", RECEIVE_QUEUE)
    elif unread and lasted is not None and lasted >= UNREAD_SECONDS:
        last = wire.there.last_data
        yield warning(f"The program has not read what came for {lasting(lasted)}{_at(last)}.", RECEIVE_QUEUE)
    if dropped:
        came = many(wire.there.packets, "datagram")
        yield warning(
            f"{dropped:,} were dropped for lack of room; {came} of this conversation came by the wire.", "dropped"
        )
    asked = case.since(wire.here.last_data)
    if wire.here.packets and not wire.there.packets and asked is not None and asked >= SOON_SECONDS:
        yield warning(f"{many(wire.here.packets, 'datagram')} sent, and none came back in {lasting(asked)}.", NO_ANSWER)


_OF_TCP: Final[tuple[Callable[[_Case], Iterator[Remark]], ...]] = (
    _close_wait,
    _fin_wait,
    _fin_not_acknowledged,
    _receive_queue,
    _peer_window,
    _syn_received,
    _syn_sent,
    _not_accepted,
    _not_acknowledged,
    _states,
    _amounts,
    _window,
)
_OF_UDP: Final[tuple[Callable[[_Case], Iterator[Remark]], ...]] = (_datagrams,)
