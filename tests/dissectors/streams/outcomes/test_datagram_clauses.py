"""What is said of datagrams that were answered or not, and of names."""

from __future__ import annotations

from pathlib import Path

from dissectors.streams.outcomes.datagram_clauses import DATAGRAM_CLAUSES
from dissectors.streams.outcomes.verdict import Verdict, verdict_of
from dissectors.transport.outcome import Outcome
from tests.dissectors.streams.frames import udp
from tests.dissectors.streams.judged import fates_of, verdict_on_datagrams
from tests.dissectors.streams.outcomes.test_fates import CUT, NOT_FOUND, RESPONSE, datagram
from tests.dissectors.streams.talk import Talk

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 90)
SERVER_FAILURE = 0x8002


def asked(talk: Talk, *messages: tuple[int, int, int, float]) -> Talk:
    """DNS messages: the side, flags, the identifier, and how many milliseconds they come after the one before."""
    for side, flags, identifier, pause in messages:
        talk.wait(pause).frames.append((talk.now, datagram(side, flags, identifier)))
    return talk


def said_of(talk: Talk, folder: Path) -> Verdict:
    return verdict_of(fates_of(talk.table(folder), "udp"), 0)


def test_answers_are_counted(tmp_path: Path) -> None:
    verdict = verdict_on_datagrams([udp(A, B), udp(A, B), udp(B, A)], tmp_path)
    assert verdict.sentence == "Answered: 2 datagrams from 10.0.0.2:40000, 1 datagram from 10.0.0.1:90"
    assert verdict.evidence == (1, 3)


def test_silence_proves_nothing(tmp_path: Path) -> None:
    verdict = verdict_on_datagrams([udp(A, B), udp(A, B)], tmp_path)
    assert verdict.sentence == "No answer from 10.0.0.1:90 to 2 datagrams: UDP itself gives no sign of arrival"
    assert verdict.evidence == (1, 2)


def test_what_goes_to_many_is_answered_from_elsewhere(tmp_path: Path) -> None:
    for address, kind in (("ff02::1:2", "multicast"), ("224.0.0.251", "multicast"), ("255.255.255.255", "broadcast")):
        source = ("fe80::1", 9) if ":" in address else A
        verdict = verdict_on_datagrams([udp(source, (address, 547))], tmp_path)
        assert verdict.sentence.endswith(f"it is a {kind} address, and answers come from others")


def test_the_question_is_shown_whose_name_does_not_exist(tmp_path: Path) -> None:
    talk = asked(Talk(), (0, 0, 1, 0), (1, RESPONSE, 1, 1), (0, 0, 2, 1), (0, 0, 3, 1), (1, NOT_FOUND, 2, 1))
    verdict = said_of(talk, tmp_path)
    assert verdict.sentence == "10.0.0.1:53 answered that a name does not exist (NXDOMAIN)"
    assert (verdict.outcomes, verdict.evidence) == ((Outcome.NAME_NOT_FOUND, Outcome.ANSWERED), (3, 5))


def test_errors_are_named(tmp_path: Path) -> None:
    verdict = said_of(asked(Talk(), (0, 0, 1, 0), (1, SERVER_FAILURE, 1, 1)), tmp_path)
    assert verdict.sentence == "10.0.0.1:53 answered a DNS question with the error “Server failure”"
    assert verdict.evidence == (1, 2)


def test_a_question_that_was_asked_again_had_no_answer(tmp_path: Path) -> None:
    verdict = said_of(asked(Talk(), (0, 0, 1, 0), (0, 0, 1, 1000)), tmp_path)
    assert verdict.sentence == "A DNS question to 10.0.0.1:53 was asked again, as no answer came"
    assert verdict.outcomes == (Outcome.DNS_TIMED_OUT, Outcome.UNANSWERED)
    assert verdict.evidence == (1, 2)


def test_a_question_has_five_seconds(tmp_path: Path) -> None:
    late = said_of(asked(Talk(), (0, 0, 1, 0), (1, RESPONSE, 1, 5001)), tmp_path)
    assert late.sentence.startswith("A DNS question to 10.0.0.1:53 got no answer within five seconds; answered: ")
    soon = said_of(asked(Talk(), (0, 0, 1, 0), (1, RESPONSE, 1, 4999)), tmp_path)
    assert soon.outcomes == (Outcome.ANSWERED,)


def test_an_answer_too_long_leads_to_tcp(tmp_path: Path) -> None:
    talk = asked(Talk(("10.0.0.2", 41000), ("10.0.0.1", 53)), (0, 0, 1, 0), (1, CUT, 1, 1)).shake()
    verdict = said_of(talk, tmp_path)
    assert "too long for a datagram (TC), so the client asked again over TCP (packet 3)" in verdict.sentence
    assert verdict.outcomes == (Outcome.TRUNCATED_THEN_TCP, Outcome.ANSWERED)
    assert verdict.evidence == (2, 3)


def test_every_outcome_of_udp_alone_has_a_clause() -> None:
    assert len(DATAGRAM_CLAUSES) == 6
