"""What TCP graphs and their marks are called, and how a learner reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dissectors.statistics.tcp_graphs.kinds import GraphKind
from dissectors.statistics.tcp_graphs.points import Event


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a graph shows, and what to look for in it."""

    title: str
    shows: str
    reading: tuple[tuple[str, str], ...]
    """What may be seen, and what it means."""


GRAPHS: Final[Mapping[GraphKind, Meaning]] = {
    "tcptrace": Meaning(
        "Sequence (tcptrace)",
        "Every byte of the data has a number. A stroke is a segment, from its first byte's number to its last one's, "
        "at the time when it was captured. The line below is what the other side has acknowledged, the line above how "
        "far its window lets the sender go.",
        (
            ("steep", "fast; the slope is bytes a second"),
            ("flat", "nobody sends: compare where the lines are to see who waits for whom"),
            ("segments at the upper line", "the receiver's window is full: the receiver is too slow"),
            ("far between both lines", "the sender holds back: congestion control, or it has no more to send"),
            ("stroke below the others", "sent again; SACK strokes tell what had arrived behind the hole"),
            ("steps of the lower line", "acknowledgments; the distance to the segments is what is on its way"),
        ),
    ),
    "stevens": Meaning(
        "Sequence (Stevens)",
        "The number of the first byte of every segment at the time when it was captured, as in W. Richard Stevens's "
        "TCP/IP Illustrated.",
        (
            ("a straight slope", "steady; the slope is bytes a second"),
            ("bursts, then gaps of one round trip", "slow start, or a small window: the sender waits"),
            ("a point below the others", "sent again, or overtaken on the way"),
            ("a jump upward", "something is missing in the capture"),
        ),
    ),
    "throughput": Meaning(
        "Throughput",
        "Throughput is the payload of all segments a second, averaged over a window of time that moves along. Goodput "
        "is what the other side acknowledged for the first time: what has been of use.",
        (
            ("throughput above goodput", "bytes are sent again"),
            ("a saw of falls by half", "loss: congestion control halves what is on its way, then tries more"),
            ("a flat top", "a limit: the link, a shaper, or window divided by round trip"),
            ("down to nothing", "nobody sends: a closed window, a timeout, or nothing to say"),
        ),
    ),
    "rtt": Meaning(
        "Round trips",
        "How long it took until a segment was acknowledged, at the time of the acknowledgment, as the place of the "
        "capture saw it: close to the receiver it is short whatever the network does.",
        (
            ("a steady floor", "the distance: no acknowledgment can be faster"),
            ("a rising slope", "a queue fills somewhere on the way (bufferbloat)"),
            (
                "about 40 ms more",
                "delayed acknowledgments: the receiver waits a while (RFC 1122 §4.2.3.2)",
            ),
            ("single high points", "loss: what is acknowledged had to be sent again first"),
        ),
    ),
    "rtt-seq": Meaning(
        "Round trips by number",
        "The same round trips, not by time but by how much data had been acknowledged: phases in which nothing was "
        "sent take no room.",
        (
            ("rising with the numbers", "the more is on its way, the longer the queue"),
            ("high at the beginning alone", "the handshake, name look-ups, a server that had to wake up"),
        ),
    ),
    "window": Meaning(
        "Window and flight",
        "The window is how much the other side has room for, as its segments say. Bytes in flight are sent and not yet "
        "acknowledged.",
        (
            ("bytes in flight at the window", "the receiver is too slow, or its buffer too small for this distance"),
            ("far below the window", "the network or the sender is the limit: congestion control, or nothing to send"),
            ("the window falls to nothing", "the program does not read: the sender must stop and probe"),
            ("bytes in flight fall by half", "loss was noticed, congestion control slowed down"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """How an event is drawn, and what it means."""

    sign: str
    """One cell."""
    colour: int
    """Number of a series' colour."""
    short: str
    """What it is called where there is little room."""
    meaning: str
    """A sentence."""


_SENT_AGAIN, _LATE, _ANSWER, _ENDING = 5, 4, 6, 5
EVENT_MARKS: Final[Mapping[Event, Marked]] = {
    "retransmission": Marked(
        "R", _SENT_AGAIN, "resent", "Sent again: no acknowledgment had come in time, so its sender took it for lost."
    ),
    "fast retransmission": Marked(
        "F", _SENT_AGAIN, "fast", "Sent again at once: duplicate acknowledgments asked for it (RFC 5681 §3.2)."
    ),
    "spurious retransmission": Marked(
        "S", _SENT_AGAIN, "needless", "Sent again in vain: it had been acknowledged already."
    ),
    "out of order": Marked(
        "O",
        _LATE,
        "late",
        "Comes behind segments that were sent after it: overtaken on the way, or sent again at once.",
    ),
    "lost segment": Marked(
        "L", _LATE, "gap", "Something before it is missing: lost on its way to here, or not captured, or still to come."
    ),
    "window full": Marked("W", _LATE, "full", "Fills the receiver's window: its sender must wait until there is room."),
    "zero window probe": Marked(
        "P", _LATE, "probe", "One byte into a closed window, to hear whether it is still closed (RFC 9293 §3.8.6.1)."
    ),
    "keep-alive": Marked(
        "K",
        _ANSWER,
        "alive",
        "Repeats the last byte, only to hear whether the other side is still there (RFC 9293 §3.8.4).",
    ),
    "duplicate ACK": Marked(
        "D", _ANSWER, "dup", "Acknowledges the same again: something arrived, but not what is expected next."
    ),
    "zero window": Marked(
        "Z", _ENDING, "closed", "No room for more: its program does not read, and the other side must stop."
    ),
    "ACK of what was not captured": Marked(
        "A", _LATE, "unseen", "Acknowledges data that is not in the capture: it arrived, only the capture missed it."
    ),
    "reset": Marked("X", _ENDING, "reset", "Reset: the connection ends at once, and what was on its way is dropped."),
}
