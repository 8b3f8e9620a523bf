"""Rules for outcomes: how long is a stall, how long is idle, and who opened it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.streams.outcomes.outcome_rules import SHORTEST_IDLE, SHORTEST_STALL, Ends, has_stalled, stall
from dissectors.transport.outcome import Outcome
from tests.dissectors.streams.judged import verdict_on
from tests.dissectors.streams.outcomes.test_outline import outlines_of
from tests.dissectors.streams.talk import ACK, MILLISECOND, RST, SYN, Talk

STALL, IDLE = SHORTEST_STALL // MILLISECOND, SHORTEST_IDLE // MILLISECOND


@pytest.mark.parametrize(("milliseconds", "stalls"), [(2, False), (STALL - 1, False), (STALL, True), (900, True)])
def test_a_short_zero_window_is_no_stall(milliseconds: int, stalls: bool, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"x").send(1, window=0).wait(milliseconds - 1).send(1).send(0, ACK, b"x")
    assert (Outcome.STALLED in verdict_on(talk, tmp_path).outcomes) == stalls


@pytest.mark.parametrize(("milliseconds", "is_idle"), [(900, False), (IDLE - 1, False), (IDLE, True)])
def test_a_short_silence_is_not_idle(milliseconds: int, is_idle: bool, tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"x").send(1).wait(milliseconds - 1).send(1, RST)
    assert (Outcome.IDLE_RESET in verdict_on(talk, tmp_path).outcomes) == is_idle


def test_a_stall_counts_to_the_end_while_it_lasts(tmp_path: Path) -> None:
    found = outlines_of(Talk().shake().send(1, window=0).wait(98).send(0, ACK, b"x"), tmp_path)
    ends = Ends.of(found)
    assert stall(ends.answerer, found.conversations).tolist() == [99 * MILLISECOND]
    assert stall(ends.opener, found.conversations).tolist() == [0]
    assert has_stalled(ends.answerer, ends.opener, found.conversations).tolist() == [True]
    assert has_stalled(ends.opener, ends.answerer, found.conversations).tolist() == [False]


def test_a_probe_without_data_waits_for_a_window_too(tmp_path: Path) -> None:
    talk = Talk().shake().send(0, ACK, b"x").send(1, window=0)
    assert Outcome.STALLED not in verdict_on(talk.wait(STALL), tmp_path).outcomes
    talk.send(0, back=1).send(1, window=0)
    verdict = verdict_on(talk, tmp_path)
    assert Outcome.STALLED in verdict.outcomes
    assert {5, 6} <= set(verdict.evidence)


@pytest.mark.parametrize(
    ("talk", "client_opens"),
    [
        (Talk().shake(), True),
        (Talk().send(1, SYN).send(0, SYN | ACK).send(1), False),
        (Talk().send(1, SYN | ACK).send(0), True),
        (Talk().send(0, SYN | ACK).send(1), False),
        (Talk().send(0, ACK, b"x").send(1), True),
        (Talk().send(1, ACK, b"x").send(0), False),
        (Talk().send(0, SYN).send(1, SYN), True),
    ],
    ids=["SYN", "SYN of the other", "SYN-ACK", "SYN-ACK of the other", "first", "first of the other", "both"],
)
def test_who_opened_it_is_told_by_the_handshake_or_comes_first(talk: Talk, client_opens: bool, tmp_path: Path) -> None:
    found = outlines_of(talk, tmp_path)
    client_comes_first = talk.frames[0][1][26:30] == bytes((10, 0, 0, 2))
    client = (
        int(found.conversations["first_side"][0])
        if client_comes_first
        else 1 - int(found.conversations["first_side"][0])
    )
    assert (int(Ends.of(found).opener_side[0]) == client) == client_opens


@pytest.mark.parametrize(
    ("talk", "absent"),
    [
        (Talk().shake().send(1, RST), Outcome.REFUSED),
        (Talk().send(0, SYN).send(1, SYN | ACK).send(0).send(0, RST), Outcome.HANDSHAKE_UNFINISHED),
        (
            Talk().send(0, SYN).send(1, SYN).send(0, SYN | ACK, back=1).send(1, SYN | ACK, back=1),
            Outcome.SPLIT_HANDSHAKE,
        ),
        (Talk().send(0, SYN).send(1, SYN | ACK).send(0), Outcome.MID_STREAM),
        (Talk().send(1, SYN | ACK).send(0), Outcome.MID_STREAM),
        (Talk().send(0, ACK, b"x").send(0, ACK, b"x"), Outcome.ONE_DIRECTION),
        (Talk().send(0, SYN).send(0, RST), Outcome.NO_ANSWER),
    ],
    ids=["reset is not refused", "acknowledged", "simultaneous", "handshake", "SYN-ACK", "proves nothing", "given up"],
)
def test_near_misses_are_missed(talk: Talk, absent: Outcome, tmp_path: Path) -> None:
    outcomes = verdict_on(talk, tmp_path).outcomes
    assert outcomes
    assert absent not in outcomes
