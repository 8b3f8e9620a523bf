"""The numbers of all rows' conversations, found once and in order, whoever asks first: filter, column or tree.

From the layer index come the transport layers; `conversation` numbers them. Kept beside the index, by row; the index
may go on joining its pieces.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dissectors.frame import REASSEMBLED
from dissectors.packets.whole_packets import whole_packets
from dissectors.streams.conversation import Numbered, StreamNumbers
from dissectors.streams.endpoints import find_networks, join_networks
from dissectors.streams.opened import OpenedConversations

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]

PROTOCOL_OF: Mapping[str, str] = {"tcp.stream": "tcp", "udp.stream": "udp"}
"""The fields that hold such a number, and whose layers they number."""
ENTRY_ROWS = 65_536
JOIN_BELOW = 4_096
"""An entry with fewer rows is joined with its neighbour, up to ENTRY_ROWS together."""


_NAMES = ("rows", "starts", "numbers", "sides", "quoted")
"""An entry's columns."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Numbered transport layers of consecutive rows."""

    first: int
    stop: int
    rows: NDArray[np.uint32]
    """Of the whole capture, ascending."""
    starts: NDArray[np.uint32]
    """Where each layer begins in its frame."""
    numbers: NDArray[np.uint32]
    sides: NDArray[np.uint8]
    """1 where the endpoint that sorts lower sent it."""
    quoted: NDArray[np.bool_]
    """In a packet that an error message quotes."""

    def joined(self, other: _Entry) -> _Entry:
        """This and the next one."""
        columns = (np.concatenate([getattr(self, name), getattr(other, name)]) for name in _NAMES)
        return _Entry(self.first, other.stop, *columns)


@dataclass(frozen=True, slots=True)
class NumberedRows:
    """Transport layers of consecutive rows with the numbers of their conversations, in order."""

    rows: Integers
    """Counted from the first row asked for."""
    starts: Integers
    """Where each layer begins in its frame."""
    numbers: Integers
    sides: NDArray[np.uint8]
    """1 where the endpoint that sorts lower sent it, else 0."""
    quoted: NDArray[np.bool_]
    """In a packet that an error message quotes: the frame's sender and receiver are others."""


class NumberedLayer(NamedTuple):
    """One transport layer of a row."""

    protocol: str
    start: int
    """Where it begins in its frame; as in `Frame.streams`."""
    number: int
    side: int
    """1 where the endpoint that sorts lower sent it, else 0."""
    quoted: bool


