"""Questions with their answers, of protocols that messages speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.statistics.exchanges import Exchange
from dissectors.statistics.message_exchanges import MessageExchanges
from dissectors.statistics.message_survey import MessageSurvey
from dissectors.statistics.messages import Message, Told
from dissectors.statistics.times_apart import LONGEST
from tests.dissectors.statistics.spoken import ANSWER, CLIENT_HELLO, REQUEST, SERVER_HELLO
from tests.dissectors.streams.talk import ACK, MILLISECOND, Talk

SERVER = "10.0.0.1"


def said(
    protocol: str,
    is_answer: bool,
    row: int,
    *,
    number: int = 0,
    name: str = "",
    code: int | None = None,
    stream: int = 0,
    time: int | None = -1,
) -> Message:
    told = Told(protocol, is_answer, number, name, "", code, "")  # type: ignore[arg-type]
    source, destination = (SERVER, "10.0.0.2") if is_answer else ("10.0.0.2", SERVER)
    return Message(told, "tcp.stream", stream, source, destination, 80, row, row * 10 if time == -1 else time)


def taken(*messages: Message) -> MessageExchanges:
    found = MessageExchanges()
    for one in messages:
        found.add([one])
    return found


def pairs(*messages: Message) -> tuple[list[tuple[int, int]], list[int]]:
    found = taken(*messages)
    return [(one.question_row, one.answer_row) for one in found.exchanges()], [one.row for one in found.unanswered()]


def test_dns_goes_by_transaction_name_and_conversation() -> None:
    first = said("dns", False, 0, number=1, name="www.Test")
    second = said("dns", False, 1, number=2, name="www.test")
    elsewhere = said("dns", True, 2, number=1, name="www.test", stream=1)
    other_name = said("dns", True, 3, number=1, name="other")
    answer = said("dns", True, 4, number=1, name="www.test")
    assert pairs(first, second, elsewhere, other_name, answer) == ([(0, 4)], [1])


def test_an_answer_is_to_the_first_of_repeated_queries() -> None:
    assert pairs(*(said("dns", False, row) for row in range(3)), said("dns", True, 3)) == ([(0, 3)], [])


def test_http_answers_in_the_order_of_requests() -> None:
    messages = [said("http", False, 0), said("http", False, 1), said("http", True, 2, code=200)]
    assert pairs(*messages, said("http", True, 3, code=404), said("http", True, 4, code=200)) == ([(0, 2), (1, 3)], [])


def test_continue_is_not_yet_the_answer() -> None:
    request = said("http", False, 0)
    assert pairs(request, said("http", True, 1, code=100), said("http", True, 2, code=200)) == ([(0, 2)], [])
    assert pairs(request, said("http", True, 1, code=101)) == ([(0, 1)], [])


def test_a_time_that_went_backwards_or_is_missing_tells_nothing() -> None:
    question = said("http", False, 0, time=50)
    assert pairs(question, said("http", True, 1, code=200, time=49)) == ([], [])
    assert pairs(question, said("http", True, 1, code=200, time=None)) == ([], [])


def test_times_of_any_distance_fit() -> None:
    ends = said("tls", False, 0, time=-(2**63) + 1), said("tls", True, 1, time=2**63 - 1)
    assert taken(*ends).exchanges()[0].nanoseconds == LONGEST


def test_without_a_conversation_both_addresses_are_one() -> None:
    ends = (said("dns", False, 0)._replace(stream_field=""), said("dns", True, 1)._replace(stream_field=""))
    assert pairs(*ends) == ([(0, 1)], [])


def test_what_everybody_tells_everybody_answers_nobody() -> None:
    assert pairs(said("mdns", False, 0), said("mdns", True, 1)) == ([], [])


def test_what_was_joined_says_so() -> None:
    question, answer = said("tls", False, 0), said("tls", True, 1)
    for ends, is_joined in (((question, answer), False), ((question._replace(is_joined=True), answer), True)):
        assert [one.is_joined for one in taken(*ends).exchanges()] == [is_joined]


def test_an_answer_that_comes_first_answers_nothing() -> None:
    assert pairs(said("dns", True, 0, number=1), said("dns", False, 1, number=1)) == ([], [1])


@pytest.mark.parametrize(
    ("question", "answer", "kind", "name"),
    [(CLIENT_HELLO, SERVER_HELLO, "tls", "www.test"), (REQUEST, ANSWER, "http", "www.test")],
)
def test_from_packets_to_times(tmp_path: Path, question: bytes, answer: bytes, kind: str, name: str) -> None:
    server = (SERVER, 443 if kind == "tls" else 80)
    made = Talk(server=server).shake().send(0, ACK, question).wait(4).send(1, ACK, answer)
    table: PacketTable = made.send(1, ACK, answer, back=len(answer)).table(tmp_path)
    survey = MessageSurvey(table)
    while not survey.is_done:
        survey.step(60)
    found = taken(*survey.messages)
    (one,) = found.exchanges()
    assert one == Exchange(kind, f"{SERVER}:{server[1]}", name, 5 * MILLISECOND, 3, 4, "tcp.stream", 0)  # type: ignore[arg-type]
    assert found.unanswered() == []


def test_one_answer_that_was_not_captured_moves_no_other(tmp_path: Path) -> None:
    made = Talk(first=(1000, 2**32 - 60)).shake()
    for number in range(4):
        made.wait(20).send(0, ACK, REQUEST).wait(4).send(1, ACK, ANSWER, is_seen=number != 1).send(0)
    survey = MessageSurvey(made.table(tmp_path))
    while not survey.is_done:
        survey.step(60)
    found = taken(*survey.messages)
    assert [(one.question_row, one.answer_row) for one in found.exchanges()] == [(3, 4), (8, 9), (11, 12)]
    assert {one.nanoseconds for one in found.exchanges()} == {5 * MILLISECOND}
    assert [one.row for one in found.unanswered()] == [6]
