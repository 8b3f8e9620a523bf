"""Conversations numbered in bulk: `tcp.stream` and `udp.stream` as tshark counts them.

From the layer index, piece by piece in the order of rows, come each transport layer's endpoints; out goes a number
for each, which counts conversations by their first packet. State between pieces is a table of known conversations.

Rules: both directions between two endpoints share a number. A TCP SYN (without ACK) whose sequence number is not
the one that its direction began with opens a new conversation between the same endpoints: the port was used again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.layers import join_layers
from dissectors.streams.endpoints import WORDS, Endpoints, Networks, find_endpoints, group_alike
from dissectors.transport.tcp_header import TCPHeader

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.packets.whole_packets import WholePackets

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

SYN, ACK = 0x02, 0x10
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Numbered:
    """A piece's transport layers with their conversations' numbers."""

    rows: Integers
    """Within the piece."""
    starts: Integers
    """Of the layer, in the mapped file; in the bytes of the whole packets where `is_whole`."""
    numbers: Integers
    sorts_low: Booleans
    """Sent by the endpoint that sorts lower: tells the two directions apart."""
    is_whole: Booleans
    """Not in the frame itself, but in a packet that came in fragments and is whole with it."""
    quoted: Booleans
    """In a packet that an error message quotes."""
    opens: Integers
    """The places of those that open a conversation, in the order of their numbers."""
    opened_pairs: NDArray[np.uint64]
    """Of these, as `Endpoints.pairs`."""


class StreamNumbers:
    """Numbers for one transport protocol, "tcp" or "udp"; rows must be given in order, each once."""

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        self.count = 0
        """Conversations so far."""
        self.reused = np.zeros(0, np.int64)
        """Those between endpoints that had one before."""
        self._known: dict[bytes, int] = {}
        """Where two endpoints stand in what follows."""
        self._latest = np.zeros(0, np.int64)
        """The number of their latest conversation."""
        self._began = np.zeros((0, 2), np.int64)
        """The sequence number that each direction of it began with: the higher endpoint's, the lower one's."""

    def extend(
        self,
        index: LayerIndex,
        piece: Piece,
        skipped: int = 0,
        networks: Networks | None = None,
        whole: WholePackets | None = None,
    ) -> Numbered:
        """Number the layers of a piece's rows behind the first `skipped`; `networks` if they have been found.

        Those without whole ports or without addresses below are left out. `whole` are the packets that are whole with
        these rows; `networks`, which then must be given, hold theirs too.
        """
        found = find_endpoints(index, piece, self.protocol, skipped, networks)
        segments = _segments(index, found) if self.protocol == "tcp" else None
        is_whole = np.zeros(len(found.layers.rows), np.bool_)
        if whole is not None:
            others = find_endpoints(whole, piece, self.protocol, 0, networks)
            more = _segments(whole, others) if segments is not None else None
            found, segments, is_whole = _by_row(found, segments, others, more)
        first, group = group_alike(found.pairs)
        known = self._places(found.pairs.take(first, axis=0))
        inherited = self._latest[known]
        opens = np.zeros(len(group), np.bool_)
        opens[first[inherited == UNKNOWN]] = True
        is_first_ever = opens.copy()
        if segments is not None:
            self._began[known] = _find_reuse(segments, group, found.sorts_low, self._began[known], opens)
        numbers = np.full(len(group), UNKNOWN, np.int64)
        numbers[opens] = self.count + np.arange(np.count_nonzero(opens))
        self.count += int(np.count_nonzero(opens))
        if np.count_nonzero(opens) == np.count_nonzero(opens[first]):
            latest = np.where(opens[first], numbers[first], inherited)
            numbers = latest.take(group)
        else:
            numbers, latest = _spread(numbers, group, inherited)
        self._latest[known] = latest
        self.reused = np.concatenate([self.reused, numbers[opens & ~is_first_ever]])
        opening, layers = np.flatnonzero(opens), found.layers
        pairs = found.pairs.take(opening, axis=0)
        return Numbered(layers.rows, layers.starts, numbers, found.sorts_low, is_whole, layers.quoted, opening, pairs)

    def _places(self, pairs: NDArray[np.uint64]) -> Integers:
        """Where different pairs stand, new ones behind the others."""
        known, raw, size = self._known, pairs.tobytes(), pairs.itemsize * WORDS
        places = [known.setdefault(raw[at : at + size], len(known)) for at in range(0, len(raw), size)]
        if len(known) > len(self._latest):
            # With room for more, or else all would be copied for every few that are new.
            new = max(len(known), len(self._latest) * 3 // 2) - len(self._latest)
            self._latest = np.concatenate([self._latest, np.full(new, UNKNOWN)])
            self._began = np.concatenate([self._began, np.full((new, 2), UNKNOWN)])
        return np.array(places, np.int64)


@dataclass(frozen=True, slots=True)
class _Segments:
    """What of TCP's header matters here; a header cut short counts as one without flags."""

    is_opening: Booleans
    """SYN without ACK."""
    began: Integers
    """The sequence number that a direction which begins with this segment is said to begin with."""