class StreamIndex:
    """Numbers of one layer index's rows up to `rows_done`.

    `extend` belongs to whoever has the index's turn; `of_row` may be asked by others meanwhile.
    """

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self._numbers = {protocol: StreamNumbers(protocol) for protocol in PROTOCOL_OF.values()}
        self._entries: dict[str, list[_Entry]] = {protocol: [] for protocol in PROTOCOL_OF.values()}
        self._whole: dict[str, list[_Entry]] = {protocol: [] for protocol in PROTOCOL_OF.values()}
        """The same of packets that came in fragments, for the rows with which they are whole."""
        self.opened = {protocol: OpenedConversations() for protocol in PROTOCOL_OF.values()}
        """By "tcp" or "udp": every conversation by its number, between whom it is and when it began."""
        self.rows_done = 0

    def extend(self, stop: int) -> None:
        """Number the rows up to `stop`, and those of the same piece behind it."""
        while self.rows_done < stop:
            piece = self._index.piece_of(self.rows_done)
            skipped = self.rows_done - piece.first
            networks = find_networks(self._index, piece, skipped)
            whole = whole_packets(self._index.fragments, piece, skipped, self._index.registry)
            if whole is not None:
                networks = join_networks([networks, find_networks(whole, piece)])
            offsets = self._index.capture.frames.column("offset", piece.first, piece.first + piece.count)
            times = self._index.capture.frames.column("time", piece.first, piece.first + piece.count)
            for protocol, numbers in self._numbers.items():
                found = numbers.extend(self._index, piece, skipped, networks, whole)
                opens = found.opens
                self.opened[protocol].add(found.opened_pairs, found.sorts_low[opens], times[found.rows[opens]])
                rows = (self.rows_done, piece.first, piece.first + piece.count)
                in_frames = np.flatnonzero(~found.is_whole)
                starts = found.starts[in_frames] - offsets[found.rows[in_frames]]
                _add(self._entries[protocol], _entry(*rows, found, in_frames, starts))
                if whole is not None:
                    others = np.flatnonzero(found.is_whole)
                    starts = whole.place(found.rows[others], found.starts[others])
                    _add(self._whole[protocol], _entry(*rows, found, others, starts))
            self.rows_done = piece.first + piece.count

    def count(self, protocol: str) -> int:
        """Conversations of "tcp" or "udp" so far."""
        return self._numbers[protocol].count

    def reused(self, protocol: str) -> Integers:
        """The conversations between endpoints that had one before."""
        return self._numbers[protocol].reused

    def column(self, name: str, first: int, stop: int) -> tuple[Integers, Integers]:
        """The occurrences of a field in the rows from `first` to `stop`: rows, counted from `first`, and numbers."""
        found = self.all_numbered(PROTOCOL_OF[name], first, stop)
        return found.rows, found.numbers

    def numbered(self, protocol: str, first: int, stop: int, *, whole: bool = False) -> NumberedRows:
        """The layers of "tcp" or "udp" in the rows from `first` to before `stop`, as far as they are numbered.

        Those in the frames, or those in packets that came in fragments and are `whole` with these rows.
        """
        parts: list[list[NDArray[Any]]] = [[np.zeros(0, np.int64)] for _ in _NAMES]
        for entry in _within((self._whole if whole else self._entries)[protocol], first, stop):
            low, high = _between(entry, max(first, entry.first), min(stop, entry.stop))
            for part, name in zip(parts, _NAMES, strict=True):
                part.append(getattr(entry, name)[low:high])
        rows, starts, numbers, sides, quoted = (np.concatenate(part) for part in parts)
        return NumberedRows(rows - first, starts, numbers, sides.astype(np.uint8), quoted.astype(np.bool_))

    def all_numbered(self, protocol: str, first: int, stop: int) -> NumberedRows:
        """Both kinds in the order of rows; `REASSEMBLED` is added to the places of those in whole packets."""
        found, whole = (self.numbered(protocol, first, stop, whole=whole) for whole in (False, True))
        if not len(whole.rows):
            return found
        rows = np.concatenate([found.rows, whole.rows])
        order = np.argsort(rows, kind="stable")
        starts = np.concatenate([found.starts.astype(np.int64), whole.starts.astype(np.int64) + REASSEMBLED])
        numbers = np.concatenate([found.numbers, whole.numbers])
        sides = np.concatenate([found.sides, whole.sides])[order]
        quoted = np.concatenate([found.quoted, whole.quoted])[order]
        return NumberedRows(rows[order], starts[order], numbers[order], sides, quoted)

    def has(self, protocol: str, number: int, first: int, stop: int) -> bool:
        """Whether some of the rows from `first` to before `stop` may be of a conversation: asked before looking."""
        return any(bool(np.any(entry.numbers == number)) for entry in _within(self._entries[protocol], first, stop))

    def rows_of(self, protocol: str, number: int) -> Integers:
        """The rows with layers of a conversation, ascending, as far as they are numbered."""
        kept = (*self._entries[protocol], *self._whole[protocol])
        parts = [entry.rows[entry.numbers == number].astype(np.int64) for entry in kept]
        return np.unique(np.concatenate([np.zeros(0, np.int64), *parts]))

    def sides_of(self, protocol: str, number: int) -> tuple[Integers, NDArray[np.uint8]]:
        """The rows of a conversation, ascending, each once, and who sent them: 1 for the endpoint that sorts lower."""
        kept = (*self._entries[protocol], *self._whole[protocol])
        chosen = [entry.numbers == number for entry in kept]
        rows = [entry.rows[mask].astype(np.int64) for entry, mask in zip(kept, chosen, strict=True)]
        sides = [entry.sides[mask].astype(np.uint8) for entry, mask in zip(kept, chosen, strict=True)]
        found, first = np.unique(np.concatenate([np.zeros(0, np.int64), *rows]), return_index=True)
        return found, np.concatenate([np.zeros(0, np.uint8), *sides])[first]

    def of_row(self, row: int) -> tuple[tuple[int, int], ...] | None:
        """Where in the frame each transport layer begins, and its number; None as long as the row has none.

        With `REASSEMBLED` added, places in a packet that came in fragments and is whole with the row.
        """
        if row >= self.rows_done:
            return None
        return tuple((layer.start, layer.number) for layer in self.layers_of(row))

    def layers_of(self, row: int) -> tuple[NumberedLayer, ...]:
        """A row's transport layers, those in a whole packet last; none as long as the row is not numbered."""
        found: list[NumberedLayer] = []
        for added, numbered in ((0, self._entries), (REASSEMBLED, self._whole)):
            for protocol, entries in numbered.items():
                for entry in entries[_place(entries, row) :][:1]:
                    low, high = _between(entry, row, row + 1)
                    if low < high:
                        columns = (getattr(entry, name)[low:high].tolist() for name in _NAMES[1:])
                        for start, *others in zip(*columns, strict=True):
                            found.append(NumberedLayer(protocol, start + added, *others))
        return tuple(found)


def _entry(first: int, rows_from: int, stop: int, found: Numbered, chosen: Integers, starts: Integers) -> _Entry:
    """Of some of the numbered layers; their rows count from `rows_from`."""
    return _Entry(
        first,
        stop,
        (found.rows[chosen] + rows_from).astype(np.uint32),
        starts.astype(np.uint32),
        found.numbers[chosen].astype(np.uint32),
        found.sorts_low[chosen].astype(np.uint8),
        found.quoted[chosen],
    )


def _between(entry: _Entry, first: int, stop: int) -> tuple[int, int]:
    """The places of the layers in the rows from `first` to before `stop`."""
    # Of the rows' own type, or else all of them are converted first, for every frame that is asked about.
    low, high = entry.rows.searchsorted(np.array((first, stop), entry.rows.dtype)).tolist()
    return low, high


def _within(entries: list[_Entry], first: int, stop: int) -> Iterator[_Entry]:
    return takewhile(lambda entry: entry.first < stop, entries[_place(entries, first) :])


def _place(entries: list[_Entry], row: int) -> int:
    """The entry with a row."""
    return max(bisect.bisect_right(entries, row, key=lambda entry: entry.first) - 1, 0)


def _add(entries: list[_Entry], entry: _Entry) -> None:
    """Whoever reads meanwhile finds the last entry either alone or joined, and every row in one of them."""
    if entries:
        last = entries[-1]
        counts = (last.stop - last.first, entry.stop - entry.first)
        if min(counts) < JOIN_BELOW and sum(counts) <= ENTRY_ROWS:
            entries[-1] = last.joined(entry)
            return
    entries.append(entry)
