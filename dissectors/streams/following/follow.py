"""One conversation followed: both sides' parts in order, its two ends, and the bytes of any part.

From the layer index of a capture, saved or growing, read step by step; above it are the follow command and screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from dissectors.dissect import AnyLayer, dissect
from dissectors.errors import RemoraError
from dissectors.frame import REASSEMBLED, Frame
from dissectors.streams.datagrams import Datagrams
from dissectors.streams.following.parts import CUT, DATA, Parts
from dissectors.streams.following.reassembly import Assembly
from dissectors.streams.numbers import PROTOCOL_OF
from dissectors.streams.segments import Segments
from dissectors.streams.tables.conversations import Endpoint
from dissectors.streams.whole_datagrams import all_datagrams_of
from dissectors.streams.whole_segments import all_segments_of

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable

Followed = Literal["tcp", "udp"]
PROTOCOLS: Final[tuple[Followed, ...]] = ("tcp", "udp")

ROWS_AT_FIRST, ROWS_AT_ONCE = 2_048, 16_384
NEAR = 1 << 12
"""Bytes between parts that are read over rather than read apart."""

Batch = Segments | Datagrams


class NoSuchStream(RemoraError):
    """There is no conversation of that number, or a packet has none."""


class Exchange:
    """A conversation's parts as far as they have been read."""

    def __init__(self, table: PacketTable, protocol: Followed, stream: int) -> None:
        self.table = table
        self.protocol: Followed = protocol
        self.stream = stream
        self.rows_read = 0
        """Rows of the capture that have been looked at."""
        self.ends: tuple[Endpoint, Endpoint] | None = None
        """Client and server; None before the first packet."""
        self.packets = 0
        self._assembly = Assembly()
        self._client: int | None = None

    @property
    def title(self) -> str:
        """`tcp.stream 0`."""
        return f"{self.protocol}.stream {self.stream}"

    @property
    def filter(self) -> str:
        """A display filter for its packets."""
        return f"{self.protocol}.stream == {self.stream}"

    @property
    def file_name(self) -> str:
        """`tcp-0`: what a file of it is called, without its ending."""
        return f"{self.protocol}-{self.stream}"

    @property
    def client(self) -> int | None:
        """The side, as the numbers of conversations tell sides apart, that is the client's; None before the first."""
        return self._assembly.client if self.protocol == "tcp" else self._client

    @property
    def parts(self) -> Parts:
        """What was said, in the order in which it can be read; grows with `append`."""
        return self._assembly.parts

    @property
    def waiting(self) -> int:
        """Segments behind a gap that may still be filled."""
        return self._assembly.waiting

    @property
    def is_complete(self) -> bool:
        """All rows that the table has now were read."""
        return self.rows_read >= len(self.table)

    def read(self, most_rows: int = ROWS_AT_ONCE) -> Batch:
        """Read on through further rows of the capture; the batch must be given to `append`.

        May run in another thread than `append`. Raises CaptureFileError.
        """
        index = self.table.index
        with index.turn:
            first = self.rows_read
            if index.rows_done <= first:
                index.extend(most_rows)
            stop = min(index.rows_done, first + most_rows, len(self.table))
            index.streams.extend(stop)
            self.rows_read = stop
            of = all_segments_of if self.protocol == "tcp" else all_datagrams_of
            batch = of(index, self.stream, first, stop)
        self._forget(first, stop)
        return batch

    def read_on(self) -> bool:
        """Read further rows and put them to what is there; True if there is more to show. Raises CaptureFileError."""
        return self.append(self.read())

    def afresh(self) -> Exchange:
        """The same conversation, of which nothing has been read."""
        return Exchange(self.table, self.protocol, self.stream)

    def _forget(self, first: int, stop: int) -> None:
        """Headers of the whole capture were touched: they shall not fill the memory, however long it is."""
        offsets = self.table.capture.frames.column("offset", first, stop)
        if len(offsets):
            self.table.capture.forget(int(offsets[0]), int(offsets[-1]))

    def append(self, batch: Batch) -> bool:
        """Put what was read to what is there; True if there is more to show than before. Raises CaptureFileError."""
        if not len(batch):
            return False
        before = len(self.parts)
        if isinstance(batch, Segments):
            self._assembly.feed(batch)
            client = self._assembly.client
        else:
            self._client = int(batch.sides[0]) if self._client is None else self._client
            client = self._client
            _add_datagrams(self.parts, batch, client)
        if self.ends is None:
            source, destination = endpoints_in(
                self.table.frame(int(batch.rows[0])), self.protocol, int(batch.starts[0])
            )
            self.ends = (source, destination) if int(batch.sides[0]) == client else (destination, source)
        self.packets += len(batch)
        return len(self.parts) > before

    def finish(self) -> bool:
        """There are no more packets: what waits behind gaps is shown too; True if there was something."""
        before = len(self.parts)
        self._assembly.finish()
        return len(self.parts) > before

    def data(self, numbers: Sequence[int]) -> list[bytes]:
        """The bytes of each of these parts; none for what is missing. Raises CaptureFileError."""
        parts = self.parts
        return self.read_places([(int(parts.places[number]), int(parts.lengths[number])) for number in numbers])

    def read_places(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """Bytes at places of the file, each a start (-1 for no bytes) and a length. Raises CaptureFileError.

        Places that lie near each other in ascending order are read in one go.
        """
        found: list[bytes] = []
        number = 0
        while number < len(places):
            start, length = places[number]
            if start < 0 or not length:
                found.append(b"")
                number += 1
                continue
            stop, last = start + length, number + 1
            while last < len(places) and (places[last][0] < 0 or stop <= places[last][0] <= stop + NEAR):
                if places[last][0] >= 0:
                    stop = sum(places[last])
                last += 1
            block = self.table.capture.read(start, stop - start)
            for place, length in places[number:last]:
                found.append(block[place - start : place - start + length] if place >= 0 else b"")
            number = last
        return found


def _add_datagrams(parts: Parts, batch: Datagrams, client: int) -> None:
    """Every datagram is a part; one that the file does not have whole is followed by what is missing."""
    kinds = np.repeat(np.array([[DATA, CUT]]), len(batch), axis=0)
    places = np.stack([batch.payloads, np.full(len(batch), -1)], axis=1)
    lengths = np.stack([batch.captured, batch.lengths - batch.captured], axis=1)
    sides = np.repeat((batch.sides != client).astype(np.int64), 2).reshape(-1, 2)
    offsets = np.zeros_like(lengths)
    known = _said(parts)
    for side in (0, 1):
        own = batch.lengths * (sides[:, 0] == side)
        before = known[side] + np.cumsum(own) - own
        offsets[:, 0] = np.where(sides[:, 0] == side, before, offsets[:, 0])
    offsets[:, 1] = offsets[:, 0] + lengths[:, 0]
    chosen = lengths > 0
    parts.extend(
        sides=sides[chosen],
        kinds=kinds[chosen],
        rows=np.repeat(batch.rows, 2).reshape(-1, 2)[chosen],
        places=places[chosen],
        lengths=lengths[chosen],
        offsets=offsets[chosen],
    )


def _said(parts: Parts) -> tuple[int, int]:
    """Bytes of each side so far."""
    found = []
    for side in (0, 1):
        own = np.flatnonzero(parts.sides == side)
        found.append(int(parts.offsets[own[-1]] + parts.lengths[own[-1]]) if len(own) else 0)
    return found[0], found[1]


def place_of(layer: AnyLayer) -> int:
    """Where a layer begins, as conversations have it."""
    return layer.start + (REASSEMBLED if layer.source else 0)


def endpoints_in(frame: Frame, protocol: Followed, start: int) -> tuple[Endpoint, Endpoint]:
    """Source and destination of the transport layer that begins at `start` in a frame.

    With `REASSEMBLED` added, in a packet that came in fragments and is whole with it.
    """
    layers = dissect(frame, report_bug=lambda *_: None).layers
    transport = next(layer for layer in layers if place_of(layer) == start and layer.protocol.stream is not None)
    below = transport.below
    while below is not None and below.protocol.name not in ("ip", "ipv6"):
        below = below.below
    # What has no addresses below has no number either.
    assert below is not None
    source, destination = below.protocol.source, below.protocol.destination
    assert source is not None
    assert destination is not None
    ports = [int.from_bytes(transport.frame.data[transport.start + at :][:2], "big") for at in (0, 2)]
    return (
        Endpoint(source.text(below.header.value_of(source)), ports[0]),
        Endpoint(destination.text(below.header.value_of(destination)), ports[1]),
    )


def stream_of(table: PacketTable, row: int, protocol: Followed | None = None) -> tuple[Followed, int]:
    """The innermost conversation that a row's packet is of. Raises NoSuchStream where it has none."""
    table.number_streams(row + 1)
    for layer in reversed(table.decode(row).layers):
        if layer.protocol.stream is None or layer.quoted:
            continue
        name = PROTOCOL_OF[layer.protocol.stream.name]
        number = dict(table.index.streams.of_row(row) or ()).get(place_of(layer))
        if number is not None and name in PROTOCOLS and protocol in (None, name):
            return ("tcp" if name == "tcp" else "udp"), number
    raise NoSuchStream(f"packet {row + 1} belongs to no TCP or UDP conversation")
