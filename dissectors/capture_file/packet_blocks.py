"""Decodes pcapng's three kinds of packet block, many at once: Enhanced, Simple and the obsolete Packet Block.

Draft-ietf-opsawg-pcapng sections 4.3, 4.4 and A. Which blocks are broken, and what captured length a Simple Packet
Block has, follow Wireshark.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dissectors.capture_file.blocks import ENHANCED_PACKET, PACKET, SIMPLE_PACKET
from dissectors.capture_file.contents import Interface, Section
from dissectors.capture_file.frames import NO_TIME, FrameBatch
from dissectors.capture_file.reader import Damage, longest_frame

_HEADER = 28
"""Bytes before the frame in Enhanced and obsolete Packet Blocks."""
_SIMPLE_HEADER = 12
_TRAILER = 4
_ENDLESS = 1 << 32


@dataclass(frozen=True, slots=True, eq=False)
class PacketBlocks:
    """Blocks of one section, of which some carry frames."""

    heads: npt.NDArray[np.void]
    """The first seven 32-bit words: kind, length, a, b, c, d, e."""
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    """With padding."""

    def before(self, index: int) -> PacketBlocks:
        """Only the first `index` of them."""
        return PacketBlocks(self.heads[:index], self.starts[:index], self.lengths[:index])


def decode_packet_blocks(found: PacketBlocks, section: Section, base: int) -> tuple[FrameBatch | None, Damage | None]:
    """The frames up to the first broken packet block, and what is wrong with that; `base` is added to offsets."""
    kinds = found.heads["k"]
    chosen = np.flatnonzero((kinds == ENHANCED_PACKET) | (kinds == SIMPLE_PACKET) | (kinds == PACKET))
    if not len(chosen):
        return None, None
    if len(chosen) < len(kinds):
        found = PacketBlocks(found.heads[chosen], found.starts[chosen], found.lengths[chosen])
    heads, interfaces = found.heads, section.interfaces
    simple = heads["k"] == SIMPLE_PACKET
    numbers = _interface_numbers(heads, section.byte_order, simple)
    known = numbers < len(interfaces)
    used, which = _distinct(np.where(known, numbers, 0))
    described = [interfaces[number] for number in used if interfaces]

    captured = np.where(simple, heads["a"], heads["d"]).astype(np.int64)
    original = np.where(simple, heads["a"], heads["e"])
    if interfaces and simple.any():
        # "The SnapLen value MUST be used to determine the size of the Packet Data field length."
        captured = np.where(simple, np.minimum(captured, interfaces[0].snap_length or _ENDLESS), captured)
    header = np.where(simple, _SIMPLE_HEADER, _HEADER)
    room = found.lengths - header - _TRAILER
    options = room - (captured + 3 & ~3)
    longest = _of_each([longest_frame(interface.link_type) for interface in described], which)

    good = (found.lengths >= header + _TRAILER) & known & (options >= 0) & (captured <= longest)
    broken = np.flatnonzero(~good)
    count = int(broken[0]) if len(broken) else len(good)
    damage = None
    if len(broken):
        damage = Damage(
            _what_is_wrong(int(captured[count]), int(room[count]), int(numbers[count]), len(interfaces)),
            base + int(found.starts[count]),
        )
    if not count:
        return None, damage
    times, far_times = _times(heads[:count], simple[:count], which[:count], described)
    return (
        FrameBatch(
            offset=found.starts[:count] + header[:count] + base,
            captured_length=captured[:count].astype(np.uint32),
            original_length=original[:count].astype(np.uint32),
            time=times,
            interface=_of_each([interface.index for interface in described], which[:count]).astype(np.uint32),
            link_type=_of_each([interface.link_type for interface in described], which[:count]).astype(np.uint16),
            options_length=np.where(simple, 0, options)[:count].astype(np.uint32),
            far_times=far_times,
        ),
        damage,
    )


def _interface_numbers(
    heads: npt.NDArray[np.void], byte_order: str, simple: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Numbers within the section: 32 bits in an Enhanced block, the first 16 in an obsolete one, 0 in a Simple one."""
    numbers = heads["a"].astype(np.int64)
    obsolete = heads["k"] == PACKET
    if obsolete.any():
        first_half = numbers & 0xFFFF if byte_order == "<" else numbers >> 16
        numbers = np.where(obsolete, first_half, numbers)
    return np.where(simple, 0, numbers) if simple.any() else numbers


def _times(
    heads: npt.NDArray[np.void],
    simple: npt.NDArray[np.bool_],
    which: npt.NDArray[np.int64],
    described: list[Interface],
) -> tuple[npt.NDArray[np.int64], dict[int, int]]:
    ticks = heads["b"].astype(np.uint64) << np.uint64(32) | heads["c"]
    times = np.full(len(ticks), NO_TIME, dtype=np.int64)
    far_times: dict[int, int] = {}
    ends = np.cumsum(np.bincount(which, minlength=len(described)))
    by_interface = np.split(np.argsort(which, kind="stable"), ends[:-1])
    for interface, rows in zip(described, by_interface, strict=True):
        rows = rows[~simple[rows]]
        times[rows], far = interface.clock.column(ticks[rows])
        far_times.update((int(rows[index]), exact) for index, exact in far.items())
    return times, far_times


def _distinct(numbers: npt.NDArray[np.int64]) -> tuple[list[int], npt.NDArray[np.int64]]:
    """The different numbers, and for each which of them it is: a section may have far more interfaces than are used."""
    if (numbers == numbers[0]).all():
        return [int(numbers[0])], np.zeros(len(numbers), dtype=np.int64)
    used, which = np.unique(numbers, return_inverse=True)
    return used.tolist(), which.astype(np.int64)


def _of_each(values: list[int], which: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Each block's value, given that of each interface that is used."""
    return np.array(values or [0], dtype=np.int64)[which]


def _what_is_wrong(captured: int, room: int, number: int, interface_count: int) -> str:
    if room < 0:
        return f"the packet block there is {-room} bytes shorter than its own header"
    if captured > room:
        return f"the packet block there claims {captured} captured bytes and has room for {room}"
    if number >= interface_count:
        return f"the packet block there names interface {number} of {interface_count}"
    return f"the packet block there claims {captured} captured bytes, more than make sense"
