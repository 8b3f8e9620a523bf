"""Outlines of UDP conversations: who asked, who answered, and which questions waited."""

from __future__ import annotations

from pathlib import Path

from dissectors.packets.table import PacketTable
from dissectors.streams.outcomes.datagram_outline import LONGEST_WAIT, DatagramOutlines
from tests.dissectors.streams.frames import udp
from tests.dissectors.streams.outcomes.test_datagram_clauses import SERVER_FAILURE, asked
from tests.dissectors.streams.outcomes.test_fates import CUT, NOT_FOUND, RESPONSE, error
from tests.dissectors.streams.talk import MILLISECOND, Talk

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 53)


def told(table: PacketTable, *names: str, steps: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    found = DatagramOutlines()
    index = table.index
    for stop in (*steps, len(table)):
        done = index.rows_done
        index.extend(stop - done)
        index.streams.extend(stop)
        found.add(index, index.piece_of(done), done)
    return [tuple(int(record[name]) for name in names) for record in found.records()]


def test_sides_are_told_apart(tmp_path: Path) -> None:
    talk = Talk()
    for source, destination in ((A, B), (A, B), (B, A), (("10.0.0.9", 7), B)):
        talk.wait(1).frames.append((talk.now, udp(source, destination)))
    names = "first_frame", "last_frame", "answer_frame"
    for steps in ((), (1, 2, 3), (2,)):
        assert told(talk.table(tmp_path), *names, steps=steps) == [(1, 3, 3), (4, 4, 0)]


def test_what_an_error_quotes_was_not_sent_then(tmp_path: Path) -> None:
    talk = Talk()
    talk.frames = [(talk.now, udp(A, B)), (talk.now, error(udp(A, B)))]
    assert told(talk.table(tmp_path), "first_frame", "last_frame") == [(1, 1)]


def test_answers_belong_to_the_question_with_their_number(tmp_path: Path) -> None:
    talk = asked(Talk(), (0, 0, 1, 0), (0, 0, 2, 1), (1, NOT_FOUND, 2, 1), (1, SERVER_FAILURE, 1, 1), (1, CUT, 9, 1))
    names = "not_found_question", "not_found_frame", "error_question", "error_frame", "error_code", "truncated_frame"
    for steps in ((), (1, 2, 3, 4), (3,)):
        assert told(talk.table(tmp_path), *names, steps=steps) == [(2, 3, 1, 4, 2, 5)]


def test_a_question_times_out_where_the_capture_goes_on_for_long_enough(tmp_path: Path) -> None:
    wait = LONGEST_WAIT // MILLISECOND
    for milliseconds, expected in ((wait, (1, 0)), (wait - 1, (0, 0))):
        talk = asked(Talk(), (0, 0, 1, 0)).wait(milliseconds)
        talk.frames.append((talk.now, udp(("10.0.0.9", 7), ("10.0.0.8", 7))))
        assert told(talk.table(tmp_path), "timed_out_frame", "asked_again_frame")[0] == expected


def test_a_question_that_was_answered_may_be_asked_again(tmp_path: Path) -> None:
    talk = asked(Talk(), (0, 0, 1, 0), (1, RESPONSE, 1, 1), (0, 0, 1, 1), (0, 0, 1, 1))
    assert told(talk.table(tmp_path), "timed_out_frame", "asked_again_frame") == [(3, 4)]


def test_an_answer_without_question_is_an_answer(tmp_path: Path) -> None:
    talk = asked(Talk(), (1, NOT_FOUND, 5, 0))
    assert told(talk.table(tmp_path), "not_found_question", "not_found_frame", "timed_out_frame") == [(0, 1, 0)]
