"""Conversations followed through tshark: who spoke, in which packet, what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.following.conversation_survey import Substream
from dissectors.deep.following.deep_exchange import DeepExchange, DeepStream
from dissectors.deep.following.deep_following import Call, CannotFollow, DeepFollowing, listed
from dissectors.deep.tshark.program import Tshark, find_tshark
from dissectors.packets.table import PacketTable
from tests.dissectors.deep.talks import (
    WEBSOCKET,
    http2,
    quic_table,
    sip,
    sip_answer,
    sip_frames,
    table_of,
    tcp_frames,
    tls,
)
from tests.dissectors.internet.fragmented import ipv4 as fragment
from tests.dissectors.streams.frames import tcp
from tests.dissectors.streams.test_datagrams import datagram

HTTPS = ("10.0.0.1", 443)
TALK = ((0, b"one\n"), (1, b"two\n"), (1, b"three\n"))


@pytest.fixture
def tshark(require_tool: Callable[[str], str]) -> Tshark:
    return find_tshark(require_tool("tshark"))


def followed(tshark: Tshark, table: PacketTable, wanted: DeepStream, *keys: Path) -> DeepExchange:
    return asyncio.run(DeepFollowing(table, tshark, DeepChoices(key_logs=keys)).follow(wanted))


def said(exchange: DeepExchange) -> list[tuple[int, bytes]]:
    return list(zip(exchange.parts.sides.tolist(), exchange.data(range(len(exchange.parts))), strict=True))


def test_tls_is_decrypted_and_its_packets_are_the_capture_s(tmp_path: Path, tshark: Tshark) -> None:
    keys = tmp_path / "keys"
    # Another conversation before and within it: tshark is not given those packets.
    other = [tcp(("10.0.0.9", 9), ("10.0.0.8", 8), number, data=b"x") for number in range(5)]
    frames = tcp_frames(tls(TALK, keys), HTTPS)
    exchange = followed(tshark, table_of([*other, *frames], tmp_path), DeepStream("tls", "tcp", 1), keys)
    assert said(exchange) == list(TALK)
    assert exchange.parts.rows.tolist() == [len(other) + len(frames) - left for left in (3, 2, 1)]
    assert exchange.ends is not None
    assert [str(end) for end in exchange.ends] == ["10.0.0.2:40000", "10.0.0.1:443"]
    assert exchange.packets == len(frames)


def test_without_keys_it_is_said_what_to_give(tmp_path: Path, tshark: Tshark) -> None:
    table = table_of(tcp_frames(tls(TALK, tmp_path / "keys"), HTTPS), tmp_path)
    exchange = followed(tshark, table, DeepStream("tls", "tcp", 0))
    assert said(exchange) == []
    assert "no keys fit (--keylog FILE" in exchange.notice
    with pytest.raises(CannotFollow, match=r"tcp:0 carries no HTTP/2 that tshark can see; .* --keylog FILE"):
        followed(tshark, table, DeepStream("http2", "tcp", 0))


def test_a_stream_of_http2_alone(tmp_path: Path, tshark: Tshark) -> None:
    table = table_of(tcp_frames(http2(1, 3)), tmp_path)
    exchange = followed(tshark, table, DeepStream("http2", "tcp", 0, Substream(0, 3)))
    everything = b"".join(data for _, data in said(exchange))
    assert b"answer 3" in everything
    assert b":method" in everything
    assert b"answer 1" not in everything
    assert exchange.parts.rows.tolist()[0] == 6
    with pytest.raises(CannotFollow, match="there is no stream 2 of HTTP/2 in the conversation: 0, 1 and 3"):
        followed(tshark, table, DeepStream("http2", "tcp", 0, Substream(0, 2)))


def test_the_first_request_where_no_stream_is_named(tmp_path: Path, tshark: Tshark) -> None:
    table = table_of(tcp_frames(http2(1, 3)), tmp_path)
    assert b"answer 1" in b"".join(data for _, data in said(followed(tshark, table, DeepStream("http2", "tcp", 0))))


def test_quic_with_secrets_in_the_capture(tshark: Tshark) -> None:
    exchange = followed(tshark, quic_table(), DeepStream("quic", "udp", 0, Substream(0, 4)))
    assert said(exchange) == [(0, b"GET /two\r\n"), (1, b"echo GET /two\r\n")]
    assert exchange.parts.rows.tolist() == [8, 9]


@pytest.mark.parametrize("is_inside_tls", [False, True])
def test_websocket_plain_and_inside_tls(tmp_path: Path, tshark: Tshark, is_inside_tls: bool) -> None:
    keys = tmp_path / "keys"
    frames = tcp_frames(tls(WEBSOCKET, keys), HTTPS) if is_inside_tls else tcp_frames(WEBSOCKET)
    exchange = followed(tshark, table_of(frames, tmp_path), DeepStream("websocket", "tcp", 0), keys)
    assert said(exchange) == [(0, b"Hello"), (1, b"Hello")]
    assert exchange.parts.rows.tolist() == [len(frames) - 2, len(frames) - 1]


def test_sip_call_by_call(tmp_path: Path, tshark: Tshark) -> None:
    talk = [
        (0, sip("INVITE", "one@x")), (0, sip("OPTIONS", "two@x")), (1, sip_answer("one@x")), (0, sip("BYE", "one@x")),
    ]  # fmt: skip
    table = table_of(sip_frames(talk), tmp_path)
    exchange = followed(tshark, table, DeepStream("sip", "udp", 0, Substream(0, 0)))
    assert said(exchange) == [talk[0], talk[2], talk[3]]
    assert exchange.parts.rows.tolist() == [0, 2, 3]
    assert said(followed(tshark, table, DeepStream("sip", "udp", 0))) == talk
    calls = asyncio.run(DeepFollowing(table, tshark, DeepChoices()).calls("udp", 0))
    assert calls == (Call("one@x", (0, 2, 3)), Call("two@x", (1,)))


def test_a_message_in_fragments_of_packets(tmp_path: Path, tshark: Tshark) -> None:
    message = sip("INVITE", "one@x")
    packet = datagram(("10.0.0.1", 5060), ("10.0.0.2", 5060), message)[34:]
    frames = [fragment(packet[:96], 0, more=True), fragment(packet[96:], 96)]
    exchange = followed(tshark, table_of(frames, tmp_path), DeepStream("sip", "udp", 0))
    assert b"".join(data for _, data in said(exchange)) == message
    assert set(exchange.parts.rows.tolist()) == {1}


def test_what_a_conversation_does_not_carry_is_refused(tmp_path: Path, tshark: Tshark) -> None:
    table = table_of(tcp_frames(WEBSOCKET), tmp_path)
    with pytest.raises(CannotFollow, match=r"^tcp:0 carries no TLS that tshark can see$"):
        followed(tshark, table, DeepStream("tls", "tcp", 0))


def test_a_conversation_that_has_not_grown_is_surveyed_once(tmp_path: Path, tshark: Tshark) -> None:
    async def twice() -> None:
        following = DeepFollowing(table_of(tcp_frames(WEBSOCKET), tmp_path), tshark, DeepChoices())
        assert await following.survey("tcp", 0) is await following.survey("tcp", 0)

    asyncio.run(twice())


def test_numbers_in_words() -> None:
    assert listed([7]) == "7"
    assert listed([1, 2, 3]) == "1, 2 and 3"
    assert listed(list(range(2000)), 3) == "0, 1, 2 and 1,997 more"
