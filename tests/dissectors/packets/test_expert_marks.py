"""Expert items from columns: marks of the analysis, and resets."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors.filters import compile_filter
from dissectors.packets.expert import ExpertItem
from dissectors.packets.expert_marks import MarkTally, pieces_of
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp, udp

A, B, RST = ("10.0.0.1", 80), ("10.0.0.2", 1000), 0x04
FRAMES = [
    tcp(B, A, 100, SYN),
    tcp(A, B, 500, SYN | ACK),
    tcp(B, A, 101, ACK, b"abcd"),
    udp(A, B),
    tcp(B, A, 101, ACK, b"abcd"),
    tcp(B, A, 101, ACK, b"abcd"),
    tcp(A, B, 501, RST),
    tcp(A, B, 501, RST),
]


def items_of(folder: Path, rows: list[int]) -> tuple[PacketTable, list[ExpertItem]]:
    table = PacketTable(capture_of(FRAMES, folder))
    tally = MarkTally(table.index)
    for piece, own in pieces_of(table.index, np.array(rows, np.int64)):
        tally.add(piece, own)
    return table, tally.items()


def test_marks_and_resets_lead_to_their_packets(tmp_path: Path) -> None:
    table, items = items_of(tmp_path, list(range(len(FRAMES))))
    found = {item.kind.label: item for item in items}
    assert (found["Connection reset"].packets, found["Connection reset"].count) == ((7, 8), 2)
    assert found["Sent again"].packets == (5, 6)
    assert found["Sent again"].severity == "note"
    for item in items:
        chosen = compile_filter(item.filter)
        shown = [row + 1 for row in range(len(FRAMES)) if chosen.matches(table.dissection(row))]
        assert shown == list(item.packets)


def test_only_the_rows_that_are_handed_over_count(tmp_path: Path) -> None:
    _, items = items_of(tmp_path, [0, 1, 2, 5, 6])
    assert {item.kind.label: item.packets for item in items} == {"Connection reset": (7,), "Sent again": (6,)}
