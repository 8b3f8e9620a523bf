"""Words for outcomes: written as the list of labelled conversations has them, in the order of their weight."""

from __future__ import annotations

from dissectors.transport.outcome import Outcome
from tests.dissectors.streams.labels import words


def test_the_words_are_those_of_the_labels() -> None:
    assert {str(outcome) for outcome in Outcome} == words().keys()


def test_what_failed_comes_before_what_went_well() -> None:
    order = list(Outcome)
    for first, second in (
        (Outcome.REFUSED, Outcome.CLOSED),
        (Outcome.BACKLOG_FULL, Outcome.NO_ANSWER),
        (Outcome.IDLE_RESET, Outcome.RESET),
        (Outcome.RESET, Outcome.MID_STREAM),
        (Outcome.STALLED, Outcome.CLOSED),
        (Outcome.HALF_CLOSED, Outcome.CLOSED),
        (Outcome.MID_STREAM, Outcome.STILL_OPEN),
        (Outcome.NAME_NOT_FOUND, Outcome.ANSWERED),
        (Outcome.PORT_UNREACHABLE, Outcome.UNANSWERED),
        (Outcome.DNS_TIMED_OUT, Outcome.ANSWERED),
    ):
        assert order.index(first) < order.index(second)
