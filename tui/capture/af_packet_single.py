"""The AF_PACKET engine without a ring: one recvmsg a frame, for kernels that refuse the ring. Standard library only."""

from __future__ import annotations

import contextlib
import errno
import socket
import struct
import time

from tui.capture.packet_socket import (
    ETH_P_8021Q,
    PACKET_AUXDATA,
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
from tui.capture.source import EngineError

SO_RCVBUFFORCE = 33
SO_TIMESTAMPNS = 35
RECEIVE_BUFFER_BYTES = 64 << 20
LARGEST_WRITE = 1 << 20
MSG_TRUNC = getattr(socket, "MSG_TRUNC", 0x20)
AUXILIARY = struct.Struct("=IIIHHHH")
"""tpacket_auxdata: status, length, captured, offset of link layer, of network layer, tag, its type."""
TIME = struct.Struct("@ll")
NAME_LENGTH_ROOM = 512


class SingleSource(PacketSocketSource):
    """A running capture; the descriptor given is this object's from now on."""

    drain_seconds = 0.02

    def __init__(self, listening: PacketSocket, descriptor: int) -> None:
        handle = listening.socket
        handle.setblocking(False)
        with contextlib.suppress(OSError):
            handle.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES)
        handle.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        handle.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._buffer = bytearray(listening.snaplen + 64)
        self._view = memoryview(self._buffer)
        super().__init__(listening, descriptor)

    def read(self, limit: int) -> int:
        taken = 0
        while taken < limit:
            records, count = self._records(limit - taken)
            if not count:
                break
            try:
                self._output.write(records)
            except EngineError as failure:
                failure.frames += taken
                raise
            taken += count
        return taken

    def _records(self, limit: int) -> tuple[bytes, int]:
        """Frames that wait, as records of the file, and how many."""
        pieces: list[bytes] = []
        size = 0
        while len(pieces) < limit and size < LARGEST_WRITE:
            record = self._next_record()
            if record is None:
                break
            if record:
                pieces.append(record)
                size += len(record)
        return b"".join(pieces), len(pieces)

    def _next_record(self) -> bytes | None:
        """The next frame as a record of the file; b"" for loopback's outgoing copy, None if none waits."""
        try:
            length, ancillary, _, address = self._listening.socket.recvmsg_into(
                [self._buffer], NAME_LENGTH_ROOM, MSG_TRUNC
            )
        except BlockingIOError:
            return None
        except OSError as error:
            if error.errno == errno.ENETDOWN:
                failure = self._listening.failed()
                if failure is not None:
                    raise failure from error
                return None
            raise EngineError("engine-failed", f"{self._listening.interface}: {error.strerror}") from error
        _, protocol, kind, hardware, source = address
        if kind == PACKET_OUTGOING and self._is_loopback(address[0]):
            return b""
        seconds, nanoseconds = 0, 0
        status = tag = tag_type = 0
        for level, name, data in ancillary:
            if level == socket.SOL_SOCKET and name == SO_TIMESTAMPNS:
                seconds, nanoseconds = TIME.unpack_from(data)
            elif level == SOL_PACKET and name == PACKET_AUXDATA:
                status, length, _, _, _, tag, tag_type = AUXILIARY.unpack_from(data)
        if not seconds:
            seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
        frame = bytes(self._view[: min(length, self._listening.snaplen)])
        if self._listening.is_cooked:
            header = SLL_HEADER.pack(kind, hardware, len(source), source[:8].ljust(8, b"\0"), protocol)
            frame, length = header + frame, length + len(header)
        if status & TP_STATUS_VLAN_VALID:
            tag_type = tag_type if status & TP_STATUS_VLAN_TPID_VALID else ETH_P_8021Q
            tagged = with_vlan_tag(frame, self._listening.link_type, tag_type, tag)
            length += len(tagged) - len(frame)
            frame = tagged
        frame = frame[: self._listening.snaplen]
        return RECORD.pack(seconds, nanoseconds, len(frame), length) + frame

    def _is_loopback(self, name: str) -> bool:
        return name == "lo"
