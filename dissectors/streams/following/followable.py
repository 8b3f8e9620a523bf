"""What can be followed: a conversation itself (`follow.Exchange`), or what tshark found inside (`DeepExchange`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed
    from dissectors.streams.following.parts import Parts
    from dissectors.streams.tables.conversations import Endpoint


class Followable(Protocol):
    """Parts with their bytes, and whose they are. What raises may raise CaptureFileError."""

    table: PacketTable
    protocol: Followed
    """That of the conversation."""
    stream: int
    ends: tuple[Endpoint, Endpoint] | None
    packets: int
    """Of the conversation, as far as they were read."""
    rows_read: int

    @property
    def title(self) -> str: ...
    @property
    def filter(self) -> str:
        """A display filter for its packets."""
        ...

    @property
    def file_name(self) -> str:
        """What a file of it is called, without its ending."""
        ...

    @property
    def parts(self) -> Parts: ...
    @property
    def waiting(self) -> int:
        """Segments behind a gap that may still be filled."""
        ...

    @property
    def is_complete(self) -> bool:
        """There is nothing to read now."""
        ...

    def read_on(self) -> bool:
        """Read further rows of the capture; True if there is more to show than before."""
        ...

    def afresh(self) -> Followable:
        """The same for another thread, from its beginning."""
        ...

    def finish(self) -> bool:
        """There are no more packets; True if there is more to show than before."""
        ...

    def data(self, numbers: Sequence[int]) -> list[bytes]: ...
    def read_places(self, places: Sequence[tuple[int, int]]) -> list[bytes]: ...
