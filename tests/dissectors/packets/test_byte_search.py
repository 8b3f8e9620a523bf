"""Bytes found in the mapped file equal those found frame by frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors import PacketTable
from dissectors.packets import byte_search
from dissectors.packets.byte_search import ByteSearch
from dissectors.packets.search import Hit
from dissectors.packets.wanted import Wanted, WantedBytes, WantedPattern, WantedText
from tests.dissectors.streams.frames import capture_of

FRAMES = st.lists(st.binary(max_size=8).map(lambda data: bytes(byte % 3 + 0x40 for byte in data)), max_size=12)
ORDERS = st.sampled_from(["forwards", "backwards", "shuffled", "odd"])
WANTED = st.sampled_from(
    [
        WantedBytes(b"@"),
        WantedBytes(b"@A"),
        WantedText("ab"),
        WantedText("ab", match_case=True),
        WantedBytes(b"AAA"),
        WantedPattern("@[^@]B"),
        # Stands between frames: the higher bytes of a time.
        WantedBytes(b"\0\0\0"),
    ]
)


def arranged(count: int, order: str) -> list[int]:
    rows = list(range(count))
    if order == "backwards":
        return rows[::-1]
    return rows[1::2] if order == "odd" else rows if order == "forwards" else sorted(rows, key=lambda row: row * 7 % 5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FRAMES, WANTED, ORDERS, st.booleans(), st.sampled_from([4, 40, 1 << 20]))
def test_hits_are_those_of_every_frame_by_itself(
    tmp_path: Path, frames: list[bytes], wanted: Wanted, order: str, backwards: bool, block: int
) -> None:
    rows = arranged(len(frames), order)
    expected = [
        Hit(row, *wanted.spans(frames[row])[-1 if backwards else 0]) for row in rows if wanted.spans(frames[row])
    ]
    with pytest.MonkeyPatch.context() as patch, capture_of(frames, tmp_path) as capture:
        patch.setattr(byte_search, "BLOCK_BYTES", block)
        patch.setattr(byte_search, "ROWS_AT_ONCE", 5)
        some = ByteSearch(capture, wanted)
        found = [hit for hit in some.hits(np.array(rows, np.int64), backwards=backwards) if hit is not None]
    assert found == expected
    assert some.examined == len(rows)


@pytest.mark.parametrize("backwards", [False, True])
def test_one_frame_has_several_hits(tmp_path: Path, backwards: bool) -> None:
    with capture_of([b"xx", b"-ab-ab--ab"], tmp_path) as capture:
        some = ByteSearch(PacketTable(capture).capture, WantedBytes(b"ab"))
        (hit,) = [hit for hit in some.hits(np.arange(2), backwards=backwards) if hit is not None]
        seen = [hit]
        while (after := some.beyond(1, seen[-1].start, backwards=backwards)) is not None:
            seen.append(after)
        expected = [Hit(1, 1, 3), Hit(1, 4, 6), Hit(1, 8, 10)]
        assert seen == (expected[::-1] if backwards else expected)
        some.close()


def test_frames_added_later_are_not_asked_for(tmp_path: Path) -> None:
    with capture_of([b"ab"], tmp_path) as capture:
        some = ByteSearch(capture, WantedBytes(b"zz"))
        assert [hit for hit in some.hits(np.arange(1), backwards=False) if hit] == []
