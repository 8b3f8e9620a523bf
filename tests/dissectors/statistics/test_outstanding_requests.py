"""Requests of HTTP and their answers, of captures that lack some of either."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.statistics.messages import NO_SEQUENCE, Message, Told
from dissectors.statistics.outstanding_requests import OutstandingRequests
from dissectors.streams.serial import MODULUS

LENGTH = 100
"""Bytes of an answer."""
BEGINNINGS = st.sampled_from([1, MODULUS - 150])

Pairs = list[tuple[int | None, int]]


def request(row: int, acknowledgment: int) -> Message:
    told = Told("http", False, 0, "www.test", "GET", None, "")
    return Message(told, "tcp.stream", 0, "", "", 80, row, acknowledgment=acknowledgment % MODULUS)


def answer(row: int, sequence: int, code: int = 200) -> Message:
    told = Told("http", True, 0, "", "", code, "")
    return Message(told, "tcp.stream", 0, "", "", 80, row, sequence=sequence % MODULUS)


def paired(*messages: Message) -> tuple[Pairs, list[int]]:
    """The row of each answer with that of its request, and of the requests that have none."""
    requests, found = OutstandingRequests(), []
    for one in messages:
        if not one.told.is_answer:
            requests.ask(one)
        elif one.told.code == 100:
            assert requests.take(one, is_interim=True) is None
        else:
            mine = requests.take(one)
            found.append((None if mine is None else mine.row, one.row))
    return found, [one.row for one in requests]


def test_after_a_lost_answer_the_others_are_still_told_apart() -> None:
    asked = [request(0, 1), request(1, 101), answer(2, 101), request(3, 201), answer(4, 201)]
    assert paired(*asked) == ([(1, 2), (3, 4)], [0])


def test_where_an_answer_and_the_next_request_are_lost_nothing_is_made_up() -> None:
    assert paired(request(0, 1), answer(1, 101), request(2, 201), answer(3, 201)) == ([(None, 1), (2, 3)], [0])


def test_an_answer_without_a_captured_request_is_nobodys() -> None:
    assert paired(answer(0, 1), request(1, 101), answer(2, 101)) == ([(None, 0), (1, 2)], [])


def test_what_was_sent_again_before_the_request_does_not_answer_it() -> None:
    assert paired(request(0, 101), answer(1, 1), answer(2, 101)) == ([(None, 1), (0, 2)], [])


def test_pipelined_requests_are_answered_in_their_order() -> None:
    asked = [request(row, 1) for row in range(3)]
    assert paired(*asked, answer(3, 1), answer(4, 101), answer(5, 201))[0] == [(0, 3), (1, 4), (2, 5)]


def test_a_batch_whose_answers_were_lost_is_passed_over() -> None:
    assert paired(request(0, 1), request(1, 1), request(2, 201), answer(3, 201)) == ([(2, 3)], [0, 1])


def test_behind_continue_the_final_answer_begins_later() -> None:
    assert paired(request(0, 1), answer(1, 1, 100), answer(2, 26)) == ([(0, 2)], [])
    lost_before = [request(0, 1), request(1, 101), answer(2, 101, 100), answer(3, 126)]
    assert paired(*lost_before) == ([(1, 3)], [0])


@pytest.mark.parametrize("unknown", ["request", "answer"])
def test_without_numbers_the_order_tells(unknown: str) -> None:
    asked, said = [request(0, 1), request(1, 101)], [answer(2, 500), answer(3, 600)]
    if unknown == "request":
        asked = [one._replace(acknowledgment=NO_SEQUENCE) for one in asked]
    else:
        said = [one._replace(sequence=NO_SEQUENCE) for one in said]
    assert paired(*asked, *said) == ([(0, 2), (1, 3)], [])


@given(BEGINNINGS, st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12))
def test_one_at_a_time_whatever_was_captured(begins: int, captured: list[tuple[bool, bool]]) -> None:
    messages, whole, alone = [], [], []
    for number, (has_request, has_answer) in enumerate(captured):
        place = begins + LENGTH * number
        messages += [request(2 * number, place)] * has_request + [answer(2 * number + 1, place)] * has_answer
        whole += [(2 * number, 2 * number + 1)] * (has_request and has_answer)
        alone += [2 * number] * (has_request and not has_answer)
    found, without = paired(*messages)
    assert [pair for pair in found if pair[0] is not None] == whole
    assert without == alone


@given(BEGINNINGS, st.integers(1, 4), st.integers(1, 12))
def test_many_at_a_time_each_sent_when_an_answer_is_there(begins: int, window: int, count: int) -> None:
    messages, waiting, expected = [], deque[int](), []
    for number in range(count + window):
        if number >= window:
            mine, place = waiting.popleft(), begins + LENGTH * (number - window)
            messages.append(answer(len(messages), place))
            expected.append((mine, len(messages) - 1))
        if number < count:
            waiting.append(len(messages))
            messages.append(request(len(messages), begins + LENGTH * max(number - window + 1, 0)))
        if not waiting:
            break
    assert paired(*messages) == (expected, [])
