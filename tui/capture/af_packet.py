"""The AF_PACKET engine in pure Python: a TPACKET_V3 ring that the kernel fills block by block.

include/uapi/linux/if_packet.h. A block is handed over when it is full or 10 ms old. Standard library only.
"""

from __future__ import annotations

import mmap
import struct

from tui.capture.packet_socket import (
    ETH_P_8021Q,
    PACKET_OUTGOING,
    SLL_HEADER,
    SOL_PACKET,
    TP_STATUS_VLAN_TPID_VALID,
    TP_STATUS_VLAN_VALID,
    PacketSocket,
    with_vlan_tag,
)
from tui.capture.packet_socket_source import PacketSocketSource
from tui.capture.pcap_output import RECORD
from tui.capture.source import EngineError, Request, Source

PACKET_RX_RING = 5
PACKET_VERSION = 10
TPACKET_V3 = 2
BLOCK_BYTES = 1 << 20
BLOCKS = 64
FRAME_BYTES = 2048
RETIRE_MILLISECONDS = 10
TP_STATUS_KERNEL, TP_STATUS_USER = 0, 1

BLOCK_HEADER = struct.Struct("=IIIII")
"""Version, offset of the private part, status, number of frames, offset of the first."""
FRAME_HEADER = struct.Struct("=IIIIIIHHIIHH")
"""Next, seconds, nanoseconds, captured, length, status, offset of link layer, of network layer, hash, tag, its type."""
ADDRESS_OFFSET = 48
ADDRESS = struct.Struct("=HHiHBB8s")
"""sockaddr_ll: family, protocol (network order), interface, ARPHRD type, packet type, address length, address."""
STATUS_OFFSET = 8


class AfPacketSource(PacketSocketSource):
    """A running capture through the ring; the descriptor given is this object's from now on."""

    drain_seconds = 0.04

    def __init__(self, listening: PacketSocket, descriptor: int) -> None:
        """Raises OSError where the kernel has no such ring, EngineError where nothing can be captured."""
        self._cooked = listening.is_cooked
        handle = listening.socket
        handle.setsockopt(SOL_PACKET, PACKET_VERSION, TPACKET_V3)
        frames = BLOCK_BYTES * BLOCKS // FRAME_BYTES
        ring = struct.pack("=7I", BLOCK_BYTES, BLOCKS, FRAME_BYTES, frames, RETIRE_MILLISECONDS, 0, 0)
        handle.setsockopt(SOL_PACKET, PACKET_RX_RING, ring)
        self._ring = mmap.mmap(handle.fileno(), BLOCK_BYTES * BLOCKS, mmap.MAP_SHARED)
        self._block = 0
        self._next_frame = 0
        """Offset in the ring of the first frame not taken; 0: the block has not been begun."""
        self._frames_left = 0
        try:
            super().__init__(listening, descriptor)
        except BaseException:
            self._ring.close()
            raise

    def read(self, limit: int) -> int:
        taken = 0
        while taken < limit:
            start = self._block * BLOCK_BYTES
            if self._next_frame == 0:
                _, _, status, count, first = BLOCK_HEADER.unpack_from(self._ring, start)
                if not status & TP_STATUS_USER:
                    break
                self._next_frame, self._frames_left = start + first, count
            records, written = self._records(min(self._frames_left, limit - taken))
            if records:
                try:
                    self._output.write(records)
                except EngineError as failure:
                    failure.frames += taken
                    raise
                taken += written
            if self._frames_left == 0:
                struct.pack_into("=I", self._ring, start + STATUS_OFFSET, TP_STATUS_KERNEL)
                self._block = (self._block + 1) % BLOCKS
                self._next_frame = 0
        return taken

    def close(self) -> None:
        self._ring.close()
        super().close()

    def _records(self, count: int) -> tuple[bytes, int]:
        """The next frames of the block as records of the file, and how many they are."""
        ring, position = self._ring, self._next_frame
        unpack, pack = FRAME_HEADER.unpack_from, RECORD.pack
        cooked, link_type = self._cooked, self._listening.link_type
        pieces: list[bytes] = []
        for _ in range(count):
            step, seconds, nanoseconds, captured, length, status, link, network, _, tag, tag_type, _ = unpack(
                ring, position
            )
            start = position + (network if cooked else link)
            frame = ring[start : start + captured]
            if cooked:
                header = self._cooked_header(position)
                if header is None:
                    position += step
                    continue
                frame, length = header + frame, length + len(header)
            if status & TP_STATUS_VLAN_VALID:
                tag_type = tag_type if status & TP_STATUS_VLAN_TPID_VALID else ETH_P_8021Q
                tagged = with_vlan_tag(frame, link_type, tag_type, tag & 0xFFFF)
                length += len(tagged) - len(frame)
                frame = tagged
            frame = frame[: self._listening.snaplen]
            pieces.append(pack(seconds, nanoseconds, len(frame), length))
            pieces.append(frame)
            position += step
        self._next_frame = position
        self._frames_left -= count
        return b"".join(pieces), len(pieces) // 2

    def _cooked_header(self, position: int) -> bytes | None:
        """The SLL header of a frame; None for loopback's outgoing copy."""
        _, protocol, index, hardware, kind, address_length, address = ADDRESS.unpack_from(
            self._ring, position + ADDRESS_OFFSET
        )
        if kind == PACKET_OUTGOING and index == self._listening.loopback_index:
            return None
        protocol = (protocol & 0xFF) << 8 | protocol >> 8 if _LITTLE_ENDIAN else protocol
        return SLL_HEADER.pack(kind, hardware, address_length, address, protocol)


def open_packet_source(request: Request, descriptor: int) -> Source:
    """The ring, or where the kernel refuses it, one system call a frame. Raises EngineError."""
    listening = PacketSocket(request)
    try:
        return AfPacketSource(listening, descriptor)
    except OSError:
        listening.close()
    except BaseException:
        listening.close()
        raise
    from tui.capture.af_packet_single import SingleSource  # the last resort

    listening = PacketSocket(request)
    try:
        return SingleSource(listening, descriptor)
    except BaseException:
        listening.close()
        raise


_LITTLE_ENDIAN = struct.pack("=H", 1) == b"\1\0"
