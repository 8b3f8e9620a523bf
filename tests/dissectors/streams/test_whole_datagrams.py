"""Datagrams that came in fragments, for whoever reads their payload."""

from __future__ import annotations

from pathlib import Path

from dissectors.frame import REASSEMBLED
from dissectors.packets.layer_index import LayerIndex
from dissectors.streams.whole_datagrams import all_datagrams_of
from tests.dissectors.internet.fragmented import ipv4, udp
from tests.dissectors.streams.frames import capture_of

SAID = bytes(range(64))
PARTS = (udp(SAID)[:16], udp(SAID)[16:40], udp(SAID)[40:])
FRAMES = [ipv4(PARTS[0], 0, more=True), ipv4(PARTS[1], 16, more=True), ipv4(PARTS[2], 40)]


def read(frames: list[bytes], folder: Path, stream: int = 0) -> tuple[list[tuple[int, int]], bytes]:
    """Rows and places of entries, and their payloads together."""
    index = LayerIndex(capture_of(frames, folder))
    index.streams.extend(len(frames))
    found = all_datagrams_of(index, stream, 0, len(frames))
    view = index.capture.view()
    parts = [view[place : place + length] for place, length in zip(found.payloads, found.captured, strict=True)]
    said = b"".join(part.tobytes() for part in parts)
    return list(zip(found.rows.tolist(), found.starts.tolist(), strict=True)), said


def test_a_datagram_is_read_fragment_by_fragment(tmp_path: Path) -> None:
    assert read(FRAMES, tmp_path) == ([(2, REASSEMBLED)] * 3, SAID)


def test_the_order_of_frames_does_not_matter(tmp_path: Path) -> None:
    assert read(FRAMES[::-1], tmp_path)[1] == SAID


def test_datagrams_in_one_frame_stay_where_they_are(tmp_path: Path) -> None:
    short = ipv4(udp(b"short"))
    assert read([short, *FRAMES, short], tmp_path) == (
        [(0, 34), *[(3, REASSEMBLED)] * 3, (4, 34)],
        b"short" + SAID + b"short",
    )


def test_other_conversations_are_left_out(tmp_path: Path) -> None:
    assert read([ipv4(udp(b"x", source=9)), *FRAMES], tmp_path, 0)[1] == b"x"
