"""How fast data went: bits a second of segments and, without what was sent again, of what arrived.

From `Observed`; averaged over a window of time that moves from packet to packet.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.tcp_graphs.observed import Observed, Side
from dissectors.statistics.tcp_graphs.points import Graph, Points, What, acknowledgments_of, events_of
from dissectors.transport.tcp_header import FIN, RST

Integers = NDArray[np.int64]

WINDOWS: Final = 50
"""How many windows the conversation lasts, about, where none is given."""
SHORTEST, LONGEST = 10_000, 1_000_000_000_000
"""Nanoseconds of a window that was not asked for."""
_BITS_NANOSECONDS: Final = 8 * 1_000_000_000


def throughput(observed: Observed, side: Side, over: int | None = None) -> Graph:
    """Payload of segments as sent, and as acknowledged for the first time; `over` nanoseconds, None as suits.

    Where the other side's acknowledgments were not captured, what was sent for the first time stands for them.
    """
    over = averaging(observed) if over is None else over
    sent = np.flatnonzero((observed.sides == side) & (observed.lengths > 0) & (observed.flags & RST == 0))
    answers = acknowledgments_of(observed, side)
    delivered, news = (
        (answers, _acknowledged(observed, sent, answers)) if len(answers) else (sent, _new(observed, sent))
    )
    points = (
        moving_rate("throughput", observed, sent, observed.lengths[sent], over),
        moving_rate("goodput", observed, delivered, news, over),
    )
    return Graph("throughput", side, points, events_of(observed, side, None, np.zeros(len(observed))), over)


def averaging(observed: Observed) -> int:
    """Nanoseconds of a window that suits the conversation: 1, 2 or 5 of a power of ten."""
    span = int(observed.times.max()) - int(observed.times.min()) if len(observed) else 0
    wanted = min(max(span // WINDOWS, SHORTEST), LONGEST)
    power = int(10 ** (len(str(wanted)) - 1))
    return next(step for step in (5 * power, 2 * power, power) if step <= wanted)


def moving_rate(what: What, observed: Observed, places: Integers, sizes: Integers, over: int) -> Points:
    """The bits of the last `over` nanoseconds a second, at each of some segments, and 0 as soon as there are none."""
    times, rows = observed.times[places], observed.rows[places]
    if not len(times):
        return Points(what, times, np.zeros(0), rows)
    if np.any(times[1:] < times[:-1]):
        order = np.argsort(times, kind="stable")
        times, rows, sizes = times[order], rows[order], sizes[order]
    behind = np.concatenate([[0], np.cumsum(sizes)])
    begins = np.searchsorted(times, times - over, "right")
    rates = (behind[1:] - behind[begins]) * (_BITS_NANOSECONDS / over)
    # Nothing within a whole window: the rate is none until the next packet. What comes behind the last one of the
    # conversation so far nobody knows.
    until = np.append(times[1:], max(int(observed.times.max()), int(times[-1])))
    quiet = np.flatnonzero(until - times > over)
    at = quiet + 1
    return Points(
        what,
        np.insert(times, at, times[quiet] + over),
        np.insert(rates, at, 0.0),
        np.insert(rows, at, rows[quiet]),
    )


def _acknowledged(observed: Observed, sent: Integers, answers: Integers) -> Integers:
    """Bytes of payload that each answer acknowledges and none before it did."""
    acks = observed.acks[answers]
    first = min(int(acks[0]), int(observed.starts[sent].min())) if len(sent) else int(acks[0])
    # A FIN takes a sequence number, and is no byte.
    fins = np.flatnonzero((observed.sides != observed.sides[answers[0]]) & (observed.flags & FIN > 0))
    if len(fins):
        acks = np.minimum(acks, int((observed.starts[fins] + observed.lengths[fins]).max()))
    reached = np.maximum.accumulate(np.concatenate([[first], acks]))
    news: Integers = np.diff(reached)
    return news


def _new(observed: Observed, sent: Integers) -> Integers:
    """Bytes of payload beyond all sent before."""
    starts = observed.starts[sent]
    ends = starts + observed.lengths[sent]
    if not len(sent):
        return ends
    reached = np.maximum.accumulate(np.concatenate([starts[:1], ends]))[:-1]
    news: Integers = np.maximum(ends - np.maximum(starts, reached), 0)
    return news
