"""The columns of a table of conversations, on the screen and in print: titles, and each cell's text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.processes.ends import words
from dissectors.streams.tables.kinds import KINDS, WITH_STREAMS, Kind
from tui import wording
from tui.time_format import NO_TIME, interval

if TYPE_CHECKING:
    from dissectors.processes.attribution import Attribution
    from dissectors.streams.tables.conversations import Conversation

WIDEST_END: Final = 47
"""`[ipv6]:port` in full."""
ANALYSED: Final[frozenset[Kind]] = frozenset({"tcp"})
"""Kinds whose segments are numbered, so that their way can be told."""


@dataclass(frozen=True, slots=True)
class ConversationColumn:
    """One column; its name is also what `Conversations.order` sorts by."""

    name: str
    title: str
    text: Callable[[Conversation], str]
    most: int = 14
    """Widest, in cells."""
    right: bool = True
    """Numbers stand on the right."""
    kinds: frozenset[Kind] = frozenset(KINDS)
    """Those that have it."""


CONVERSATION_COLUMNS: Final = (
    ConversationColumn("number", "Stream", lambda one: str(one.stream), kinds=WITH_STREAMS),
    ConversationColumn("a", "A", lambda one: str(one.a), WIDEST_END, right=False),
    ConversationColumn("b", "B", lambda one: str(one.b), WIDEST_END, right=False),
    ConversationColumn("process_a", "Process A", lambda one: process(one.process_a), 20, False, WITH_STREAMS),
    ConversationColumn("process_b", "Process B", lambda one: process(one.process_b), 20, False, WITH_STREAMS),
    ConversationColumn("packets", "Packets", lambda one: wording.count(one.packets)),
    ConversationColumn("bytes", "Bytes", lambda one: wording.count(one.bytes)),
    ConversationColumn("outcome", "Outcome", lambda one: one.outcome or NO_TIME, 20, right=False, kinds=WITH_STREAMS),
    ConversationColumn("packets_a_to_b", "A→B", lambda one: wording.count(one.packets_a_to_b)),
    ConversationColumn("bytes_a_to_b", "Bytes A→B", lambda one: wording.count(one.bytes_a_to_b)),
    ConversationColumn("packets_b_to_a", "B→A", lambda one: wording.count(one.packets_b_to_a)),
    ConversationColumn("bytes_b_to_a", "Bytes B→A", lambda one: wording.count(one.bytes_b_to_a)),
    ConversationColumn("start", "Start", lambda one: seconds(one.start), 20),
    ConversationColumn("duration", "Duration", lambda one: seconds(one.duration), 20),
    ConversationColumn("initial_rtt", "RTT ms", lambda one: milliseconds(one.initial_rtt), kinds=ANALYSED),
    ConversationColumn("retransmissions", "Retr.", lambda one: told(one.retransmissions), kinds=ANALYSED),
    ConversationColumn("rate_a_to_b", "bit/s A→B", lambda one: bits_a_second(one.rate_a_to_b)),
    ConversationColumn("rate_b_to_a", "bit/s B→A", lambda one: bits_a_second(one.rate_b_to_a)),
)

ENDS: Final = ("a", "b")
"""Columns that are always there."""
UNITS: Final = ("", "k", "M", "G", "T")
LEAST_TOLD: Final = 0.1
"""Of bits a second."""


PROCESSES: Final = ("process_a", "process_b")


def columns_of(kind: Kind, *, has_processes: bool = True) -> tuple[ConversationColumn, ...]:
    """Those that a kind has; without those of processes, unless any process is known."""
    every = (column for column in CONVERSATION_COLUMNS if kind in column.kinds)
    return tuple(column for column in every if has_processes or column.name not in PROCESSES)


def process(end: Attribution | None) -> str:
    """Whose an end is; a dash where nobody can tell."""
    return words(end) or NO_TIME


def seconds(nanoseconds: int | None) -> str:
    """With six digits behind the point; a dash where there is no time."""
    return NO_TIME if nanoseconds is None else interval(nanoseconds)


def milliseconds(nanoseconds: int | None) -> str:
    """With three digits behind the point; a dash where it is not known."""
    return NO_TIME if nanoseconds is None else f"{nanoseconds / 1e6:.3f}"


def told(count: int | None) -> str:
    """A count; a dash where nothing has been counted."""
    return NO_TIME if count is None else wording.count(count)


def bits_a_second(rate: float | None) -> str:
    """<0.1, 0.4, 850, 1.2k, 3.4M, 5.6G: thousands, as networks count; a dash where there is no duration to tell it."""
    if rate is None:
        return NO_TIME
    unit = 0
    while rate >= 1000 and unit < len(UNITS) - 1:
        rate, unit = rate / 1000, unit + 1
    if 0 < rate < LEAST_TOLD:
        return f"<{LEAST_TOLD}"
    return f"{rate:.1f}{UNITS[unit]}" if unit or 0 < rate < 1 else f"{rate:.0f}"
