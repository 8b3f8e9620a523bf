"""A row's frame has what the file and the other packets tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.row_frames import frame_of, frame_of_messages
from tests.dissectors.capture_file.build import ORDERS, every_kind_of_block, read
from tests.dissectors.processes.found import found
from tests.dissectors.streams.talk import Talk


@pytest.mark.parametrize("order", ORDERS)
def test_what_the_file_tells(tmp_path: Path, order: str) -> None:
    index = LayerIndex(read(tmp_path / "x", every_kind_of_block(order)))
    first, timeless, obsolete, second = (frame_of(index, row) for row in range(4))
    assert (first.data, first.number, first.comments, first.original_length) == (b"first", 1, ("one", "two"), 60)
    assert (first.interface_name, first.section, second.section) == ("eth0", 1, 2)
    assert first.byte_order == ("big" if order == ">" else "little")
    assert (timeless.time, timeless.since_first, obsolete.since_previous) == (None, None, None)
    assert (obsolete.interface, second.interface) == (1, 0)
    with pytest.raises(IndexError):
        frame_of(index, 4)


def test_what_other_packets_tell_is_there_when_it_is_known(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("curl", 7)])
    before = frame_of(table.index, 1)
    assert before.streams is before.analysis is before.conversations is before.processes is None
    table.judge(3)
    after = frame_of(table.index, 1)
    assert after.stream_at(34) == 0
    assert after.facts_at(34) is not None
    assert after.conversation_at(34) is not None
    ends = after.ends_at(34)
    assert ends is not None
    assert ends.text == "curl"
    assert (after.section, after.interface_name, after.since_previous) == (0, "", 1_000_000)


def test_of_messages_it_has_bytes_and_conversations_only(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.judge(3)
    whole, part = frame_of(table.index, 1), frame_of_messages(table.index, 1)
    assert (part.data, part.link_type, part.number, part.original_length) == (whole.data, 1, 2, whole.original_length)
    assert part.stream_at(34) == 0
    assert part.analysis is part.conversations is None
