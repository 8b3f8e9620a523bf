from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors import PacketTable
from dissectors.errors import CaptureFileError
from dissectors.frame import Frame
from dissectors.packets.dissected_keys import DissectedKeys
from tests.dissectors.streams.frames import capture_of, tcp, udp


def test_rows_whose_bytes_are_gone_come_last(tmp_path: Path) -> None:
    with capture_of([udp(("1.1.1.1", 2), ("1.1.1.2", 3)), tcp(("1.1.1.1", 2), ("1.1.1.2", 3))], tmp_path) as capture:
        table = PacketTable(capture)

        def frame(row: int) -> Frame:
            if row == 1:
                raise CaptureFileError("gone")
            return table.frame(row)

        (part,) = DissectedKeys(table.index, table.registry, frame, "protocol").read(np.arange(2))
        assert (part.examined, part.rows.tolist(), part.keys.tolist()) == (2, [0], [b"UDP"])


def test_packets_that_cannot_have_the_field_are_not_asked(tmp_path: Path) -> None:
    with capture_of([udp(("1.1.1.1", 2), ("1.1.1.2", 3)), tcp(("1.1.1.1", 2), ("1.1.1.2", 3))], tmp_path) as capture:
        table = PacketTable(capture)
        asked: list[int] = []

        def frame(row: int) -> Frame:
            asked.append(row)
            return table.frame(row)

        (part,) = DissectedKeys(table.index, table.registry, frame, "udp.payload").read(np.arange(2))
        assert (part.examined, asked) == (2, [0])
