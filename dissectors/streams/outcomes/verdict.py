"""What happened in a conversation, in one sentence, with the packets that prove it and what would disprove it.

From the fates of all conversations (`fates`) comes what is true of one; each word of its outcome has a clause
(`tcp_clauses`, `datagram_clauses`, `error_clauses`), and the weightiest begins the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dissectors.streams.outcomes.case import Case, Clause
from dissectors.streams.outcomes.datagram_clauses import DATAGRAM_CLAUSES
from dissectors.streams.outcomes.error_clauses import ERROR_CLAUSES
from dissectors.streams.outcomes.fates import Fates
from dissectors.streams.outcomes.tcp_clauses import TCP_CLAUSES, gaps
from dissectors.transport.conversation_facts import ConversationFacts
from dissectors.transport.outcome import Outcome

CLAUSES: Mapping[Outcome, Callable[[Case], Clause]] = {**TCP_CLAUSES, **DATAGRAM_CLAUSES, **ERROR_CLAUSES}
QUOTED_ONLY = Clause("nothing of it was captured but what an error quotes")
_SAID_BY: Mapping[Outcome, frozenset[Outcome]] = {
    Outcome.NO_ANSWER: frozenset({Outcome.BACKLOG_FULL}),
    Outcome.RESET: frozenset({Outcome.IDLE_RESET}),
    Outcome.UNANSWERED: frozenset({Outcome.TIME_EXCEEDED, Outcome.DNS_TIMED_OUT}),
    Outcome.ANSWERED: frozenset({Outcome.NAME_NOT_FOUND, Outcome.DNS_ERROR, Outcome.TRUNCATED_THEN_TCP}),
}
"""The clauses of these words say it, too."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One conversation's."""

    outcomes: tuple[Outcome, ...]
    """All that is true of it, the weightiest first."""
    sentence: str
    evidence: tuple[int, ...]
    """Numbers of the packets that prove it, ascending."""
    disproof: str
    """What, if it were seen, would show that the sentence is wrong."""


def verdict_of(fates: Fates, stream: int, dropped: int | None = None) -> Verdict:
    """The verdict on a conversation; `dropped`: packets that the capture lost itself, None for what the fates know.

    Raises IndexError.
    """
    if not 0 <= stream < len(fates):
        raise IndexError(stream)
    outcomes, case = fates.words(stream), Case(fates, stream)
    said = [outcome for outcome in outcomes if _SAID_BY.get(outcome, frozenset()).isdisjoint(outcomes)]
    clauses = [CLAUSES[outcome](case) for outcome in said] or [QUOTED_ONLY]
    missing = gaps(case, fates.dropped if dropped is None else dropped) if fates.protocol == "tcp" else None
    clauses += [missing] if missing is not None else []
    sentence = "; ".join(clause.text for clause in clauses)
    evidence = sorted({int(frame) for clause in clauses for frame in clause.evidence if frame})
    disproof = next((clause.disproof for clause in clauses if clause.disproof), "")
    return Verdict(outcomes, sentence[0].upper() + sentence[1:], tuple(evidence), disproof)


def facts_of(fates: Fates, stream: int) -> ConversationFacts:
    """What the packets of a conversation tell of it as a whole; made once. Raises IndexError."""
    known = fates.facts.get(stream)
    if known is None:
        verdict, place = verdict_of(fates, stream), fates.table.place_of(stream)
        record = None if place is None else fates.table.record(place)
        is_tcp = fates.protocol == "tcp"
        known = fates.facts[stream] = ConversationFacts(
            verdict.outcomes,
            verdict.sentence,
            None if record is None else record.packets,
            None if record is None else record.bytes,
            None if record is None else record.duration,
            int(fates.conversations["initial_rtt"][stream]) or None if is_tcp else None,
            int(fates.opener["sent_again"][stream]) + int(fates.answerer["sent_again"][stream]) if is_tcp else None,
        )
    return known
