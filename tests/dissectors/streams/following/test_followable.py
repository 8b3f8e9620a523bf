"""A conversation and what tshark found inside one are followed alike."""

from __future__ import annotations

from pathlib import Path

from dissectors.deep.following.deep_exchange import DeepExchange, DeepStream
from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Exchange
from dissectors.streams.following.followable import Followable, processes_of, told_ends
from dissectors.streams.following.messages import Piece
from dissectors.streams.following.parts import DATA
from tests.dissectors.processes.found import found
from tests.dissectors.streams.following.test_follow import FRAMES
from tests.dissectors.streams.frames import capture_of


def whole(exchange: Followable) -> list[bytes]:
    while not exchange.is_complete:
        exchange.read_on()
    exchange.finish()
    return exchange.data(range(len(exchange.parts)))


def test_both_kinds_are_read_to_their_end_and_again_from_their_beginning(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    inside = DeepExchange(table, DeepStream("tls", "tcp", 0), None, 5)
    inside.extend([Piece(0, DATA, 3, 6, b"inside")])
    said = [b"hello", b"welcome", b", world"]
    kinds: list[tuple[Followable, str, list[bytes]]] = [
        (Exchange(table, "tcp", 0), "tcp.stream 0", said), (inside, "TLS · tcp.stream 0", [b"inside"]),
    ]  # fmt: skip
    for exchange, title, expected in kinds:
        assert whole(exchange) == expected
        assert whole(exchange.afresh()) == expected
        assert exchange.title == title
        assert exchange.rows_read == len(table)
        assert exchange.waiting == 0


def test_whose_the_ends_are_is_told_as_soon_as_it_is_known(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    exchange = Exchange(table, "tcp", 0)
    assert told_ends(exchange) == ()
    whole(exchange)
    assert told_ends(exchange) == ("10.0.0.2:40000", "10.0.0.1:80")
    curl = found("curl", 7, time_ns=0)
    table.attributions.append([curl])
    inside = DeepExchange(table, DeepStream("tls", "tcp", 0), exchange.ends, 5)
    for told in (exchange, inside):
        assert told_ends(told) == ("10.0.0.2:40000 (curl)", "10.0.0.1:80")
        assert processes_of(told) == (curl, None)
