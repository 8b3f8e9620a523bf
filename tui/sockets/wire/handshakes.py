"""Handshakes that do not come to their end, and connections that nobody accepts."""

from __future__ import annotations

from collections.abc import Iterator

from tui.sockets.snapshot import UNACCEPTED
from tui.sockets.story.opening import subject
from tui.sockets.story.quantities import many, time_words
from tui.sockets.story.queues import is_full
from tui.sockets.story.remark import Remark, warning
from tui.sockets.story.warnings import ACCEPT_QUEUE, HANDSHAKE
from tui.sockets.wire.case import SETTLED_SECONDS, SOON_SECONDS, Case, at


def unfinished(case: Case) -> Iterator[Remark]:
    """What is wrong with how it was opened, or is being opened."""
    yield from _syn_received(case)
    yield from _syn_sent(case)
    yield from _not_accepted(case)


def _syn_received(case: Case) -> Iterator[Remark]:
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
            f"SYN-RECV for {time_words(lasted)} after the ACK that ends the handshake{at(done)}: {why}. The client "
            "takes the connection for open.",
            HANDSHAKE,
        )
    elif (lasted := case.since(answer)) is not None and lasted >= SOON_SECONDS:
        times = many(case.wire.here.syn_acks, "SYN-ACK")
        yield warning(
            f"SYN-RECV for {time_words(lasted)}: {times} sent{at(answer)}, and no ACK came. The answer does not reach "
            "the client, or its address is forged, as in a SYN flood.",
            HANDSHAKE,
        )


def _syn_sent(case: Case) -> Iterator[Remark]:
    if case.one.state != "SYN-SENT":
        return
    here, there = case.wire.here, case.wire.there
    answer = there.syn_ack or there.reset
    if answer is not None and case.is_settled:
        what = "SYN-ACK" if there.syn_ack is not None else "RST"
        yield warning(
            f"A {what} came{at(answer)}, and the kernel still waits for an answer: a firewall of this machine dropped "
            "it behind the capture, or it acknowledges another SYN.",
            HANDSHAKE,
        )
    elif (lasted := case.since(here.syn)) is not None and lasted >= SOON_SECONDS:
        full = case.near.called is not None and is_full(case.near.called.socket)
        whose = subject(case.near.called) if case.near.called is not None else ""
        why = f"the accept queue of {whose} is full, on this machine" if full else "filtered, dead, or not reached"
        yield warning(
            f"{many(here.syns, 'SYN')} in {time_words(lasted)}{at(here.syn)}, and no answer: {why}.", HANDSHAKE
        )


def _not_accepted(case: Case) -> Iterator[Remark]:
    one, done = case.one, case.wire.handshake_done
    lasted, other = case.since(done), case.near.mirror
    if lasted is None or lasted < SOON_SECONDS:
        return
    if other is not None and other.unknown == UNACCEPTED and one.state == "ESTABLISHED":
        yield warning(
            f"Open for {time_words(lasted)} since the handshake{at(done)}, and nobody has accepted it at the other "
            "end, which is on this machine.",
            ACCEPT_QUEUE,
        )
    if one.inode or one.state not in ("ESTABLISHED", "CLOSE-WAIT"):
        return
    whose = subject(case.near.listener) if case.near.listener is not None else "its listener"
    yield warning(
        f"Open for {time_words(lasted)} since the handshake{at(done)}, and {whose} has not accepted it.", ACCEPT_QUEUE
    )
