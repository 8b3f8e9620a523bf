"""What became of every conversation of TCP or UDP: facts about each, and words for its outcome.

Made in bulk from outlines, counts and ICMP errors; `verdict` makes sentences of it. What is told of a conversation is
what the capture holds so far.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.endpoints import ADDRESS_BYTES, WORDS, group_alike
from dissectors.streams.outcomes.icmp_errors import Error, ICMPErrors
from dissectors.streams.outcomes.outcome_rules import Ends, Surroundings, tcp_outcomes, udp_outcomes
from dissectors.streams.outcomes.outline import Outlines
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Conversations
from dissectors.transport.outcome import Outcome

if TYPE_CHECKING:
    from dissectors.transport.conversation_facts import ConversationFacts

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Records = NDArray[np.void]

Transport = Literal["tcp", "udp"]
TRANSPORTS: Final[tuple[Transport, ...]] = ("tcp", "udp")
DNS_PORT = 53
TCP_SOON = 30_000_000_000
"""Nanoseconds after a cut DNS answer within which the same client's TCP connection is taken to ask again."""
_HALF = WORDS // 2


@dataclass(frozen=True, slots=True)
class Fates:
    """One protocol's conversations, by number, as far as the capture was read."""

    protocol: Transport
    table: Conversations
    outcomes: Mapping[Outcome, Booleans]
    errors: Mapping[Error, Records]
    """The first ICMP error of each kind; see `icmp_errors.ERROR`."""
    opener: Records
    """TCP: `outline.SIDE` of who opened it. UDP: `datagram_outline.RECORD`."""
    answerer: Records
    conversations: Records
    """TCP: `outline.CONVERSATION`. UDP: as `opener`."""
    opener_is_a: Booleans
    """Endpoint A of the table, which sent the first packet, is the one that opened it."""
    related_frames: Integers
    """TCP: the first packet of a connection that the same listener accepted. UDP: that of the TCP connection which
    followed a cut DNS answer. 0 where there is none."""

    dropped: int | None = None
    """Packets that the capture lost itself; None where it does not tell."""
    facts: dict[int, ConversationFacts] = field(default_factory=dict)
    """Of conversations that were asked for; `verdict.facts_of` puts them here."""

    def __len__(self) -> int:
        return len(self.opener)

    def words(self, stream: int) -> tuple[Outcome, ...]:
        """All that is true of a conversation, the weightiest first."""
        return tuple(outcome for outcome in Outcome if outcome in self.outcomes and self.outcomes[outcome][stream])

    def first_words(self) -> Integers:
        """The weightiest word of each conversation, as its place in `Outcome`; -1 where there is none."""
        found = np.full(len(self), -1)
        for place, outcome in reversed(list(enumerate(Outcome))):
            if outcome in self.outcomes:
                found[self.outcomes[outcome]] = place
        return found


def tcp_fates(outlines: Outlines, waiting: Integers, counts: ConversationCounts, errors: ICMPErrors) -> Fates:
    """What became of TCP's conversations; `waiting` are those with segments that nobody acknowledged."""
    table, count = counts.table("tcp"), outlines.count
    ends = Ends.of(outlines)
    opener_is_a = ends.opener_side == outlines.conversations["first_side"]
    told = {error: errors.of(error, count) for error in Error}
    answered = (ends.opener["ack_frame"] > 0) & (ends.answerer["syn_ack_frame"] > 0)
    accepted = _accepted_by_listener(table, opener_is_a, answered)
    related_frames = np.where(accepted >= 0, outlines.conversations["first_frame"][accepted], 0) if count else accepted
    acknowledged = np.ones(count, np.bool_)
    acknowledged[waiting] = False
    around = _surroundings(told, accepted >= 0, acknowledged)
    return Fates(
        "tcp",
        table,
        tcp_outcomes(outlines, ends, around),
        told,
        ends.opener,
        ends.answerer,
        outlines.conversations.copy(),
        opener_is_a,
        related_frames,
    )


def udp_fates(records: Records, counts: ConversationCounts, errors: ICMPErrors) -> Fates:
    """What became of UDP's conversations, from their `datagram_outline` records."""
    table, count = counts.table("udp"), len(records)
    told = {error: errors.of(error, count) for error in Error}
    around = _surroundings(told, np.zeros(count, np.bool_), np.ones(count, np.bool_))
    followed = _followed_by_tcp(records, table, counts.table("tcp"))
    outcomes = udp_outcomes(records, around, followed > 0)
    return Fates("udp", table, outcomes, told, records, records, records, np.ones(count, np.bool_), followed)


def _surroundings(errors: Mapping[Error, Records], listener_answers: Booleans, acknowledged: Booleans) -> Surroundings:
    said = {error: records["frame"] > 0 for error, records in errors.items()}
    return Surroundings(
        unreachable=said[Error.UNREACHABLE],
        port_unreachable=said[Error.PORT_UNREACHABLE],
        time_exceeded=said[Error.TIME_EXCEEDED],
        listener_answers=listener_answers,
        all_acknowledged=acknowledged,
    )


def _endpoints(table: Conversations, side: int) -> NDArray[np.uint64]:
    half: NDArray[np.uint64] = table.pairs[:, side * _HALF : (side + 1) * _HALF]
    return half


def _accepted_by_listener(table: Conversations, opener_is_a: Booleans, answered: Booleans) -> Integers:
    """For each conversation another one that the endpoint which was called has accepted; -1 where there is none."""
    found = np.full(len(opener_is_a), -1)
    known = table.numbers < len(opener_is_a)
    numbers = table.numbers[known]
    called = np.where(opener_is_a[numbers, None], _endpoints(table, 1)[known], _endpoints(table, 0)[known])
    first, listener = group_alike(called)
    has_accepted = answered[numbers]
    accepted = np.full(len(first), -1)
    accepted[listener[has_accepted]] = numbers[has_accepted]
    found[numbers[~has_accepted]] = accepted[listener[~has_accepted]]
    return found


def _followed_by_tcp(records: Records, table: Conversations, tcp: Conversations) -> Integers:
    """The first frame of the TCP conversation in which the client of a cut DNS answer asked the same server again."""
    found = np.zeros(len(records), np.int64)
    known = np.flatnonzero(table.numbers < len(records))
    cut = known[records["truncated_frame"][table.numbers[known]] > 0]
    asked = _dns_over_tcp(tcp) if len(cut) else {}
    for place in cut.tolist():
        number, udp = int(table.numbers[place]), table.record(place)
        times = asked.get((udp.a.address, udp.b.address), [])
        cut_at = int(records["truncated_time"][number])
        at = bisect.bisect_left(times, (cut_at, 0))
        if at < len(times) and times[at][0] - cut_at <= TCP_SOON:
            found[number] = times[at][1]
    return found


def _dns_over_tcp(tcp: Conversations) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """By client and server: time and number of the first frame of each conversation, ascending."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    called = np.ascontiguousarray(_endpoints(tcp, 1)).view(np.uint8).reshape(len(tcp), 8 * _HALF)
    ports = called[:, ADDRESS_BYTES].astype(np.int64) << 8 | called[:, ADDRESS_BYTES + 1]
    for place in np.flatnonzero(ports == DNS_PORT).tolist():
        record = tcp.record(place)
        known = found.setdefault((record.a.address, record.b.address), [])
        known.append((int(tcp.first_times[place]), record.first_row + 1))
    for times in found.values():
        times.sort()
    return found
