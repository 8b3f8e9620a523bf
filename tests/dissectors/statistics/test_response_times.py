"""Questions with their answers, and how long these took."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.packets.table import PacketTable
from dissectors.statistics.message_survey import MessageSurvey
from dissectors.statistics.messages import Message, Told
from dissectors.statistics.response_times import (
    LONGEST,
    WORST,
    Exchange,
    connection_times,
    exchanges_of,
    grouped,
)
from tests.dissectors.statistics.spoken import ANSWER, CLIENT_HELLO, REQUEST, SERVER_HELLO
from tests.dissectors.streams.talk import ACK, CLIENT_V6, MILLISECOND, SERVER_V6, Talk

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


def pairs(*messages: Message) -> tuple[list[tuple[int, int]], list[int]]:
    found, left = exchanges_of(messages)
    return [(one.question_row, one.answer_row) for one in found], [one.row for one in left]


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
    assert exchanges_of(ends)[0][0].nanoseconds == LONGEST


def test_without_a_conversation_both_addresses_are_one() -> None:
    ends = (said("dns", False, 0)._replace(stream_field=""), said("dns", True, 1)._replace(stream_field=""))
    assert pairs(*ends) == ([(0, 1)], [])


def test_what_everybody_tells_everybody_answers_nobody() -> None:
    assert pairs(said("mdns", False, 0), said("mdns", True, 1)) == ([], [])


def test_groups_have_their_spread_and_their_worst() -> None:
    found = [Exchange("dns", "b", "", 10, 0, 1), Exchange("http", "a", "x", 7, 2, 3)]
    found += [Exchange("dns", "a", "x", time, time, time) for time in range(100)]
    by_server = grouped(found, lambda one: one.server)
    assert [(one.kind, one.of, one.spread.count) for one in by_server] == [
        ("dns", "a", 100),
        ("dns", "b", 1),
        ("http", "a", 1),
    ]
    assert by_server[0].spread.percentiles == (49, 94, 98)
    assert [one.nanoseconds for one in by_server[0].worst] == list(range(99, 99 - WORST, -1))
    assert [(one.kind, one.of) for one in grouped(found, lambda one: one.name)] == [("dns", "x"), ("http", "x")]


def talk(
    first: int = 1, client: tuple[str, int] = ("10.0.0.2", 40000), server: tuple[str, int] = (SERVER, 443)
) -> Talk:
    """A handshake that takes 1 ms, and 21 ms to the first byte."""
    made = Talk(client, server, (first, first)).shake()
    return made.send(0, ACK, CLIENT_HELLO).wait(20).send(1, ACK, SERVER_HELLO).send(0)


def test_handshake_and_first_byte(tmp_path: Path) -> None:
    six = talk(9000, CLIENT_V6, SERVER_V6)
    table = talk().table(tmp_path, six)
    found = connection_times(table.index)
    assert [(one.kind, one.server, one.nanoseconds) for one in found] == [
        ("handshake", f"{SERVER}:443", MILLISECOND),
        ("handshake", "[2001:db8::1]:80", MILLISECOND),
        ("first byte", f"{SERVER}:443", 21 * MILLISECOND),
        ("first byte", "[2001:db8::1]:80", 21 * MILLISECOND),
    ]
    assert [(one.question_row, one.answer_row) for one in found] == [(0, 2), (1, 3), (6, 8), (7, 9)]
    assert [one.question_row for one in connection_times(table.index, np.array([1, 6]))] == [1, 6]


def test_a_handshake_without_an_answer_has_no_time(tmp_path: Path) -> None:
    table = Talk().send(0, 2).table(tmp_path)
    assert connection_times(table.index) == []


def test_of_nothing_there_are_no_times(tmp_path: Path) -> None:
    assert connection_times(Talk().table(tmp_path).index) == []


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
    found, left = exchanges_of(survey.messages)
    assert found == [Exchange(kind, f"{SERVER}:{server[1]}", name, 5 * MILLISECOND, 3, 4)]  # type: ignore[arg-type]
    assert left == []
