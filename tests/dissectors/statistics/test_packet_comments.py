"""Comments on packets, as far as they are looked for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.capture_file.contents import Interface, Section
from dissectors.capture_file.writer import END_OF_LIST, PcapngWriter, comment_options
from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics.packet_comments import PacketComments
from tests.dissectors.statistics.counting import stepwise, whole

TEXTS = [("first",), (), ("second", "third"), (), ("last \x1b[2J",)]
FOUND = [(0, "first"), (2, "second"), (2, "third"), (4, "last \x1b[2J")]


@contextmanager
def comments(folder: Path, most: int = 9) -> Iterator[PacketComments]:
    written = io.BytesIO()
    writer = PcapngWriter(written)
    writer.section(Section(0, "<"))
    writer.interface(Interface(0, 0, 0, 1, 0))
    for texts in TEXTS:
        options = comment_options(texts, "<")
        writer.packet(0, 0, bytes(20), 20, options and options + END_OF_LIST)
    path = folder / "some.pcapng"
    path.write_bytes(written.getvalue())
    with open_capture(path) as capture:
        capture.refresh()
        yield PacketComments(LayerIndex(capture), most)


def test_all_rows_and_some_at_once_and_on_and_on(tmp_path: Path) -> None:
    with comments(tmp_path) as once, comments(tmp_path) as steps:
        assert whole(once).found == stepwise(steps).found == FOUND
    with comments(tmp_path) as some, comments(tmp_path) as steps:
        assert whole(some, [1, 2, 3]).found == stepwise(steps, rows=[1, 2, 3]).found == FOUND[1:3]


def test_no_more_than_so_many(tmp_path: Path) -> None:
    with comments(tmp_path, 2) as one:
        assert stepwise(one).found == FOUND[:2]
        assert one.rows_done == 5


def test_not_every_packet_with_options_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.statistics.packet_comments.MOST_LOOKED_AT", 2)
    with comments(tmp_path) as one:
        assert stepwise(one).found == FOUND[:3]
