from __future__ import annotations

import struct

import numpy as np
import pytest

from dissectors.capture_file import blocks
from dissectors.capture_file.contents import Section
from dissectors.capture_file.frames import NO_TIME, FrameBatch
from dissectors.capture_file.packet_blocks import PacketBlocks, decode_packet_blocks
from dissectors.capture_file.reader import Damage, gather
from tests.dissectors.capture_file.build import ORDERS, enhanced, obsolete, simple

BASE = 1000


def decode(order: str, *written: bytes, snap: int = 0, link_type: int = 1) -> tuple[FrameBatch | None, Damage | None]:
    section = Section(0, order)
    for index in range(2):
        body = struct.pack(order + "HHI", link_type, 0, snap)
        section.interfaces.append(blocks.read_interface(body, section, index))
    starts = np.cumsum([0, *(len(one) for one in written)])[:-1]
    heads = gather(b"".join(written), starts, "klabcde", order)
    found = PacketBlocks(heads, starts, np.array([len(one) for one in written], dtype=np.int64))
    return decode_packet_blocks(found, section, BASE)


@pytest.mark.parametrize("order", ORDERS)
def test_the_three_kinds_side_by_side(order: str) -> None:
    written = (enhanced(order, 1, 5, b"abc", 60), simple(order, b"defgh"), obsolete(order, 1, 2, 1 << 33, b"ij"))
    batch, damage = decode(order, *written)
    assert damage is None
    assert batch is not None
    whole = b"".join(written)
    frames = [
        whole[offset - BASE : offset - BASE + length]
        for offset, length in zip(batch.offset.tolist(), batch.captured_length.tolist(), strict=True)
    ]
    assert frames == [b"abc", b"defgh", b"ij"]
    assert batch.original_length.tolist() == [60, 5, 2]
    assert batch.interface.tolist() == [1, 0, 1]
    assert batch.time.tolist() == [5000, NO_TIME, (1 << 33) * 1000]


def test_a_simple_block_is_cut_at_the_snap_length() -> None:
    batch, damage = decode("<", simple("<", b"0123456789", 100), snap=10)
    assert damage is None
    assert batch is not None
    assert (batch.captured_length.tolist(), batch.original_length.tolist()) == ([10], [100])


def too_long(order: str) -> bytes:
    block = bytearray(enhanced(order, 0, 0, b"12345678"))
    struct.pack_into(order + "I", block, 20, 9)
    return bytes(block)


BROKEN = {
    "claims 9 captured bytes and has room for 8": too_long,
    "names interface 2 of 2": lambda order: enhanced(order, 2, 0, b"x"),
    "claims 262145 captured bytes, more than make sense": lambda order: enhanced(order, 0, 0, bytes(262_145)),
    "12 bytes shorter than its own header": lambda order: struct.pack(order + "IIIII", 6, 20, 0, 0, 20),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("reason", BROKEN)
def test_frames_before_a_broken_block_are_kept(order: str, reason: str) -> None:
    good = enhanced(order, 0, 7, b"good")
    batch, damage = decode(order, good, BROKEN[reason](order), good)
    assert batch is not None
    assert batch.time.tolist() == [7000]
    assert damage is not None
    assert damage.offset == BASE + len(good)
    assert reason in damage.reason


def test_some_link_types_have_longer_frames() -> None:
    batch, damage = decode("<", enhanced("<", 0, 0, bytes(262_145)), link_type=231)
    assert damage is None
    assert batch is not None
    assert batch.captured_length.tolist() == [262_145]
