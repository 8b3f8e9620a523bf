"""SIP messages in datagrams and in streams, and the calls that they belong to."""

from __future__ import annotations

import pytest

from dissectors.streams.following.messages import Piece
from dissectors.streams.following.parts import CUT, DATA, LOST
from dissectors.streams.following.sip import LONGEST_HEAD, MOST_CALLS, Calls, SIPReader, call_id


def message(call: str, body: str = "", *, name: str = "Call-ID", length_name: str = "Content-Length") -> bytes:
    head = f"INVITE sip:b@example.org SIP/2.0\r\nFrom: a\r\n{name}: {call}\r\n{length_name}: {len(body)}\r\n\r\n"
    return (head + body).encode()


def read(reader: SIPReader, pieces: list[tuple[int, int, bytes]]) -> list[bytes]:
    """`pieces` are side, row and bytes."""
    return [
        found.data for side, row, data in pieces for found in reader.read(Piece(side, DATA, row, len(data), data))
    ] + [piece.data for piece in reader.end()]


def test_a_datagram_belongs_to_the_call_it_names() -> None:
    one, other, answer = message("one@a"), message("other@a", name="i"), b"SIP/2.0 200 OK\r\nCALL-ID : one@a\r\n\r\n"
    said = [(0, 3, one), (0, 4, other), (1, 5, answer), (0, 6, b"\r\n\r\n")]
    everything = SIPReader(is_stream=False)
    assert read(everything, said) == [one, other, answer]
    assert everything.calls.names() == [b"one@a", b"other@a"]
    assert everything.rows == {0: [3, 5], 1: [4]}
    assert read(SIPReader(is_stream=False, call=0), said) == [one, answer]
    assert read(SIPReader(is_stream=False, call=1), said) == [other]
    assert read(SIPReader(is_stream=False, call=2), said) == []


def test_what_is_cut_of_another_call_is_not_shown() -> None:
    reader = SIPReader(is_stream=False, call=0)
    one, other = message("one@a"), message("other@a")
    said = [
        Piece(0, DATA, 1, len(one), one), Piece(0, CUT, 1, 9, b""), Piece(1, DATA, 2, len(other), other),
        Piece(1, CUT, 2, 9, b""),
    ]  # fmt: skip
    assert [*(found for piece in said for found in reader.read(piece)), *reader.end()] == said[:2]


def test_fragments_of_a_datagram_stay_together() -> None:
    whole = message("one@a", "x" * 100)
    assert read(SIPReader(is_stream=False, call=0), [(0, 3, whole[:90]), (0, 3, whole[90:])]) == [
        whole[:90],
        whole[90:],
    ]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_content_length_ends_a_message_in_a_stream(size: int) -> None:
    stream = (
        message("one@a", "body one") + b"\r\n\r\n" + message("two@a", "b2", length_name="l") + message("one@a", "z")
    )
    pieces = [(0, 1, stream[start : start + size]) for start in range(0, len(stream), size)]
    said = b"".join(read(SIPReader(is_stream=True, call=0), pieces))
    assert said == message("one@a", "body one") + message("one@a", "z")
    assert b"".join(read(SIPReader(is_stream=True, call=1), pieces)) == message("two@a", "b2", length_name="l")


def test_behind_missing_bytes_messages_are_read_anew() -> None:
    reader = SIPReader(is_stream=True)
    assert read(reader, [(0, 1, message("one@a", "x" * 50)[:-20])])
    assert [piece.kind for piece in reader.read(Piece(0, LOST, 2, 20, b""))] == [LOST]
    assert read(reader, [(0, 3, message("two@a"))]) == [message("two@a")]


def test_what_has_no_end_is_not_kept() -> None:
    reader = SIPReader(is_stream=True)
    assert read(reader, [(0, 1, b"x" * (LONGEST_HEAD + 1)), (0, 2, message("one@a"))]) == [message("one@a")]


@pytest.mark.parametrize("text", ["Content-Length: 99999999999999999999", "Content-Length: -1", "Content-Length: x"])
def test_an_absurd_length_takes_nothing(text: str) -> None:
    head = f"BYE x SIP/2.0\r\nCall-ID: one@a\r\n{text}\r\n\r\n".encode()
    assert read(SIPReader(is_stream=True), [(0, 1, head + head)]) == [head, head]


def test_a_call_id_in_the_body_is_none() -> None:
    assert call_id(b"BYE x SIP/2.0\r\nFrom: a\r\n\r\nCall-ID: no\r\n") == b""


def test_calls_beyond_the_most_share_a_number() -> None:
    calls = Calls()
    numbers = [calls.number(b"%d" % number) for number in range(MOST_CALLS + 5)]
    assert numbers[-6:] == [MOST_CALLS - 1] * 6
    assert len(calls) == MOST_CALLS
