"""A listener's calls by the packets beside the kernel's queues: who was let in, who waits, and who was dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tui.sockets.entry import Socket
from tui.sockets.story.around import Around
from tui.sockets.story.quantities import many, time_words
from tui.sockets.story.queues import is_full
from tui.sockets.story.remark import Remark, warning
from tui.sockets.story.warnings import ACCEPT_QUEUE, HANDSHAKE
from tui.sockets.wire.calls import Calls
from tui.sockets.wire.comparison import Comparison, Line
from tui.sockets.wire.facts import Moment
from tui.sockets.wire.kernel_side import UNKNOWN

ANSWERED_SECONDS: Final = 1.0
HISTORY_SECONDS: Final = 60.0


def compare_listener(listener: Socket, calls: Calls, now_ns: int, near: Around) -> Comparison:
    """Both at the moment `now_ns`, since 1970."""
    port = listener.local.port if listener.local is not None else 0
    lines = (
        Line("calls", f"{calls.made:,}{_when(calls.last, now_ns)}", UNKNOWN),
        Line("opened", f"{calls.opened:,}", f"{near.accepted:,} held by a program, {near.waiting:,} not accepted"),
        Line("half open", f"{calls.half_open:,}", f"{near.half_open:,} in SYN-RECV"),
        Line("no answer", f"{calls.unanswered:,}{_when(calls.last_unanswered, now_ns)}", _dropped(listener)),
        Line("refused", f"{calls.refused:,}", UNKNOWN),
    )
    return Comparison(f"tcp.dstport == {port}", lines, tuple(_mismatches(listener, calls, now_ns, near)))


def _mismatches(listener: Socket, calls: Calls, now_ns: int, near: Around) -> Iterator[Remark]:
    if calls.unanswered and _is_of_now(calls.last_unanswered, now_ns):
        share = (
            f"{calls.unanswered:,} of {many(calls.made, 'call')} had no answer{_when(calls.last_unanswered, now_ns)}"
        )
        if is_full(listener):
            held = f"{listener.receive_queue:,} of {(listener.send_queue or 0) + 1:,}"
            yield warning(
                f"Accept queue full ({held}): {share}. The kernel drops SYNs until the program accepts (accept(2)).",
                ACCEPT_QUEUE,
            )
        else:
            yield warning(
                f"{share}: dropped while a queue was full, by a firewall behind the capture, or before it listened."
            )
    if calls.half_open > 1 and not near.half_open and _is_of_now(calls.last, now_ns):
        yield warning(
            f"{many(calls.half_open, 'handshake')} half open by the packets and none in the kernel: it has given them "
            "up, or answered with SYN cookies, for which it keeps nothing (tcp_syncookies, tcp(7)).",
            HANDSHAKE,
        )
    elif near.half_open and listener.send_queue is not None and near.half_open >= max(listener.send_queue, 1):
        yield warning(
            f"SYN-RECV queue full: {near.half_open:,} in the kernel, {calls.half_open:,} half open by the packets. A "
            "SYN flood, clients that cannot be reached, or a full accept queue behind it.",
            HANDSHAKE,
        )


def _is_of_now(moment: Moment | None, now_ns: int) -> bool:
    """Whether it was long enough ago to have had an answer, and not so long that it is history."""
    seconds = moment.seconds_before(now_ns) if moment is not None else None
    return seconds is not None and ANSWERED_SECONDS <= seconds < HISTORY_SECONDS


def _when(moment: Moment | None, now_ns: int) -> str:
    seconds = moment.seconds_before(now_ns) if moment is not None else None
    return "" if moment is None or seconds is None else f", the last {time_words(seconds)} ago (packet {moment.packet})"


def _dropped(listener: Socket) -> str:
    return UNKNOWN if listener.memory is None else f"{listener.memory.dropped:,} dropped"
