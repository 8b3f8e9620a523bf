"""TCP conversations made segment by segment, for tests of what is concluded from them."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from dissectors import open_capture
from dissectors.capture_file import PcapWriter
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import ip

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
MILLISECOND = 1_000_000
CLIENT, SERVER = ("10.0.0.2", 40000), ("10.0.0.1", 80)
CLIENT_V6, SERVER_V6 = ("2001:db8::2", 40000), ("2001:db8::1", 80)
SCALE_7 = b"\x03\x03\x07\x00"


class Talk:
    """Segments in the order in which they are captured; each side's numbers count from what it begins with."""

    def __init__(
        self,
        client: tuple[str, int] = CLIENT,
        server: tuple[str, int] = SERVER,
        first: tuple[int, int] = (1000, 5000),
    ) -> None:
        self.ends = (client, server)
        self.next = list(first)
        """The next sequence number of the client, and of the server."""
        self.now = 1_700_000_000 * 1000 * MILLISECOND
        self.frames: list[tuple[int, bytes]] = []

    def wait(self, milliseconds: float) -> Talk:
        self.now += int(milliseconds * MILLISECOND)
        return self

    def send(
        self,
        side: int,
        flags: int = ACK,
        data: bytes = b"",
        *,
        back: int = 0,
        ack_less: int = 0,
        window: int = 500,
        options: bytes = b"",
        is_seen: bool = True,
    ) -> Talk:
        """One segment of side 0, the client, or 1, the server, a millisecond later.

        `back`: how far behind its next number it begins; `ack_less`: how much less than all it acknowledges.
        """
        self.wait(1)
        sequence = (self.next[side] - back) % 2**32
        acknowledgment = (self.next[1 - side] - ack_less) % 2**32 if flags & ACK else 0
        (source, source_port), (destination, destination_port) = self.ends[side], self.ends[1 - side]
        head = struct.pack(
            "!HHIIBBHHH",
            source_port,
            destination_port,
            sequence,
            acknowledgment,
            (5 + len(options) // 4) << 4,
            flags,
            window,
            0,
            0,
        )
        if is_seen:
            self.frames.append((self.now, ip(source, destination, 6, head + options + data)))
        end = sequence + len(data) + (flags & (SYN | FIN) > 0)
        if (end - self.next[side]) % 2**32 < 2**31:
            self.next[side] = end % 2**32
        return self

    def shake(self, options: bytes = b"") -> Talk:
        """The three-way handshake, in frames 1 to 3."""
        return self.send(0, SYN, options=options).send(1, SYN | ACK, options=options).send(0)

    def table(self, folder: Path, *others: Talk) -> PacketTable:
        """The capture of this and other conversations, in the order of time."""
        frames = sorted((frame for talk in (self, *others) for frame in talk.frames), key=lambda frame: frame[0])
        written = io.BytesIO()
        writer = PcapWriter(written, 1)
        for time, frame in frames:
            writer.write(time, frame)
        path = folder / "talk.pcap"
        path.write_bytes(written.getvalue())
        capture = open_capture(path)
        capture.refresh()
        return PacketTable(capture)
