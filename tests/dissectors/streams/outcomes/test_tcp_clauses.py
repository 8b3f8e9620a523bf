"""What is said of each outcome of TCP, with the packets that prove it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.streams.outcomes.tcp_clauses import TCP_CLAUSES
from dissectors.transport.outcome import Outcome
from tests.dissectors.streams.judged import verdict_on
from tests.dissectors.streams.talk import ACK, FIN, RST, SYN, Talk

DATA = b"hello"
SAID = {
    "refused": (
        Talk().send(0, SYN).send(1, RST | ACK),
        "10.0.0.1:80 refused the connection: it answered the SYN with RST",
        (1, 2),
    ),
    "asked once": (Talk().send(0, SYN), "No answer from 10.0.0.1:80 to one SYN: filtered, dead, or not reached", (1,)),
    "asked again": (
        Talk().send(0, SYN).wait(999).send(0, SYN, back=1).wait(1999).send(0, SYN, back=1),
        "No answer from 10.0.0.1:80 to 3 SYNs within 3 s: filtered, dead, or not reached",
        (1, 3),
    ),
    "no last acknowledgment": (
        Talk().send(0, SYN).send(1, SYN | ACK),
        "10.0.0.1:80 answered the SYN, but 10.0.0.2:40000 sent no ACK",
        (1, 2),
    ),
    "RST in place of it": (
        Talk().send(0, SYN).send(1, SYN | ACK).send(0, RST),
        "but 10.0.0.2:40000 sent RST instead of an ACK",
        (1, 2, 3),
    ),
    "reset": (
        Talk().shake().send(0, ACK, DATA).send(1, RST),
        "10.0.0.1:80 reset the connection to 10.0.0.2:40000 (RST, no FIN) after 5 bytes from 10.0.0.2:40000 "
        "and 0 bytes from 10.0.0.1:80",
        (1, 2, 3, 4, 5),
    ),
    "reset before any data": (
        Talk().shake().send(0, RST),
        "10.0.0.2:40000 reset the connection to 10.0.0.1:80 (RST, no FIN) before any data was seen",
        (1, 2, 3, 4),
    ),
    "idle": (
        Talk().shake().send(0, ACK, DATA).send(1).wait(7_199).send(0, RST),
        "Idle for 7.2 s, then reset by 10.0.0.2:40000",
        (1, 2, 3, 5, 6),
    ),
    "aborted by who closed": (
        Talk().shake().send(0, FIN | ACK).send(1, ACK, DATA).send(0, RST),
        "10.0.0.2:40000 aborted the close (RST after its own FIN)",
        (1, 2, 3, 4, 6),
    ),
    "aborted by the other": (
        Talk().shake().send(0, FIN | ACK).send(1, RST),
        "10.0.0.1:80 aborted the close (RST after the FIN of 10.0.0.2:40000)",
        (1, 2, 3, 4, 5),
    ),
    "closed in three": (
        Talk().shake().send(1, FIN | ACK).send(0, FIN | ACK).send(1),
        "Established and closed cleanly in three packets (FIN, FIN with ACK, ACK), first by 10.0.0.1:80",
        (1, 2, 3, 4, 5, 6),
    ),
    "closed in four": (
        Talk().shake().send(0, FIN | ACK).send(1).send(1, FIN | ACK).send(0),
        "Established and closed cleanly in four steps (FIN and ACK each way), first by 10.0.0.2:40000",
        (1, 2, 3, 4, 5, 6, 7),
    ),
    "closed, the beginning unseen": (
        Talk().send(0, FIN | ACK).send(1, FIN | ACK).send(0),
        "; closed cleanly in three packets",
        (1, 2, 3),
    ),
    "half-closed": (
        Talk().shake().send(1, FIN | ACK).send(0),
        "Half-closed: 10.0.0.1:80 has ended its side, 10.0.0.2:40000 has not",
        (1, 2, 3, 4, 5),
    ),
    "half-closed for a while": (
        Talk().shake().send(0, FIN | ACK).send(1).send(1, ACK, DATA).send(1, FIN | ACK).send(0),
        "Half-closed for a while: 10.0.0.1:80 went on sending behind the FIN of 10.0.0.2:40000; established and closed",
        (1, 2, 3, 4, 5, 6, 7, 8),
    ),
    "not closed to the end": (
        Talk().shake().send(0, FIN | ACK).send(1).send(1, FIN | ACK),
        "but not both were acknowledged before the capture ended",
        (1, 2, 3, 4, 5, 6),
    ),
    "split": (
        Talk().send(0, SYN).send(1, SYN).send(0, SYN | ACK, back=1).send(1),
        "Split handshake: 10.0.0.1:80 answered the SYN with a bare SYN, and 10.0.0.2:40000 sent the SYN-ACK",
        (1, 2, 3, 4),
    ),
    "simultaneous": (
        Talk().send(0, SYN).send(1, SYN).send(0, SYN | ACK, back=1).send(1, SYN | ACK, back=1),
        "Both sides opened it at once: their SYNs crossed, and each was answered",
        (1, 2, 3, 4),
    ),
    "one direction": (
        Talk().send(0, SYN).send(1, SYN | ACK, is_seen=False).send(0).send(0, ACK, DATA),
        "Only packets from 10.0.0.2:40000 were captured; they acknowledge others, so 10.0.0.1:80 answers on a way",
        (1, 2, 3),
    ),
    "under way": (Talk().send(0, ACK, DATA), "Already under way when the capture began", (1,)),
    "still open": (
        Talk().shake().send(0, ACK, DATA),
        "Still open when the capture ends, after 5 bytes from 10.0.0.2:40000 and 0 bytes from 10.0.0.1:80",
        (1, 2, 3, 4),
    ),
}


@pytest.mark.parametrize(("talk", "text", "evidence"), SAID.values(), ids=SAID)
def test_an_outcome_is_said(talk: Talk, text: str, evidence: tuple[int, ...], tmp_path: Path) -> None:
    verdict = verdict_on(talk, tmp_path)
    assert text in verdict.sentence
    assert verdict.evidence == evidence


def test_of_two_stalls_the_one_that_somebody_waited_for_is_told(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, DATA).send(1, ACK, window=0).wait(99).send(1).send(0, ACK, DATA).send(1)
    # Longer, but the other side had nothing to send.
    talk.send(0, window=0).wait(4_999).send(0)
    verdict = verdict_on(talk, tmp_path)
    assert "stalled for 100 ms by a zero window: the program at 10.0.0.1:80 did not read" in verdict.sentence.lower()
    assert {5, 6} <= set(verdict.evidence)


def test_a_stall_may_last_to_the_end(tmp_path: Path) -> None:
    talk = (
        Talk().shake().send(0, ACK, DATA).send(1, window=0).wait(999).send(0, ACK, b"x").send(1, window=0, ack_less=1)
    )
    verdict = verdict_on(talk, tmp_path)
    assert "stalled for 1 s by a zero window: the program at 10.0.0.1:80 did not read" in verdict.sentence.lower()
    assert 5 in verdict.evidence


def test_a_full_backlog_is_told_by_a_connection_that_was_accepted(tmp_path: Path) -> None:
    ignored = Talk(("10.0.0.3", 9)).send(0, SYN).wait(999).send(0, SYN, back=1)
    verdict = verdict_on(ignored, tmp_path, Talk().wait(50).shake())
    assert "to 2 SYNs within 1 s, although it accepts other connections (packet 2)" in verdict.sentence
    assert verdict.evidence == (1, 2, 5)


def test_what_was_acknowledged_but_not_captured_was_missed_by_the_capture(tmp_path: Path) -> None:
    verdict = verdict_on(Talk().shake().send(0, ACK, DATA, is_seen=False).send(1), tmp_path)
    assert verdict.sentence.endswith("that was not captured: the capture missed it, not the network")
    assert verdict.evidence == (1, 2, 3, 4)


def test_every_outcome_of_tcp_alone_has_a_clause() -> None:
    assert Outcome.CLOSED in TCP_CLAUSES
    assert Outcome.ANSWERED not in TCP_CLAUSES
    assert len(TCP_CLAUSES) == 16
