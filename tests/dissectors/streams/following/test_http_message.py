"""One side of HTTP: where messages end, fed whole, byte by byte, and with bytes missing."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.following.http_message import LONGEST_HEAD, MessageReader, Requests

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
NEXT = b"HTTP/1.1 204 No Content\r\n\r\n"


def read(*data: bytes, methods: tuple[str, ...] = ("GET", "GET"), ends: bool = True) -> bytes:
    requests = Requests()
    requests.methods.extend(methods)
    reader = MessageReader(requests)
    found = [piece for some in data for piece in reader.feed(some)]
    return b"".join([*found, *(reader.end() if ends else ())])


def one_by_one(data: bytes, **options: tuple[str, ...]) -> bytes:
    return read(*(data[at : at + 1] for at in range(len(data))), **options)  # type: ignore[arg-type]


CASES = {
    "no body": (NEXT + NEXT, NEXT + NEXT),
    "length": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" + NEXT,
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" + NEXT,
    ),
    "chunks": (
        CHUNKED + b"5;x=y\r\nhello\r\n2\r\n, \r\n0\r\nX-Sum: 1\r\n\r\n" + NEXT,
        CHUNKED + b"hello, X-Sum: 1\r\n" + NEXT,
    ),
    "until close": (b"HTTP/1.0 200 OK\n\nall the rest", b"HTTP/1.0 200 OK\n\nall the rest"),
    "not http": (b"SSH-2.0-x\r\nGET", b"SSH-2.0-x\r\nGET"),
    "bad chunk": (CHUNKED + b"zz\r\nhello", CHUNKED + b"zz\r\nhello"),
    "cut head": (b"HTTP/1.1 200 OK\r\nCont", b"HTTP/1.1 200 OK\r\nCont"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_messages_end_where_their_heads_say(name: str) -> None:
    sent, expected = CASES[name]
    assert read(sent) == expected
    assert one_by_one(sent) == expected


def test_chunks_are_joined_before_they_are_unpacked() -> None:
    packed = gzip.compress(b"hello")
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    body = b"3\r\n" + packed[:3] + b"\r\n" + f"{len(packed) - 3:x}".encode() + b"\r\n" + packed[3:] + b"\r\n0\r\n\r\n"
    expected = head + b"hello\n[" + str(len(packed)).encode() + b" bytes of gzip became 5]\n"
    assert read(head + body) == expected
    assert one_by_one(head + body) == expected


def test_the_answer_to_head_has_no_body_whatever_it_says() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    assert read(interim + answer + NEXT, methods=("HEAD", "GET")) == interim + answer + NEXT


def test_behind_connect_and_upgrade_both_sides_speak_something_else() -> None:
    requests = Requests()
    client, server = MessageReader(requests), MessageReader(requests)
    assert b"".join(client.feed(b"CONNECT a:1 HTTP/1.1\r\n\r\n"))
    assert b"".join(server.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\x00\x01GET / HTTP/1.1")).endswith(
        b"\r\n\r\n\x00\x01GET / HTTP/1.1"
    )
    assert b"".join(client.feed(b"GET / ")) == b"GET / "


def test_messages_go_on_behind_bytes_missing_inside_of_a_body() -> None:
    reader = MessageReader(Requests())
    list(reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhe"))
    assert list(reader.lost(8)) == []
    assert b"".join(reader.feed(CHUNKED + b"1\r\nx\r\n0\r\n\r\n")) == CHUNKED + b"x"


def test_behind_a_lost_head_messages_begin_again_with_a_segment() -> None:
    reader = MessageReader(Requests())
    list(reader.feed(b"HTTP/1.1 2"))
    assert b"".join(reader.lost(100)) == b"HTTP/1.1 2"
    assert b"".join(reader.feed(b"rest of it")) == b"rest of it"
    assert b"".join(reader.feed(CHUNKED + b"1\r\nx\r\n")) == CHUNKED + b"x"


def test_a_head_without_end_is_not_kept() -> None:
    sent = b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * LONGEST_HEAD
    assert read(sent[:100], sent[100:], ends=False) == sent


@given(st.binary(max_size=300), st.integers(1, 9))
def test_whatever_comes_is_read(data: bytes, size: int) -> None:
    sent = CHUNKED + data
    assert read(*(sent[at : at + size] for at in range(0, len(sent), size))) == read(sent)
