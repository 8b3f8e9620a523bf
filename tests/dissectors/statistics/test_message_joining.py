"""Messages in several segments, in every order that networks make, and what enemies make of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors.packets.table import PacketTable
from dissectors.statistics import message_joining
from dissectors.statistics.message_survey import MessageSurvey
from tests.dissectors.protocols.dns import messages as dns
from tests.dissectors.protocols.tls import records as tls
from tests.dissectors.statistics.spoken import CLIENT_HELLO, SERVER_HELLO
from tests.dissectors.streams.frames import capture_of, tcp
from tests.dissectors.streams.talk import ACK, CLIENT, Talk

WEB, SECURE, NAMES = ("10.0.0.1", 80), ("10.0.0.1", 443), ("10.0.0.1", 53)
QUERY = dns.header(0x0100, 1) + dns.question()
FRAMED = len(QUERY).to_bytes(2, "big") + QUERY
CERTIFICATE = tls.record(22, tls.handshake(11, bytes(2000)))
LONG_REQUEST = b"GET /a HTTP/1.1\r\n" + b"X-Long: value\r\n" * 40 + b"Host: www.test\r\n\r\n"
FIRST_ROW = 3
"""Behind the handshake."""
Said = list[tuple[int, str, str, bool]]


def told(table: PacketTable, rows: Sequence[int] | None = None) -> Said:
    """Row, protocol, name and whether it was joined, of every message."""
    survey = MessageSurvey(table, rows=None if rows is None else np.array(rows, np.int64))
    while not survey.is_done:
        survey.step(60)
    survey.close()
    return [(one.row, one.told.protocol, one.told.name, one.is_joined) for one in survey.messages]


def shaken(server: tuple[str, int], first: tuple[int, int] = (1000, 5000)) -> Talk:
    return Talk(server=server, first=first).shake()


@pytest.mark.parametrize(
    ("server", "message", "protocol"),
    [(SECURE, CLIENT_HELLO, "tls"), (WEB, LONG_REQUEST, "http"), (NAMES, FRAMED, "dns")],
)
@pytest.mark.parametrize("first", [(1000, 5000), (2**32 - 20, 2**32 - 1)])
def test_a_message_is_told_where_it_is_whole(
    tmp_path: Path, server: tuple[str, int], message: bytes, protocol: str, first: tuple[int, int]
) -> None:
    talk = shaken(server, first).send(0, ACK, message[:10]).send(1).send(0, ACK, message[10:20]).send(1)
    talk.send(0, ACK, message[20:]).send(1)
    assert told(talk.table(tmp_path)) == [(FIRST_ROW + 4, protocol, "www.test", True)]


def test_what_comes_out_of_order_is_put_in_order(tmp_path: Path) -> None:
    parts = (CLIENT_HELLO[:20], CLIENT_HELLO[20:50], CLIENT_HELLO[50:])
    for number, order in enumerate([(0, 2, 1), (2, 0, 1), (1, 2, 0), (2, 1, 0)]):
        talk = shaken(SECURE)
        talk.next[0] += len(CLIENT_HELLO)
        for part in order:
            talk.send(0, ACK, parts[part], back=len(b"".join(parts[part:])))
        folder = tmp_path / str(number)
        folder.mkdir()
        assert told(talk.table(folder)) == [(FIRST_ROW + 2, "tls", "www.test", True)]


def test_what_is_sent_again_or_overlaps_is_read_once(tmp_path: Path) -> None:
    talk = shaken(NAMES).send(0, ACK, FRAMED[:12]).send(0, ACK, FRAMED[:12], back=12)
    talk.send(0, ACK, FRAMED[8:20], back=4).send(0, ACK, FRAMED[20:])
    # The tail again, alone and with what came before.
    talk.send(0, ACK, FRAMED[20:], back=len(FRAMED) - 20).send(0, ACK, FRAMED, back=len(FRAMED))
    assert told(talk.table(tmp_path)) == [(FIRST_ROW + 3, "dns", "www.test", True)]


def test_messages_behind_one_another_share_segments(tmp_path: Path) -> None:
    stream = FRAMED * 5
    talk = shaken(NAMES)
    for start in range(0, len(stream), 50):
        talk.send(0, ACK, stream[start : start + 50])
    ends = [FIRST_ROW + (len(FRAMED) * number - 1) // 50 for number in range(1, 6)]
    assert [row for row, *_ in told(talk.table(tmp_path))] == ends


def test_a_hello_before_a_long_certificate_is_told_at_once(tmp_path: Path) -> None:
    flight = SERVER_HELLO + CERTIFICATE
    talk = shaken(SECURE).send(0, ACK, CLIENT_HELLO).send(1, ACK, flight[:600])
    talk.send(1, ACK, flight[600:1200]).send(1, ACK, flight[1200:])
    found = told(talk.table(tmp_path))
    assert [(row, protocol) for row, protocol, *_ in found] == [(FIRST_ROW, "tls"), (FIRST_ROW + 1, "tls")]


def test_a_hello_in_one_record_with_the_certificate_is_told_at_its_end(tmp_path: Path) -> None:
    flight = tls.record(22, tls.handshake(2, tls.server_hello()) + tls.handshake(11, bytes(2000)))
    talk = shaken(SECURE).send(1, ACK, flight[:900]).send(1, ACK, flight[900:1800]).send(1, ACK, flight[1800:])
    assert told(talk.table(tmp_path)) == [(FIRST_ROW + 2, "tls", "", True)]


def test_the_middle_of_a_record_that_looks_like_a_hello_is_none(tmp_path: Path) -> None:
    body = bytes(500) + CLIENT_HELLO + bytes(500)
    flight = tls.record(22, tls.handshake(11, body))
    start = flight.index(CLIENT_HELLO)
    talk = shaken(SECURE).send(1, ACK, flight[:start]).send(1, ACK, flight[start:])
    assert told(talk.table(tmp_path)) == []


def test_both_sides_of_many_conversations(tmp_path: Path) -> None:
    talks = [Talk(("10.0.0.2", 40000 + number), SECURE).shake() for number in range(5)]
    for talk in talks:
        talk.send(0, ACK, CLIENT_HELLO[:30]).send(0, ACK, CLIENT_HELLO[30:])
        talk.send(1, ACK, SERVER_HELLO[:10]).send(1, ACK, SERVER_HELLO[10:])
    found = told(talks[0].table(tmp_path, *talks[1:]))
    assert [row for row, *_ in found] == [*range(20, 25), *range(30, 35)]


def test_what_was_lost_ends_the_waiting(tmp_path: Path) -> None:
    talk = shaken(WEB).send(0, ACK, LONG_REQUEST[:100]).send(0, ACK, LONG_REQUEST[100:], is_seen=False)
    talk.send(0, ACK, LONG_REQUEST).send(1)
    # The beginning stands for itself: what it asks for is known, the host is not.
    assert sorted(told(talk.table(tmp_path))) == [
        (FIRST_ROW, "http", "", False),
        (FIRST_ROW + 1, "http", "www.test", False),
    ]


def test_what_the_capture_cut_is_not_waited_for(tmp_path: Path) -> None:
    frames = [tcp(CLIENT, WEB, 100, data=LONG_REQUEST), tcp(CLIENT, WEB, 100 + len(LONG_REQUEST), data=LONG_REQUEST)]
    table = PacketTable(capture_of(frames, tmp_path, 100))
    assert [row for row, *_ in told(table)] == [0, 1]


def test_only_meant_rows_tell(tmp_path: Path) -> None:
    talk = shaken(SECURE).send(0, ACK, CLIENT_HELLO[:30]).send(0, ACK, CLIENT_HELLO[30:]).send(1)
    table = talk.table(tmp_path)
    assert told(table, [FIRST_ROW + 1]) == [(FIRST_ROW + 1, "tls", "www.test", True)]
    assert told(table, [FIRST_ROW, FIRST_ROW + 2]) == []


def test_a_head_without_an_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_joining, "MOST_BYTES", 400)
    talk = shaken(WEB)
    for start in range(0, len(LONG_REQUEST), 100):
        talk.send(0, ACK, LONG_REQUEST[start : start + 100])
    assert told(talk.table(tmp_path)) == [(FIRST_ROW, "http", "", False)]


def test_a_conversation_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_joining, "MOST_SEGMENTS", 20)
    talk = shaken(WEB).send(0, ACK, LONG_REQUEST[:100])
    for _ in range(40):
        talk.send(1, ACK, b"x")
    assert told(talk.table(tmp_path)) == [(FIRST_ROW, "http", "", False)]


def test_so_many_wait_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_joining, "MOST_CONVERSATIONS", 3)
    monkeypatch.setattr(message_joining, "MOST_READ", 1)
    talks = [Talk(("10.0.0.2", 40000 + number), WEB).shake() for number in range(5)]
    for talk in talks:
        talk.send(0, ACK, LONG_REQUEST[:100])
    table = talks[0].table(tmp_path, *talks[1:])
    # The first two were given up for the last two.
    assert [row for row, *_ in told(table)] == [15, 16]


FLOWS = {"tls": (SECURE, CLIENT_HELLO), "http": (WEB, LONG_REQUEST), "dns": (NAMES, FRAMED)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.sampled_from(sorted(FLOWS)), st.data())
def test_however_it_is_cut_and_grows_it_is_told_once(tmp_path: Path, protocol: str, data: st.DataObject) -> None:
    server, message = FLOWS[protocol]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(message) - 1), min_size=1, max_size=6)))
    # Less than a method's letters begins nothing.
    cuts = [cut for cut in cuts if cut >= 3] or [3]
    talk = shaken(server)
    borders = [0, *cuts, len(message)]
    for start, stop in pairwise(borders):
        for _ in range(data.draw(st.integers(1, 2))):
            again = talk.next[0] - 1001 - start
            talk.send(0, ACK, message[start:stop], back=again)
    table = talk.table(tmp_path)
    (found,) = told(table)
    assert found[1:] == (protocol, "www.test", True)
    # Row after row, as a capture grows.
    survey = MessageSurvey(table, rows=np.zeros(0, np.int64))
    for stop in range(1, len(table) + 1):
        survey.rows = np.arange(stop)
        while not survey.is_done:
            survey.step(60)
    assert [(one.row, one.told.name) for one in survey.messages] == [(found[0], "www.test")]
