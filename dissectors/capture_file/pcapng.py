"""Reads pcapng: any number of sections, byte orders and interfaces, every kind of packet block.

Draft-ietf-opsawg-pcapng. Blocks are found in a plain loop or in lanes; the packet blocks among them are then checked
and decoded together, with numpy. What makes a block unusable follows Wireshark.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np
import numpy.typing as npt

from dissectors.capture_file import blocks
from dissectors.capture_file.contents import Block, Contents, Section
from dissectors.capture_file.file_bytes import FileBytes
from dissectors.capture_file.frames import FrameBatch
from dissectors.capture_file.lanes import span, walk_in_lanes
from dissectors.capture_file.options import BadOptions
from dissectors.capture_file.packet_blocks import PacketBlocks, decode_packet_blocks
from dissectors.capture_file.reader import WINDOW, Damage, Step, gather
from dissectors.processes.stored import read_attributions

LONGEST_BLOCK: Final = 16 << 20
"""As in Wireshark: longer ones are taken for damage."""
MAGIC: Final = blocks.SECTION_HEADER.to_bytes(4, "big")

BYTE_ORDERS: Final = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_SHORTEST: Final = {
    blocks.SECTION_HEADER: 28,
    blocks.INTERFACE_DESCRIPTION: 20,
    blocks.PACKET: 32,
    blocks.SIMPLE_PACKET: 16,
    blocks.ENHANCED_PACKET: 32,
}
_NAMES: Final = {
    blocks.SECTION_HEADER: "a section header",
    blocks.INTERFACE_DESCRIPTION: "an interface description",
    blocks.PACKET: "an obsolete packet block",
    blocks.SIMPLE_PACKET: "a simple packet block",
    blocks.ENHANCED_PACKET: "an enhanced packet block",
    blocks.NAME_RESOLUTION: "a name resolution block",
    blocks.INTERFACE_STATISTICS: "an interface statistics block",
    blocks.DECRYPTION_SECRETS: "a decryption secrets block",
}
_BOUNDARIES: Final = (blocks.SECTION_HEADER, blocks.INTERFACE_DESCRIPTION)
_KEPT: Final = (
    blocks.NAME_RESOLUTION,
    blocks.INTERFACE_STATISTICS,
    blocks.DECRYPTION_SECRETS,
    blocks.PROCESSES,
)


def walk_blocks(
    buffer: bytes | memoryview, start: int, byte_order: str, max_blocks: int, stop: int | None = None
) -> tuple[list[int], int]:
    """Where the blocks begin that are whole in the buffer, up to one that changes how to read the following.

    Returns the starts and where the walk stopped: before a section header, an interface description, a block with an
    impossible length, one that the buffer does not hold to its end, or the first that begins at `stop` or behind it.
    """
    unpack, end, position = struct.Struct(byte_order + "II").unpack_from, len(buffer), start
    last = end - 12 if stop is None else min(end - 12, stop - 1)
    starts: list[int] = []
    found = starts.append
    for _ in range(max_blocks):
        if position > last:
            break
        kind, length = unpack(buffer, position)
        if kind in _BOUNDARIES or not 9 <= length <= LONGEST_BLOCK:
            break
        following = position + (length + 3 & ~3)
        if following > end:
            break
        found(position)
        position = following
    return starts, position


class BlocksInLanes:
    """Blocks of one section in a buffer that begins with one, as `lanes` wants them."""

    def __init__(self, buffer: memoryview, byte_order: str) -> None:
        self.buffer = buffer
        self._order = byte_order
        self._last = len(buffer) - 12
        # Kind and length for every byte that a block might begin at: overlapping, unaligned.
        self._heads: npt.NDArray[np.void] = np.ndarray((len(buffer) - 7,), "V8", buffer, strides=(1,))

    def mark(self, position: int) -> tuple[int, bytes]:
        """The kind."""
        return 0, bytes(self.buffer[position : position + 4])

    def looks_right(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Length and trailer agree, for this block and the next."""
        right = np.ones(len(positions), np.bool_)
        for _ in range(2):
            right &= positions <= self._last
            lengths = self._lengths(np.minimum(positions, self._last))
            following = positions + lengths
            right &= (lengths % 4 == 0) & (lengths >= 12) & (following <= len(self.buffer))
            positions = np.where(right, following, 0)
            right &= self._lengths(np.maximum(positions - 8, 0)) == lengths
        return right

    def _lengths(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return self._heads[positions].view(self._order + "u4")[1::2].astype(np.int64)

    def following(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        words = self._heads[np.minimum(positions, self._last)].view(self._order + "u4")
        kinds, lengths = words[::2], words[1::2]
        following = positions + (lengths + np.int64(3) & ~np.int64(3))
        walkable = (lengths >= 9) & (lengths <= LONGEST_BLOCK) & (following <= len(self.buffer))
        for boundary in _BOUNDARIES:
            walkable &= kinds != boundary
        return np.where(walkable, following, positions)

    def walk(self, start: int, stop: int) -> tuple[list[int], int]:
        return walk_blocks(self.buffer, start, self._order, len(self.buffer), stop)


class PcapngReader:
    """One pcapng file."""

    format = "pcapng"

    def __init__(self) -> None:
        self.contents = Contents()
        self.position = 0
        self._kind_at_position = blocks.SECTION_HEADER
        self._frames = 0
        """Read so far."""
        self._no_lanes_before = 0
        """Position up to which blocks are walked one by one, because sections or interfaces change too often."""

    def advance(self, file: FileBytes, end: int, max_frames: int) -> Step:
        step = self._walk_in_lanes(file, end, max_frames) or self._walk_one_by_one(file, end, max_frames)
        self._frames += sum(map(len, step.batches))
        return step

    def unfinished(self) -> str:
        return _NAMES.get(self._kind_at_position, "a block")

    def _walk_in_lanes(self, file: FileBytes, end: int, max_frames: int) -> Step | None:
        """Many blocks between two changes of section or interface; None where they are too few for that."""
        if not self._frames or self.position < self._no_lanes_before:
            return None
        base = self.position
        wanted = span(end - base - 12, max_frames, base / self._frames)
        if not wanted:
            return None
        buffer = file.view(end)[base:end].data
        file.expect(base, base + wanted)
        starts, stop = walk_in_lanes(BlocksInLanes(buffer, self._byte_order()), wanted)
        if stop < wanted // 2:
            self._no_lanes_before = base + wanted
        if not len(starts):
            return None
        if len(starts) > max_frames:
            starts, stop = starts[:max_frames], int(starts[max_frames])
        batch, damage = self._decode(buffer, starts)
        self.position = damage.offset if damage else base + stop
        self._kind_at_position = 0
        return Step((batch,) if batch is not None else (), self.position, damage)

    def _walk_one_by_one(self, file: FileBytes, end: int, max_frames: int) -> Step:
        buffer = file.read(self.position, min(WINDOW, end - self.position))
        needed = self._block_length(buffer, end)
        if isinstance(needed, Damage):
            return Step((), self.position, needed)
        if needed > len(buffer):
            if self.position + needed > end:
                return Step((), self.position)
            buffer = file.read(self.position, needed)
        return self._walk_window(buffer, end, max_frames)

    def _walk_window(self, buffer: bytes, end: int, max_frames: int) -> Step:
        base, position, batches, count = self.position, 0, [], 0
        damage: Damage | None = None
        while damage is None and count < max_frames:
            if self._is_boundary(buffer, position):
                following, damage = self._read_boundary(buffer, position)
            else:
                starts, following = walk_blocks(buffer, position, self._byte_order(), max_frames - count)
                if starts:
                    batch, damage = self._decode(buffer, np.array(starts, dtype=np.int64))
                    if batch is not None:
                        batches.append(batch)
                        count += len(batch)
            if following == position:
                break
            position = following
        self.position = damage.offset if damage else base + position
        self._kind_at_position = 0
        if damage is None and position < len(buffer):
            length = self._block_length(buffer[position : position + 12], end)
            damage = length if isinstance(length, Damage) else None
        return Step(tuple(batches), self.position, damage)

    def _byte_order(self) -> str:
        return self.contents.sections[-1].byte_order if self.contents.sections else "<"

    def _is_boundary(self, buffer: bytes, position: int) -> bool:
        if len(buffer) - position < 12:
            return False
        return struct.unpack_from(self._byte_order() + "I", buffer, position)[0] in _BOUNDARIES

    def _block_length(self, head: bytes, end: int) -> int | Damage:
        """Length of the block at `position`, padded; more than there is if its header is not whole yet."""
        if len(head) < 12:
            return 12
        order = self._byte_order()
        (kind,) = struct.unpack_from(order + "I", head)
        if kind == blocks.SECTION_HEADER:
            if head[8:12] not in BYTE_ORDERS:
                return Damage("the section header there has no valid byte-order magic", self.position)
            order = BYTE_ORDERS[head[8:12]]
        elif not self.contents.sections:
            return Damage("a section header is wanted there", self.position)
        self._kind_at_position = kind
        length = int(struct.unpack_from(order + "I", head, 4)[0]) + 3 & ~3
        shortest = _SHORTEST.get(kind, 12)
        if length < shortest:
            name = _NAMES.get(kind, "a block")
            return Damage(f"{name} there claims {length} bytes, at least {shortest} are wanted", self.position)
        if length > LONGEST_BLOCK:
            return Damage(f"the block there claims {length} bytes, at most {LONGEST_BLOCK} make sense", self.position)
        return length

    def _read_boundary(self, buffer: bytes, position: int) -> tuple[int, Damage | None]:
        """Read a section header or interface description; the same position if it is not whole or makes no sense."""
        offset = self.position + position
        order, head = self._byte_order(), buffer[position : position + 12]
        (kind,) = struct.unpack_from(order + "I", head)
        if kind == blocks.SECTION_HEADER:
            if head[8:12] not in BYTE_ORDERS:
                return position, None
            order = BYTE_ORDERS[head[8:12]]
        (length,) = struct.unpack_from(order + "I", head, 4)
        padded = length + 3 & ~3
        if padded < _SHORTEST[kind] or position + padded > len(buffer):
            return position, None
        (trailer,) = struct.unpack_from(order + "I", buffer, position + padded - 4)
        if trailer + 3 & ~3 != padded:
            return position, Damage(f"the block there begins with length {length} and ends with {trailer}", offset)
        body = buffer[position + 8 : position + padded - 4]
        try:
            if kind == blocks.SECTION_HEADER:
                self.contents.sections.append(blocks.read_section(body, order, len(self.contents.sections)))
            else:
                section = self.contents.sections[-1]
                interface = blocks.read_interface(body, section, len(self.contents.interfaces))
                section.interfaces.append(interface)
                self.contents.interfaces.append(interface)
        except (blocks.BadBlock, BadOptions) as error:
            return position, Damage(str(error), offset)
        self.contents.sections[-1].blocks.append(Block(kind, offset, padded))
        return position + padded, None

    def _decode(
        self, buffer: bytes | memoryview, positions: npt.NDArray[np.int64]
    ) -> tuple[FrameBatch | None, Damage | None]:
        """Frames of the blocks at `positions` up to the first broken one; the other blocks among them are noted."""
        section = self.contents.sections[-1]
        heads = gather(buffer, positions, "klabcde", section.byte_order)
        padded = heads["l"].astype(np.int64) + 3 & ~3
        trailers = gather(buffer, positions + padded - 4, "t", section.byte_order)["t"].astype(np.int64) + 3 & ~3
        found = PacketBlocks(heads, positions, padded)
        damage: Damage | None = None
        mismatches = np.flatnonzero(trailers != padded)
        if len(mismatches):
            index = int(mismatches[0])
            damage = Damage(
                f"the block there begins with length {int(padded[index])} and ends with {int(trailers[index])}",
                self.position + int(positions[index]),
            )
            found = found.before(index)
        batch, broken = decode_packet_blocks(found, section, self.position)
        if broken is not None:
            damage = broken
        stop = damage.offset - self.position if damage else None
        self._note_others(buffer, found, section, stop)
        return batch, damage

    def _note_others(self, buffer: bytes | memoryview, found: PacketBlocks, section: Section, stop: int | None) -> None:
        kinds: npt.NDArray[np.uint32] = found.heads["k"]
        for index in np.flatnonzero(np.isin(kinds, _KEPT)).tolist():
            start, length, kind = int(found.starts[index]), int(found.lengths[index]), int(kinds[index])
            if stop is not None and start >= stop:
                return
            body = bytes(buffer[start + 8 : start + length - 4])
            section.blocks.append(Block(kind, self.position + start, length))
            if kind == blocks.NAME_RESOLUTION:
                self.contents.names.extend(blocks.read_names(body, section.byte_order))
            elif kind == blocks.DECRYPTION_SECRETS:
                if (secrets := blocks.read_secrets(body, section.byte_order)) is not None:
                    self.contents.secrets.append(secrets)
            elif kind == blocks.PROCESSES:
                self.contents.add_attributions(read_attributions(body, section.byte_order))
            elif (statistics := blocks.read_statistics(body, section)) is not None:
                self.contents.add_statistics(statistics)
