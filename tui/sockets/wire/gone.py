"""What the packets tell of a conversation that the kernel has no socket for, any more or ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dissectors.streams.ladders.states import State
from tui.sockets.story.quantities import byte_words, time_words
from tui.sockets.story.remark import Remark
from tui.sockets.wire.facts import Moment, Wire
from tui.sockets.wire.kernel_side import state_name

_WANTED: Final = "wanted it so (SO_LINGER, socket(7)), or it was closed from outside (ss -K)"


def gone_remarks(wire: Wire, now_ns: int) -> Iterator[Remark]:
    """How it ended, or why there may be no socket; `now_ns` is when the kernel was asked."""
    yield Remark(_why(wire, now_ns), "", "strong")


def _why(wire: Wire, now_ns: int) -> str:
    if wire.protocol == "udp":
        return "The kernel has no socket between these ends now: UDP's have none, or its program closed it."
    here, there = wire.here, wire.there
    if here.reset is not None:
        return _reset_here(wire, here.reset)
    if there.reset is not None:
        what = "refused it" if here.syn is not None and there.syn_ack is None and not there.bytes else "reset it"
        return f"The kernel has no such socket any more: the peer {what} (packet {there.reset.packet})."
    if here.state in (State.TIME_WAIT, State.CLOSED) and here.fin is not None:
        return (
            "The kernel has no such socket any more: both ends were closed in order"
            f"{_ago(here.fin_acked or here.fin, now_ns)}. One that closed first is in TIME-WAIT for 60 s at first."
        )
    return (
        f"The packets imply {state_name(here.state)}, and the kernel has no such socket: it is in another network "
        "namespace (a container), it was given up without a packet (ss -K, a timeout), or this end is not on this "
        "machine and packets of others are seen here."
    )


def _reset_here(wire: Wire, reset: Moment) -> str:
    here, there = wire.here, wire.there
    at = f"(packet {reset.packet})"
    if there.syn is not None and here.syn_ack is None:
        return f"This machine refused it {at}: no program listens on that port."
    forged = here.syn is not None and there.syn_ack is not None and wire.handshake_done is None
    if forged and not there.bytes:
        return (
            f"This machine reset the answer to a SYN {at}, as no socket of it had sent that one: made outside of the "
            "kernel, as by Scapy, or its program had given up meanwhile (RFC 9293 §3.5.1)."
        )
    if here.fin is None and there.stream_bytes:
        return (
            f"This machine reset it {at}: its program closed without reading all of the "
            f"{byte_words(there.stream_bytes)} that came (RFC 9293 §3.6.1) or {_WANTED}."
        )
    if here.fin is not None:
        return f"This machine reset it {at}: data came after its program had closed, that nobody would read any more."
    return f"This machine reset it {at}: its program {_WANTED}."


def _ago(moment: Moment, now_ns: int) -> str:
    seconds = moment.seconds_before(now_ns)
    return "" if seconds is None or seconds < 0 else f" {time_words(seconds)} ago (packet {moment.packet})"
