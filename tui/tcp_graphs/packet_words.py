"""A packet of a TCP conversation in words that a learner understands: what it carries, acknowledges and means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from dissectors.statistics.tcp_graphs.observed import NO_ACK, NOT_KNOWN, Observed
from dissectors.statistics.tcp_graphs.points import EVENTS, OF_ANSWERS, OF_DATA, Event
from dissectors.text import seconds
from dissectors.transport.tcp_header import FIN, RST, SYN
from tui import wording
from tui.tcp_graphs.meanings import EVENT_MARKS
from tui.wording import lasting

MOST_BLOCKS: Final = 2
"""Blocks of a SACK that are told one by one."""


def packet_head(observed: Observed, place: int, ends: tuple[str, str]) -> str:
    """`Packet 1,234 · 1.204317000 s · 10.0.0.1:80 → 10.0.0.2:40000`."""
    side = int(observed.sides[place])
    return (
        f"Packet {wording.count(int(observed.rows[place]) + 1)} · {seconds(int(observed.times[place]))} s · "
        f"{ends[side]} → {ends[1 - side]}"
    )


def packet_events(observed: Observed, place: int) -> list[Event]:
    """What is marked of a packet."""
    marks = int(observed.marks[place])
    both = {**OF_DATA, **OF_ANSWERS}
    is_reset = bool(observed.flags[place] & RST)
    return [event for event in EVENTS if (is_reset if event == "reset" else marks & both[event])]


def packet_sentences(observed: Observed, place: int) -> Iterator[str]:
    """What is marked first, then what it carries, and what it acknowledges."""
    for event in packet_events(observed, place):
        yield EVENT_MARKS[event].meaning
    yield from _carries(observed, place)
    yield from _acknowledges(observed, place)


def _carries(observed: Observed, place: int) -> Iterator[str]:
    flags, length = int(observed.flags[place]), int(observed.lengths[place])
    start, flying = int(observed.starts[place]), int(observed.in_flight[place])
    if flags & SYN:
        yield "SYN: opens the direction from its sender, and takes sequence number " + wording.count(start) + "."
    if length:
        last = start + length - 1 + bool(flags & SYN)
        numbers = f"numbers {wording.count(last - length + 1)} to {wording.count(last)}"
        on_the_way = f", {wording.count(flying)} on their way" if flying != NOT_KNOWN else ""
        yield f"Carries {_bytes(length)}, {numbers}{on_the_way}."
    if flags & FIN:
        yield "FIN: has nothing more to send."


def _acknowledges(observed: Observed, place: int) -> Iterator[str]:
    ack, rtt = int(observed.acks[place]), int(observed.ack_rtts[place])
    if ack == NO_ACK:
        return
    text = f"Acknowledges all before {wording.count(ack)}"
    if rtt != NOT_KNOWN:
        text += f", {lasting(rtt)} after packet {wording.count(int(observed.acked_rows[place]) + 1)}"
    yield f"{text}; has room for {_bytes(int(observed.windows[place]))}."
    blocks = observed.blocks
    first, stop = (int(at) for at in np.searchsorted(blocks.places, (place, place + 1)))
    if first < stop:
        told = [
            f"{wording.count(int(blocks.lefts[at]))} to {wording.count(int(blocks.rights[at]) - 1)}"
            for at in range(first, min(stop, first + MOST_BLOCKS))
        ]
        more = f" and {stop - first - MOST_BLOCKS} more" if stop - first > MOST_BLOCKS else ""
        yield f"SACK: {'has' if int(blocks.lefts[first]) >= ack else 'got twice'} {', '.join(told)}{more}."


def _bytes(count: int) -> str:
    return f"{wording.count(count)} byte{'s' * (count != 1)}"
