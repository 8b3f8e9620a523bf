"""What was said inside a conversation, as tshark found it: parts like an exchange's, with bytes of their own.

Made by `following`; the follow screen and command treat it like an `Exchange` of which everything was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.deep.following.conversation_survey import TITLES, DeepProtocol, Substream
from dissectors.streams.following.messages import KeptPieces

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed
    from dissectors.streams.following.messages import Piece
    from dissectors.streams.tables.conversations import Endpoint

MOST_KEPT: Final = 1 << 27
"""Bytes."""


@dataclass(frozen=True, slots=True)
class DeepStream:
    """What is followed: a protocol in a conversation, and which of its streams."""

    protocol: DeepProtocol
    carrier: Followed
    stream: int
    """Wireshark's `tcp.stream` or `udp.stream` in the whole capture."""
    substream: Substream | None = None
    """Of HTTP/2 and QUIC; for SIP the number of the call in this conversation, from 0."""
    call: str = ""
    """SIP's Call-ID; it may hold anything."""

    @property
    def title(self) -> str:
        """`HTTP/2 stream 1 · tcp.stream 0`."""
        noun = "call" if self.protocol == "sip" else "stream"
        which = f" {noun} {self.substream.number}" if self.substream is not None else ""
        return f"{TITLES[self.protocol]}{which} · {self.carrier}.stream {self.stream}"

    @property
    def filter(self) -> str:
        """A display filter for its packets."""
        conversation = f"{self.carrier}.stream == {self.stream}"
        number = self.substream.number if self.substream is not None else None
        match self.protocol:
            case "http2" if number is not None:
                return f"{conversation} && http2.streamid == {number}"
            case "quic" if number is not None:
                return f"{conversation} && quic.stream.stream_id == {number}"
            case "sip" if self.call and '"' not in self.call and "\\" not in self.call:
                return f'{conversation} && sip.Call-ID == "{self.call}"'
        return f"{conversation} && {self.protocol}"

    @property
    def file_name(self) -> str:
        """`http2-0-1`."""
        which = f"-{self.substream.number}" if self.substream is not None else ""
        return f"{self.protocol}-{self.stream}{which}"


class DeepExchange(KeptPieces):
    """Parts whose bytes lie here, not in the capture. It does not grow: a capture that did is followed anew."""

    def __init__(
        self, table: PacketTable, followed: DeepStream, ends: tuple[Endpoint, Endpoint] | None, packets: int
    ) -> None:
        super().__init__(MOST_KEPT)
        self.table = table
        self.followed = followed
        self.protocol: Followed = followed.carrier
        self.stream = followed.stream
        self.ends = ends
        self.packets = packets
        """Of the conversation."""
        self.rows_read = len(table)
        self.notice = ""
        """Why there is nothing, or not all; a sentence."""

    @property
    def title(self) -> str:
        return self.followed.title

    @property
    def filter(self) -> str:
        return self.followed.filter

    @property
    def file_name(self) -> str:
        return self.followed.file_name

    def extend(self, pieces: Iterable[Piece]) -> None:
        """Put further pieces to what is there."""
        for piece in pieces:
            if not self.keep(piece):
                return

    def data(self, numbers: Sequence[int]) -> list[bytes]:
        """As `Exchange.data`."""
        parts = self.parts
        return self.read_places([(int(parts.places[number]), int(parts.lengths[number])) for number in numbers])

    @property
    def waiting(self) -> int:
        return 0

    @property
    def is_complete(self) -> bool:
        return True

    def read_on(self) -> bool:
        """As `Exchange.read_on`: nothing is left to read."""
        return False

    def afresh(self) -> DeepExchange:
        """Itself: nothing of it changes any more."""
        return self

    def finish(self) -> bool:
        """As `Exchange.finish`: nothing waits."""
        return False
