"""A conversation's HTTP messages with their bodies unpacked: of both sides, with packets and gaps."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.streams.following import http
from dissectors.streams.following.follow import Exchange
from dissectors.streams.following.http import DecodedHTTP, decoded
from dissectors.streams.following.parts import DATA, LOST
from tests.dissectors.streams.frames import ACK, capture_of, tcp

CLIENT, SERVER = ("10.0.0.2", 40000), ("10.0.0.1", 80)
GET = b"GET / HTTP/1.1\r\n\r\n"
BODY = gzip.compress(b"hello")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BODY)
SHOWN = HEAD + b"hello" + b"\n[%d bytes of gzip became 5]\n" % len(BODY)


def exchange_of(frames: list[bytes], folder: Path) -> Exchange:
    exchange = Exchange(PacketTable(capture_of(frames, folder)), "tcp", 0)
    exchange.append(exchange.read())
    exchange.finish()
    return exchange


FRAMES = [
    tcp(CLIENT, SERVER, 1, ACK, GET),
    tcp(SERVER, CLIENT, 1, ACK, HEAD + BODY[:4]),
    tcp(SERVER, CLIENT, 1 + len(HEAD) + 4, ACK, BODY[4:]),
]


def test_pieces_keep_their_side_and_packet(tmp_path: Path) -> None:
    found = list(decoded(exchange_of(FRAMES, tmp_path)))
    assert b"".join(piece.data for piece in found if piece.side == 0) == GET
    assert b"".join(piece.data for piece in found if piece.side == 1) == SHOWN
    assert next(piece.row for piece in found) == 0
    assert [piece.row for piece in found if b"hello" in piece.data] == [2]


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    found = list(decoded(exchange_of([FRAMES[0], FRAMES[1], tcp(SERVER, CLIENT, 500, ACK, b"end")], tmp_path)))
    assert [(piece.kind, piece.length) for piece in found if piece.kind == LOST] == [(LOST, 499 - len(HEAD) - 4)]


def test_what_was_decoded_can_be_looked_at_like_an_exchange(tmp_path: Path) -> None:
    kept = DecodedHTTP(exchange_of(FRAMES, tmp_path))
    while kept.read_on(1):
        pass
    kept.finish()
    places = list(zip(kept.parts.places.tolist(), kept.parts.lengths.tolist(), strict=True))
    assert b"".join(kept.read_places(places)) == GET + SHOWN
    assert set(kept.parts.kinds.tolist()) == {DATA}
    assert kept.read_places([(-1, 5)]) == [b""]


def test_only_so_much_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_KEPT", 30)
    kept = DecodedHTTP(exchange_of(FRAMES, tmp_path))
    assert not kept.read_on(100)
    assert kept.is_full
    assert len(kept.parts) == 1