def _by_row(
    found: Endpoints, segments: _Segments | None, others: Endpoints, more: _Segments | None
) -> tuple[Endpoints, _Segments | None, Booleans]:
    """Those of frames and those of whole packets in the order of rows, and which are the latter."""
    layers = join_layers([found.layers, others.layers])
    order = np.argsort(layers.rows, kind="stable")
    pairs = np.concatenate([found.pairs, others.pairs]).take(order, axis=0)
    sorts_low = np.concatenate([found.sorts_low, others.sorts_low])[order]
    if segments is not None and more is not None:
        is_opening = np.concatenate([segments.is_opening, more.is_opening])[order]
        segments = _Segments(is_opening, np.concatenate([segments.began, more.began])[order])
    return Endpoints(layers.select(order), pairs, sorts_low), segments, order >= len(found.layers.rows)


def _segments(index: LayerIndex | WholePackets, found: Endpoints) -> _Segments:
    data, layers = index.capture.view(), found.layers
    whole = layers.starts + TCPHeader.size <= layers.stops
    starts = layers.starts if whole.all() else layers.starts[whole]
    flags, sequence = np.zeros(len(whole), np.int64), np.zeros(len(whole), np.int64)
    flags[whole] = TCPHeader.flags.column(data, starts)
    sequence[whole] = TCPHeader.sequence.column(data, starts)
    has_syn = flags & SYN > 0
    return _Segments(has_syn & (flags & ACK == 0), np.where(has_syn, sequence, sequence - 1 & 0xFFFFFFFF))


def _find_reuse(
    segments: _Segments, group: Integers, sorts_low: Booleans, known: Integers, opens: Booleans
) -> Integers:
    """Mark the segments that open a conversation between endpoints that had one; how each group's directions began.

    `known` is how they had begun before.
    """
    direction = group * 2 + sorts_low
    before = known.reshape(-1)
    # Of segments in one direction the last one written stays: the first in order, written backwards.
    first = np.full(len(before), UNKNOWN)
    first[direction[::-1]] = segments.began[::-1]
    began = np.where(before == UNKNOWN, first, before)
    suspicious = segments.is_opening & (segments.began != began[direction])
    # Few conversations have such a SYN; these are followed step by step, the others stay as they began.
    follow = np.zeros(len(known), np.bool_)
    follow[group[suspicious]] = True
    result = began.reshape(-1, 2)
    if not follow.any():
        return result
    followed = {number: known[number].tolist() for number in np.flatnonzero(follow).tolist()}
    places = _steps(segments, group, sorts_low, len(known))
    places = places[follow[group[places]]]
    columns = (
        places,
        group[places],
        sorts_low[places].astype(int),
        segments.began[places],
        segments.is_opening[places],
    )
    for place, number, side, value, is_opening in zip(*(column.tolist() for column in columns), strict=True):
        sides = followed[number]
        if is_opening and sides[side] not in (UNKNOWN, value):
            opens[place] = True
            sides[:] = UNKNOWN, UNKNOWN
        if sides[side] == UNKNOWN:
            sides[side] = value
    result[list(followed)] = list(followed.values())
    return result


def _steps(segments: _Segments, group: Integers, sorts_low: Booleans, count: int) -> Integers:
    """The segments that can matter to `_find_reuse`, by group and in order.

    These are opening SYNs, and in each direction the first segment of all and the first behind each opening SYN.
    """
    order, edges = _by_group(group, count)
    opening = segments.is_opening[order]
    begins = opening.copy()
    begins[edges[:-1]] = True
    direction = np.cumsum(begins) * 2 + sorts_low[order]
    first = np.empty(int(direction[-1]) + 2, np.int64)
    first[direction[::-1]] = np.arange(len(order))[::-1]
    matters = opening | (first[direction] == np.arange(len(order)))
    steps: Integers = order[matters]
    return steps


def _spread(numbers: Integers, group: Integers, inherited: Integers) -> tuple[Integers, Integers]:
    """Give every place the latest number of its group, or the one the group had before; also each group's last."""
    order, edges = _by_group(group, len(inherited))
    opened_at = np.maximum.accumulate(np.where(numbers[order] != UNKNOWN, np.arange(len(order)), UNKNOWN))
    own = opened_at >= edges[:-1][group[order]]
    spread = np.empty_like(numbers)
    spread[order] = np.where(own, numbers[order][opened_at], inherited[group[order]])
    return spread, spread[order][edges[1:] - 1]


def _by_group(group: Integers, count: int) -> tuple[Integers, Integers]:
    """The places in the order of their groups, and where in it each group begins, the end included."""
    # Numbers of 16 bits are sorted without comparing them.
    narrow = group.astype(np.uint16) if count <= 1 << 16 else group
    edges = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=count))])
    return np.argsort(narrow, kind="stable"), edges
