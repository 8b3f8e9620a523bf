"""What can be followed: a conversation itself (`follow.Exchange`), or what tshark found inside (`DeepExchange`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from dissectors.processes.attribution import Attribution, End
from dissectors.processes.beside import beside

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


def processes_of(exchange: Followable) -> tuple[Attribution | None, Attribution | None]:
    """Whose client and server are, as far as that is known by now."""
    table = exchange.table
    table.join_processes()
    if exchange.ends is None or not table.index.processes.changes:
        return None, None
    client, server = (
        table.index.processes.of_endpoint(exchange.protocol, exchange.stream, End(end.address, end.port or 0))
        for end in exchange.ends
    )
    return client, server


def told_ends(exchange: Followable) -> tuple[str, ...]:
    """Client and server, each with its process where it is known; empty before the first packet. Not yet safe."""
    known = processes_of(exchange)
    return tuple(beside(str(end), process) for end, process in zip(exchange.ends or (), known, strict=False))
