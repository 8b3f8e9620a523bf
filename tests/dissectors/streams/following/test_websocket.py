"""WebSocket frames in pieces of any size: masked, compressed, fragmented, cut."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.following.messages import Piece
from dissectors.streams.following.parts import DATA, LOST
from dissectors.streams.following.websocket import LONGEST_HEAD, WebSocketReader

KEY = bytes.fromhex("37fa213d")
REQUEST = b"GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
ANSWER = b"HTTP/1.1 101 Switching Protocols\r\nupgrade:websocket\r\n\r\n"
MASKED_HELLO = bytes.fromhex("818537fa213d7f9f4d5158")
"""RFC 6455 section 5.7: a single-frame masked text message."""


def frame(payload: bytes, opcode: int = 1, *, bits: int = 0x80, key: bytes = b"") -> bytes:
    mask = 0x80 if key else 0
    if len(payload) < 126:
        head = struct.pack("!BB", bits | opcode, mask | len(payload))
    elif len(payload) < 1 << 16:
        head = struct.pack("!BBH", bits | opcode, mask | 126, len(payload))
    else:
        head = struct.pack("!BBQ", bits | opcode, mask | 127, len(payload))
    turned = bytes(byte ^ key[at % 4] for at, byte in enumerate(payload)) if key else payload
    return head + key + turned


def read(data: bytes, size: int = 1 << 20, side: int = 0) -> bytes:
    reader = WebSocketReader()
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    return b"".join(
        found.data for piece in pieces for found in reader.read(Piece(side, DATA, 5, len(piece), piece))
    ) + b"".join(found.data for found in reader.end())


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(1, 50), st.booleans())
def test_payload_is_the_same_in_pieces_of_any_size(payloads: list[bytes], size: int, is_masked: bool) -> None:
    data = b"".join(frame(payload, key=KEY if is_masked else b"") for payload in payloads)
    assert read(REQUEST + data, size) == b"".join(payloads)


@pytest.mark.parametrize(("data", "payload"), [
    (MASKED_HELLO, b"Hello"),
    (bytes.fromhex("010348656c80026c6f"), b"Hello"),
    (REQUEST + MASKED_HELLO, b"Hello"),
    (ANSWER + bytes.fromhex("810548656c6c6f"), b"Hello"),
    (b"POST /first HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody" + REQUEST + MASKED_HELLO, b"Hello"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", b""),
    (frame(b"x" * 70_000), b"x" * 70_000),
    (frame(b"", key=KEY) + frame(b"then"), b"then"),
], ids=["single", "fragmented", "request", "answer", "later request", "never", "64 bits", "empty"])  # fmt: skip
def test_frames_are_read_from_the_switch_of_protocols_on(data: bytes, payload: bytes) -> None:
    assert read(data, 7) == payload


def test_every_piece_of_payload_tells_side_and_packet() -> None:
    found = list(WebSocketReader().read(Piece(1, DATA, 9, 7, frame(b"Hello"))))
    assert found == [Piece(1, DATA, 9, 5, b"Hello", begins=True)]


def test_compressed_messages_remember_the_ones_before_and_control_frames_are_not_compressed() -> None:
    packer = zlib.compressobj(wbits=-15)

    def packed(text: bytes) -> bytes:
        return (packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\x00\x00\xff\xff")

    first, second = packed(b"Hello, Hello"), packed(b"Hello, Hello again")
    half = len(first) // 2
    data = frame(first[:half], bits=0x40, key=KEY) + frame(b"ping", 9, key=KEY) + frame(first[half:], 0, key=KEY)
    data += frame(second, bits=0xC0, key=KEY)
    for size in (1, 1000):
        said = read(data, size)
        assert said.replace(b"ping", b"") == b"Hello, HelloHello, Hello again"


def test_what_is_no_deflate_is_shown_as_it_was_sent() -> None:
    assert read(frame(b"\xff\xff\xff\xff", bits=0xC0)) == b"\xff\xff\xff\xff"


def test_missing_bytes_within_a_frame_do_not_lose_the_next_one() -> None:
    reader = WebSocketReader()
    data = frame(b"abcdefgh", key=KEY)
    said = [*reader.read(Piece(0, DATA, 0, 8, data[:8])), *reader.read(Piece(0, LOST, 1, 3, b""))]
    rest = data[11:] + frame(b"next")
    said += reader.read(Piece(0, DATA, 2, len(rest), rest))
    assert [(piece.kind, piece.data) for piece in said] == [
        (DATA, b"ab"), (LOST, b""), (DATA, b"fgh"), (DATA, b"next"),
    ]  # fmt: skip


def test_missing_headers_end_what_can_be_read() -> None:
    reader = WebSocketReader()
    said = [*reader.read(Piece(0, DATA, 0, 4, frame(b"ab"))), *reader.read(Piece(0, LOST, 1, 3, b""))]
    said += reader.read(Piece(0, DATA, 2, 4, frame(b"cd")))
    assert [piece.data for piece in said] == [b"ab", b""]


def test_a_body_without_an_end_is_not_kept() -> None:
    reader = WebSocketReader()
    for _ in range(5):
        assert not list(reader.read(Piece(0, DATA, 0, LONGEST_HEAD, b"GET " + b"x" * (LONGEST_HEAD - 4))))
    found = reader.read(Piece(0, DATA, 0, 1, b"\r\n\r\n" + REQUEST + MASKED_HELLO))
    assert [piece.data for piece in found] == [b"Hello"]


def test_where_messages_begin_is_told_once_each() -> None:
    """A control frame comes into a fragmented message, and is kept apart from both halves of it."""
    data = frame(b"one") + frame(b"tw", bits=0) + frame(b"ping", 9) + frame(b"o!", 0) + frame(b"", 1) + frame(b"three")
    reader = WebSocketReader()
    pieces = [found for at in range(0, len(data), 4) for found in reader.read(Piece(0, DATA, 5, 4, data[at : at + 4]))]
    messages: list[bytes] = []
    for piece in pieces:
        if piece.begins:
            messages.append(b"")
        messages[-1] += piece.data
    assert messages == [b"one", b"tw", b"ping", b"o!", b"three"]
