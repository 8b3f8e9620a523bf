"""Handshakes and first bytes of TCP's conversations."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.statistics.connection_times import ConnectionTimes
from tests.conftest import SAMPLES
from tests.dissectors.statistics.counting import stepwise, whole
from tests.dissectors.statistics.spoken import CLIENT_HELLO, SERVER_HELLO
from tests.dissectors.streams.talk import ACK, CLIENT_V6, MILLISECOND, SERVER_V6, SYN, Talk

SERVER = "10.0.0.1"


def talk(
    first: int = 1, client: tuple[str, int] = ("10.0.0.2", 40000), server: tuple[str, int] = (SERVER, 443)
) -> Talk:
    """A handshake that takes 1 ms, and 21 ms to the first byte."""
    made = Talk(client, server, (first, first)).shake()
    return made.send(0, ACK, CLIENT_HELLO).wait(20).send(1, ACK, SERVER_HELLO).send(0)


def test_handshake_and_first_byte(tmp_path: Path) -> None:
    index = talk().table(tmp_path, talk(9000, CLIENT_V6, SERVER_V6)).index
    found = whole(ConnectionTimes(index)).exchanges()
    assert [(one.kind, one.server, one.nanoseconds) for one in found] == [
        ("handshake", f"{SERVER}:443", MILLISECOND),
        ("handshake", "[2001:db8::1]:80", MILLISECOND),
        ("first byte", f"{SERVER}:443", 21 * MILLISECOND),
        ("first byte", "[2001:db8::1]:80", 21 * MILLISECOND),
    ]
    assert [(one.question_row, one.answer_row) for one in found] == [(0, 2), (1, 3), (6, 8), (7, 9)]
    assert [(one.where, one.number) for one in found] == [("tcp.stream", 0), ("tcp.stream", 1)] * 2
    for step in (1, 2, 3):
        assert sorted(stepwise(ConnectionTimes(index), step).exchanges()) == sorted(found)


def test_both_packets_are_among_those_that_are_meant(tmp_path: Path) -> None:
    index = talk().table(tmp_path, talk(9000, CLIENT_V6, SERVER_V6)).index
    for given in (whole, stepwise):
        rows = [0, 3, 6, 7, 8]
        found = given(ConnectionTimes(index), rows=rows).exchanges()
        assert [(one.question_row, one.answer_row) for one in found] == [(6, 8)]


def test_a_handshake_without_an_answer_has_no_time(tmp_path: Path) -> None:
    assert whole(ConnectionTimes(Talk().send(0, SYN).table(tmp_path).index)).exchanges() == []


@pytest.mark.parametrize("first", [1, 9000, 2**32 - 1])
def test_a_keep_alive_is_no_first_byte(tmp_path: Path, first: int) -> None:
    made = Talk(first=(first, first)).shake().send(0, ACK, b"\0", back=1).send(1).wait(90)
    made.send(0, ACK, b"?").send(1, ACK, b"\0", back=1).wait(5).send(1, ACK, b"!")
    index = made.table(tmp_path).index
    for given in (whole, stepwise):
        (one,) = (one for one in given(ConnectionTimes(index)).exchanges() if one.kind == "first byte")
        assert (one.question_row, one.answer_row, one.nanoseconds) == (5, 7, 7 * MILLISECOND)


def test_where_the_beginning_was_not_captured_nobody_knows_the_first_byte(tmp_path: Path) -> None:
    index = Talk().send(0, ACK, CLIENT_HELLO).send(1, ACK, SERVER_HELLO).table(tmp_path).index
    assert whole(ConnectionTimes(index)).exchanges() == []
    # The answer to a SYN tells where the client begins, too.
    answered = Talk().send(0, SYN, is_seen=False).send(1, SYN | ACK).send(0, ACK, b"\0", back=1)
    answered.send(0, ACK, b"?").send(1, ACK, b"!")
    (one,) = whole(ConnectionTimes(answered.table(tmp_path).index)).exchanges()
    assert (one.kind, one.question_row, one.answer_row) == ("first byte", 2, 3)


def test_of_nothing_there_are_no_times(tmp_path: Path) -> None:
    assert whole(ConnectionTimes(Talk().table(tmp_path).index)).exchanges() == []


def test_many_servers_and_many_steps(tmp_path: Path) -> None:
    talks = [talk(1000 * number, ("10.0.0.2", 40000 + number), (SERVER, 1 + number % 7)) for number in range(1, 100)]
    index = talks[0].table(tmp_path, *talks[1:]).index
    found = stepwise(ConnectionTimes(index), 50).exchanges()
    assert len(found) == 2 * len(talks)
    assert {one.server for one in found} == {f"{SERVER}:{port}" for port in range(1, 8)}
    assert {one.number for one in found} == set(range(len(talks)))


@pytest.mark.parametrize("name", ["refused.pcapng", "http.pcapng", "wire.pcapng"])
def test_steps_find_what_all_at_once_finds(name: str) -> None:
    with open_capture(SAMPLES / name) as capture:
        capture.refresh()
        index = PacketTable(capture).index
        found = whole(ConnectionTimes(index)).exchanges()
        assert sorted(stepwise(ConnectionTimes(PacketTable(capture).index), 3).exchanges()) == sorted(found)
