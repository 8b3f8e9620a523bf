"""What the ladder says of a packet, in the same words on the screen, as text and as a diagram. Not yet safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.transport.tcp_header import flag_names
from tui import wording

if TYPE_CHECKING:
    from dissectors.streams.ladders.ladder import Arrow, Gap, Segment
    from dissectors.streams.ladders.states import Change


@dataclass(frozen=True, slots=True)
class Word:
    """How a mark is called."""

    name: str
    short: str
    """For narrow arrows."""
    meaning: str


MARKS: Final[Mapping[Mark, Word]] = {
    Mark.RETRANSMISSION: Word("Retransmission", "Retrans", "sent again: no acknowledgment had come in time"),
    Mark.FAST_RETRANSMISSION: Word(
        "Fast retransmission", "Fast retrans", "sent again because duplicate ACKs asked for it"
    ),
    Mark.SPURIOUS_RETRANSMISSION: Word(
        "Spurious retransmission", "Spurious", "sent again though it had been acknowledged"
    ),
    Mark.OUT_OF_ORDER: Word("Out of order", "Late", "came behind segments that were sent after it"),
    Mark.DUPLICATE_ACK: Word("Dup ACK", "Dup ACK", "asks again for the same byte: something before it is missing"),
    Mark.ZERO_WINDOW: Word("Zero window", "Zero window", "its sender has no room for more"),
    Mark.WINDOW_FULL: Word("Window full", "Window full", "fills the receiver's window: its sender must wait"),
    Mark.ZERO_WINDOW_PROBE: Word("Zero-window probe", "Probe", "asks whether the window is still closed"),
    Mark.ZERO_WINDOW_PROBE_ACK: Word("Zero-window probe ACK", "Probe ACK", "the window is still closed"),
    Mark.KEEP_ALIVE: Word("Keep-alive", "Keep-alive", "asks whether the other side is still there"),
    Mark.KEEP_ALIVE_ACK: Word("Keep-alive ACK", "Keep-alive ACK", "the other side is still there"),
    Mark.WINDOW_UPDATE: Word("Window update", "Update", "only the window is new"),
    Mark.ACK_LOST_SEGMENT: Word("ACKs unseen", "ACKs unseen", "acknowledges bytes that were not captured"),
    Mark.REUSED_PORTS: Word("Ports reused", "Reused", "the same ends had a connection before"),
    Mark.LOST_SEGMENT: Word("Gap before", "Gap", "something before it was not captured"),
}
"""The most telling first."""


def marks_of(segment: Segment) -> list[str]:
    """`[Dup ACK #2]`, then shorter ways to say it; empty without a mark. A gap has a line of its own, no mark."""
    found = [mark for mark in MARKS if mark & segment.marks and mark is not Mark.LOST_SEGMENT]
    number = f" #{segment.duplicate}" if segment.duplicate else ""
    ways = [
        [MARKS[mark].name + (number if mark is Mark.DUPLICATE_ACK else "") for mark in found],
        [MARKS[mark].short + (number if mark is Mark.DUPLICATE_ACK else "") for mark in found],
    ]
    return list(dict.fromkeys(f"[{', '.join(way)}]" for way in (*ways, ways[1][:1]) if way))


def meanings_of(segment: Segment) -> list[str]:
    """What its marks mean, each with its name."""
    return [f"{word.name}: {word.meaning}" for mark, word in MARKS.items() if mark & segment.marks]


def labels_of(arrow: Arrow) -> Sequence[str]:
    """What stands at an arrow, from the whole to the least; marks are told apart (`marks_of`)."""
    segment = arrow.segment
    if segment is None:
        return [f"{arrow.protocol} {arrow.info}".strip()]
    flags = flag_names(segment.flags).replace(", ", " ")
    sequence, length, window = f"seq={segment.sequence}", f"len={segment.length}", f"win={segment.window}"
    acknowledgment = [] if segment.acknowledgment is None else [f"ack={segment.acknowledgment}"]
    # What carries nothing is about what it acknowledges.
    rest = (
        [[sequence, length], [length]]
        if segment.length or not acknowledgment
        else [[*acknowledgment, length], acknowledgment]
    )
    ways = [[sequence, *acknowledgment, length, window], [sequence, *acknowledgment, length], *rest, []]
    return [" ".join([flags, *way]) for way in ways]


def sentence_of(arrow: Arrow) -> str:
    """The label without the window, with the marks: for text that has no width."""
    label = labels_of(arrow)[0 if arrow.segment is None else 1]
    marks = marks_of(arrow.segment) if arrow.segment is not None else []
    return " ".join([label, *marks[:1]])


def gap_words(gap: Gap) -> str:
    """`1,448 bytes not captured`."""
    return f"{wording.count(gap.size)} {'byte' if gap.size == 1 else 'bytes'} not captured"


def change_words(change: Change) -> str:
    """`CLOSED → SYN-SENT`, with all states between."""
    states = [*([change.before] if change.before is not None else []), *change.states]
    return " → ".join(state.value for state in states)
