"""Copies of what was said."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Exchange
from dissectors.streams.following.parts import DATA
from tests.dissectors.streams.frames import ACK, capture_of, tcp
from tui.exchange_copying import ways_to_copy_part
from tui.exchange_view import ExchangeView

CLIENT, SERVER = ("10.0.0.1", 40000), ("10.0.0.2", 80)
FRAMES = [
    tcp(CLIENT, SERVER, 1, ACK, b"one\n"),
    tcp(CLIENT, SERVER, 105, ACK, b"\x00two"),
    tcp(SERVER, CLIENT, 1, ACK, b"three"),
]


def copies(tmp_path: Path, side: int | None) -> list[dict[str, str]]:
    """Of each of the view's parts what each key copies."""
    table = PacketTable(capture_of(FRAMES, tmp_path))
    exchange = Exchange(table, "tcp", 0)
    while not exchange.is_complete:
        exchange.append(exchange.read())
    exchange.finish()
    view = ExchangeView(exchange, side)
    ways = [ways_to_copy_part(exchange, view, number) for number in view.numbers.tolist()]
    assert [len(some) > 1 for some in ways] == (exchange.parts.kinds[np.array(view.numbers)] == DATA).tolist()
    return [{way.key: way.text for way in some} for some in ways]


def test_a_packets_bytes_are_copied_whole_and_of_a_gap_the_filter_alone(tmp_path: Path) -> None:
    found = copies(tmp_path, None)
    assert sorted(one.get("h", "") for one in found) == ["", "00 74 77 6f", "6f 6e 65 0a", "74 68 72 65 65"]
    assert {one["d"] for one in found} == {"tcp.stream == 0"}


def test_of_one_side_its_own_bytes(tmp_path: Path) -> None:
    assert [one["t"] for one in copies(tmp_path, 1)] == ["three"]
