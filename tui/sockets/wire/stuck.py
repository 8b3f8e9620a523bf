"""What does not go on: sides that are not closed, full queues, closed windows, acknowledgments that do not come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tui.sockets.story.quantities import byte_words, many, time_words
from tui.sockets.story.queues import is_full, unread_bytes
from tui.sockets.story.remark import Remark, warning
from tui.sockets.story.warnings import CLOSE_WAIT, NO_ANSWER, PEER_WINDOW, RECEIVE_QUEUE, UNREAD_SECONDS
from tui.sockets.wire.case import CLOSING, SOON_SECONDS, Case, at


def stuck(case: Case) -> Iterator[Remark]:
    """The weightiest first."""
    for find in _RULES:
        yield from find(case)


def _close_wait(case: Case) -> Iterator[Remark]:
    fin = case.wire.there.fin
    lasted = case.since(fin)
    if case.one.state != "CLOSE-WAIT" or lasted is None or lasted < SOON_SECONDS:
        return
    unread = unread_bytes(case.one)
    more = f", and has not read {byte_words(unread)}" if unread else ""
    yield warning(
        f"CLOSE-WAIT for {time_words(lasted)} after the peer's FIN{at(fin)}: the program has not closed its end{more}.",
        CLOSE_WAIT,
    )


def _fin_wait(case: Case) -> Iterator[Remark]:
    end = case.wire.here.fin_acked
    lasted = case.since(end)
    if case.one.state != "FIN-WAIT-2" or lasted is None or lasted < SOON_SECONDS:
        return
    gives_up = " No program holds it any more, so the kernel gives it up after 60 s (tcp_fin_timeout, tcp(7))."
    yield warning(
        f"FIN-WAIT-2 for {time_words(lasted)} after its own FIN was acknowledged{at(end)}: the peer has not closed its "
        f"end.{'' if case.one.inode else gives_up}",
        "fin-wait",
    )


def _fin_not_acknowledged(case: Case) -> Iterator[Remark]:
    if case.one.state not in CLOSING:
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
        yield warning(f"{case.one.state} for {time_words(lasted)}: the FIN{at(fin)} is not acknowledged.", "fin-wait")


def _receive_queue(case: Case) -> Iterator[Remark]:
    one, wire = case.one, case.wire
    unread = unread_bytes(one)
    if not unread or not one.inode:
        return
    closed = wire.here.closed_window
    stuck = case.since(closed or wire.there.last_data)
    if (is_full(one) or closed is not None) and (stuck is None or stuck >= SOON_SECONDS):
        window = f"; the window is closed {case.lasts(closed)}{at(closed)[1:]}".rstrip() if closed is not None else ""
        yield warning(
            f"Receive queue full: the program is not reading. {byte_words(unread)} wait{window}.", RECEIVE_QUEUE
        )
        return
    last, lasted = wire.there.last_data, case.since(wire.there.last_data)
    if lasted is not None and lasted >= UNREAD_SECONDS and one.state != "CLOSE-WAIT":
        yield warning(
            f"The program has not read {byte_words(unread)} for {time_words(lasted)}, since the last came{at(last)}.",
            RECEIVE_QUEUE,
        )


def _peer_window(case: Case) -> Iterator[Remark]:
    closed, lasted = case.wire.there.closed_window, case.since(case.wire.there.closed_window)
    if closed is None or not case.one.send_queue or lasted is None or lasted < SOON_SECONDS:
        return
    yield warning(
        f"The peer's window is closed for {time_words(lasted)}{at(closed)}: its program is not reading, and "
        f"{byte_words(case.one.send_queue)} wait here.",
        PEER_WINDOW,
    )


def _not_acknowledged(case: Case) -> Iterator[Remark]:
    here, there = case.wire.here, case.wire.there
    waiting, lasted = here.unacknowledged, case.since(there.last or case.wire.first)
    if not waiting or not here.sent_again or lasted is None or lasted < SOON_SECONDS:
        return
    if case.one.state in ("SYN-SENT", "SYN-RECEIVED") or there.closed_window is not None:
        return
    yield warning(
        f"{byte_words(waiting)} not acknowledged, although {many(here.sent_again, 'packet')} were sent again; nothing "
        f"came for {time_words(lasted)}{at(there.last)}: the peer is gone, or the way to it.",
        NO_ANSWER,
    )


_RULES: Final[tuple[Callable[[Case], Iterator[Remark]], ...]] = (
    _close_wait,
    _fin_wait,
    _fin_not_acknowledged,
    _receive_queue,
    _peer_window,
    _not_acknowledged,
)
