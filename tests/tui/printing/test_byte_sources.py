"""Dumps of all byte sources of a packet."""

from __future__ import annotations

from dissectors import PacketTable
from dissectors.byte_source import ByteSource
from tests.dissectors.deep.decoded_by_hand import ByHand
from tui.printing.byte_sources import byte_source_lines
from tui.printing.hexdump import hexdump_lines


def test_a_lone_frame_is_not_named(table: PacketTable) -> None:
    decoded = table.dissection(0)
    assert list(byte_source_lines(decoded)) == list(hexdump_lines(decoded.frame.data))


def test_several_sources_are_named_and_their_names_move_no_cursor() -> None:
    decoded = ByHand([], more_sources=(ByteSource("Put\x1b[2J together", b"abc"),))
    lines = list(byte_source_lines(decoded))
    assert (lines[0], lines[5]) == ("Frame (64 bytes):", r"Put\033[2J together (3 bytes):")
    assert lines[6] == "0000  61 62 63                                          abc"
    assert list(byte_source_lines(decoded, numbered=True))[5] == r"1: Put\033[2J together (3 bytes)"
