from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors import PacketTable
from dissectors.errors import CaptureFileError
from dissectors.frame import Frame
from dissectors.packets import dissected_keys
from dissectors.packets.protocol_keys import ProtocolKeys
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 2000)
UNKNOWN = bytes(12) + b"\x88\xcc" + bytes(20)
"""An ethertype that names itself: its packet has to be asked."""


def table_of(tmp_path: Path, *frames: bytes) -> PacketTable:
    return PacketTable(capture_of(list(frames), tmp_path))


def test_only_packets_that_the_index_leaves_open_are_asked(tmp_path: Path) -> None:
    table = table_of(tmp_path, tcp(A, B), UNKNOWN, udp(A, B), UNKNOWN)
    asked: list[int] = []

    def frame(row: int) -> Frame:
        asked.append(row)
        return table.frame(row)

    parts = list(ProtocolKeys(table.index, table.registry, frame).read(np.arange(4)))
    assert asked == [1, 3]
    assert sum(part.examined for part in parts) == 4
    assert parts[-1].rows.tolist() == [0, 1, 2, 3]
    assert parts[-1].keys.tolist() == [b"TCP", b"0x88cc", b"UDP", b"0x88cc"]


def test_how_far_it_is_is_told_while_packets_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dissected_keys, "PACKETS_A_PART", 2)
    table = table_of(tmp_path, *[UNKNOWN] * 5, tcp(A, B))
    parts = list(ProtocolKeys(table.index, table.registry, table.frame).read(np.arange(6)))
    assert [(part.examined, len(part.rows)) for part in parts] == [(2, 0), (2, 0), (1, 0), (1, 6)]


def test_some_rows_of_a_capture_are_read_alone(tmp_path: Path) -> None:
    table = table_of(tmp_path, tcp(A, B), UNKNOWN, udp(A, B), UNKNOWN)
    *_, last = ProtocolKeys(table.index, table.registry, table.frame).read(np.array([1, 2]))
    assert (last.rows.tolist(), last.keys.tolist()) == ([1, 2], [b"0x88cc", b"UDP"])


def test_a_packet_that_must_be_asked_and_is_gone_has_no_key(tmp_path: Path) -> None:
    table = table_of(tmp_path, tcp(A, B), UNKNOWN)

    def gone(row: int) -> Frame:
        raise CaptureFileError("gone")

    *_, last = ProtocolKeys(table.index, table.registry, gone).read(np.arange(2))
    assert (last.rows.tolist(), last.keys.tolist()) == ([0], [b"TCP"])


def test_longer_names_that_come_later_are_not_cut(tmp_path: Path) -> None:
    table = table_of(tmp_path, tcp(A, B), *[UNKNOWN] * 2)
    ordering = table.ordering("protocol")
    for row in range(3):
        ordering.add(np.array([row]))
        ordering.step(10)
    assert ordering.rows.tolist() == [1, 2, 0]
    assert ordering._sorted_keys is not None
    assert ordering._sorted_keys.tolist() == [b"0x88cc", b"0x88cc", b"TCP"]
