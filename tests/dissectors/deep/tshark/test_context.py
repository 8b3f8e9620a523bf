"""Which packets tshark is given before the one that is asked for."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from dissectors.deep.tshark import context
from dissectors.deep.tshark.context import Context, context_of
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

A, B, C = ("10.0.0.1", 80), ("10.0.0.2", 1000), ("10.0.0.3", 1000)


def table_of(folder: Path, frames: list[bytes]) -> PacketTable:
    return PacketTable(capture_of(frames, folder))


def test_of_a_small_capture_all_that_came_before(tmp_path: Path) -> None:
    given = context_of(table_of(tmp_path, [tcp(A, B), udp(A, C), tcp(B, A), tcp(A, B)]), 2)
    assert given.rows.tolist() == [0, 1, 2]
    assert given.is_whole
    assert given.left_out == 0


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four packets are many."""
    monkeypatch.setattr(context, "WHOLE_ROWS", 4)
    monkeypatch.setattr(context, "FIRST_ROWS", 2)
    monkeypatch.setattr(context, "LAST_ROWS", 3)
    monkeypatch.setattr(context, "NEAR_ROWS", 1)


@pytest.mark.usefixtures("little")
def test_of_a_large_one_the_conversation_up_to_the_packet(tmp_path: Path) -> None:
    frames = [tcp(A, B), udp(A, B), tcp(A, C), tcp(C, A), tcp(B, A), tcp(A, B)]
    given = context_of(table_of(tmp_path, frames), 4)
    assert given.rows.tolist() == [0, 4]
    assert not given.is_whole
    assert [given.number_of(local) for local in (0, 1, 2, 3)] == [None, 1, 5, None]


@pytest.mark.usefixtures("little")
def test_of_a_long_conversation_its_beginning_and_its_end(tmp_path: Path) -> None:
    given = context_of(table_of(tmp_path, [tcp(A, B)] * 10), 8)
    assert given.rows.tolist() == [0, 1, 6, 7, 8]
    assert given.left_out == 4


@pytest.mark.usefixtures("little")
def test_long_packets_are_fewer_but_the_chosen_one_is_always_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [tcp(A, B)] * 5 + [tcp(A, B, data=bytes(1000))] * 3
    monkeypatch.setattr(context, "LAST_BYTES", 1500)
    assert context_of(table_of(tmp_path, frames), 7).rows.tolist() == [0, 1, 7]
    monkeypatch.setattr(context, "LAST_BYTES", 10)
    assert context_of(table_of(tmp_path, frames), 7).rows.tolist() == [0, 1, 7]


@pytest.mark.usefixtures("little")
def test_a_window_that_reaches_the_beginning_leaves_nothing_out(tmp_path: Path) -> None:
    for count in (4, 5):
        given = context_of(table_of(tmp_path, [udp(B, C), *[tcp(A, B)] * count]), count)
        assert given.rows.tolist() == list(range(1, count + 1))
        assert given.left_out == 0


@pytest.mark.usefixtures("little")
def test_what_came_right_before_is_there_of_whichever_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "NEAR_ROWS", 3)
    frames = [tcp(A, B), udp(A, C), udp(A, C), udp(A, C), tcp(A, B), bytes(3)]
    assert context_of(table_of(tmp_path, frames), 4).rows.tolist() == [0, 2, 3, 4]
    assert context_of(table_of(tmp_path, frames), 5).rows.tolist() == [3, 4, 5]


def fragment(number: int, offset: int, data: bytes, *, more: bool) -> bytes:
    """A part of an IPv4 packet of UDP between two hosts."""
    whole = bytearray(ip(A[0], B[0], 17, data))
    whole[18:22] = struct.pack("!HH", number, offset // 8 | more << 13)
    return bytes(whole)


@pytest.mark.usefixtures("little")
def test_fragments_come_with_their_packet(tmp_path: Path) -> None:
    datagram = struct.pack("!4H", 1000, 2000, 24, 0) + bytes(16)
    parts = [fragment(7, 0, datagram[:8], more=True), fragment(7, 8, datagram[8:], more=False)]
    frames = [tcp(A, B), parts[0], tcp(A, B), tcp(A, B), tcp(A, B), parts[1]]
    assert context_of(table_of(tmp_path, frames), 5).rows.tolist() == [1, 5]
    late = [*frames[:1], parts[1], *frames[2:5], parts[0], tcp(A, B)]
    assert context_of(table_of(tmp_path, late), 5).rows.tolist() == [1, 5]


def test_numbers_count_from_one() -> None:
    assert Context(np.array([10, 20]), is_whole=False).number_of(2) == 21
