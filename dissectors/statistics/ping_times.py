"""How long answers to pings took: echo requests of ICMP and ICMPv6 with their replies, found on and on.

From the layers of a capture and the headers' bytes; out come exchanges, and how often each host was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dissectors.gathering import bytes_at
from dissectors.packets.piece_counts import PieceCounts
from dissectors.packets.whole_packets import whole_packets
from dissectors.statistics.exchanges import Exchange
from dissectors.statistics.times_apart import times_apart
from dissectors.streams.endpoints import (
    ADDRESS_BYTES,
    WORDS,
    Networks,
    find_networks,
    group_alike,
    join_networks,
    nearest_addresses,
)
from dissectors.streams.tables.conversations import endpoint_of

if TYPE_CHECKING:
    from dissectors.layers import LayerRows
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.packets.whole_packets import WholePackets

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Keys = NDArray[np.uint64]
_TYPES: Final = {"icmp": (8, 0), "icmpv6": (128, 129)}
"""Of request and reply (RFC 792, RFC 4443 §4)."""
_HEADER: Final = 8
"""Bytes; identifier and number are the last four in both."""
MOST_WAITING: Final = 100_000
"""Requests that an answer is looked for; of more the oldest are given up."""
_HALF: Final = WORDS // 2


class _Echoes(NamedTuple):
    """Requests and replies in the order of rows."""

    rows: Integers
    """Within the piece."""
    keys: Keys
    """n x WORDS: who asked, with the identifier where a port stands, and who was asked, with the number."""
    is_request: Booleans

    def take(self, places: Integers | Booleans) -> _Echoes:
        """Some of them, or all in another order."""
        return _Echoes(self.rows[places], self.keys[places], self.is_request[places])


@dataclass(frozen=True, slots=True)
class PingedHost:
    """Who was asked, and how often that was answered."""

    address: str
    requests: int
    answered: int
    """Those that were answered; also where a time is missing or went backwards."""


class PingTimes(PieceCounts):
    """Takes the rows that it is given, each once and in order. Belongs to whoever has the index's turn.

    A reply belongs to the latest request with the same two addresses, identifier and number, and only the first one
    does; what is quoted by error messages is neither. Both packets must be among the rows.
    """

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self._counts: dict[str, list[int]] = {}
        """By host requests, and those that were answered."""
        self._found: list[Exchange] = []
        self._waiting: dict[bytes, int] = {}
        """Rows of requests that the pieces so far have no answer to."""
        self._hosts: dict[bytes, str] = {}

    def exchanges(self) -> list[Exchange]:
        """What has been found so far; who answered is told without a port."""
        return self._found.copy()

    def hosts(self) -> list[PingedHost]:
        """All that were asked so far, in the order in which they were asked first."""
        return [PingedHost(address, *counts) for address, counts in self._counts.items()]

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        echoes = _echoes(self.index, piece, skipped)
        if echoes is not None and wanted is not None:
            echoes = echoes.take(wanted[echoes.rows])
        if echoes is None or not len(echoes.rows):
            return
        self._count(echoes.keys[echoes.is_request], 0)
        _, group = group_alike(echoes.keys)
        # In the order of rows within what asks and answers the same.
        order = np.argsort(group, kind="stable")
        group, echoes = group[order], echoes.take(order)
        rows, is_request = echoes.rows + piece.first, echoes.is_request
        is_first = np.append(True, group[1:] != group[:-1])
        is_last = np.append(is_first[1:], True)
        answers = np.flatnonzero(~is_first & ~is_request & np.append(False, is_request[:-1]))
        questions = rows[answers - 1]
        if self._waiting:
            late, before = self._answered_late(echoes, np.flatnonzero(is_first))
            answers, questions = np.append(answers, late), np.append(questions, before)
        self._add(questions, rows[answers], echoes.keys[answers])
        for place in np.flatnonzero(is_last & is_request).tolist():
            self._waiting[echoes.keys[place].tobytes()] = int(rows[place])
        # In one go: of a dictionary that lost many of its first keys the next first one is found slowly.
        for key in list(islice(self._waiting, max(len(self._waiting) - MOST_WAITING, 0))):
            del self._waiting[key]

    def _answered_late(self, echoes: _Echoes, places: Integers) -> tuple[Integers, Integers]:
        """Which of these echoes, the first with their keys, answer requests of earlier pieces, and the rows of these.

        Requests do so, too, in that nobody waits for the earlier ones any more.
        """
        found: list[tuple[int, int]] = []
        for place in places.tolist():
            before = self._waiting.pop(echoes.keys[place].tobytes(), None)
            if before is not None and not echoes.is_request[place]:
                found.append((place, before))
        late, before_rows = np.array(found, np.int64).reshape(-1, 2).T
        return late, before_rows

    def _add(self, questions: Integers, answers: Integers, keys: Keys) -> None:
        if not len(questions):
            return
        self._count(keys, 1)
        places, nanoseconds = times_apart(self.index.capture.frames, questions, answers)
        columns = (column.tolist() for column in (places, nanoseconds, questions[places], answers[places]))
        for place, *rest in zip(*columns, strict=True):
            self._found.append(Exchange("ping", self._host(keys[place, _HALF:]), "", *rest))

    def _count(self, keys: Keys, which: int) -> None:
        """One more for each of these, of the host that was asked."""
        asked = keys[:, _HALF:].copy()
        # Without the number, which stands where a port does.
        asked[:, -1] &= np.uint64(0xFF)
        first, group = group_alike(asked)
        for place, count in zip(first.tolist(), np.bincount(group).tolist(), strict=True):
            self._counts.setdefault(self._host(asked[place]), [0, 0])[which] += count

    def _host(self, words: Keys) -> str:
        raw = words.tobytes()[:ADDRESS_BYTES]
        known = self._hosts.get(raw)
        if known is None:
            known = self._hosts[raw] = str(endpoint_of("ip", words))
        return known


def _echoes(index: LayerIndex, piece: Piece, skipped: int) -> _Echoes | None:
    """Those of a piece's rows behind the first `skipped`; None for none."""
    whole = whole_packets(index.fragments, piece, skipped, index.registry)
    sources: list[LayerIndex | WholePackets] = [index] if whole is None else [index, whole]
    having = [
        (source, protocol, layers)
        for source in sources
        for protocol in _TYPES
        if (layers := source.layers(piece, protocol, skipped)) is not None and not layers.quoted.all()
    ]
    if not having:
        return None
    wanted = np.zeros(piece.count, np.bool_)
    for _, _, layers in having:
        wanted[layers.rows] = True
    networks = join_networks([find_networks(source, piece, skipped, wanted) for source in sources])
    if not len(networks[0]):
        return None
    parts = [_of_protocol(*one, networks) for one in having]
    rows, keys, is_request = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _Echoes(rows, keys, is_request).take(np.argsort(rows, kind="stable"))


def _of_protocol(source: LayerIndex | WholePackets, protocol: str, layers: LayerRows, networks: Networks) -> _Echoes:
    request, reply = _TYPES[protocol]
    layers = layers.select(~layers.quoted & (layers.starts + _HEADER <= layers.stops))
    layers, addresses = nearest_addresses(layers, networks)
    heads = bytes_at(source.capture.view(), layers.starts, _HEADER)
    is_echo = (heads[:, 0] == request) | (heads[:, 0] == reply)
    rows, heads, keys = layers.rows[is_echo], heads[is_echo], addresses[is_echo]
    is_request = heads[:, 0] == request
    sides = keys.reshape(-1, 2, _HALF)
    sides[~is_request] = sides[~is_request][:, ::-1]
    # Behind the last byte of the address, which is the first of this word, as ports stand there.
    both = np.ascontiguousarray(heads[:, 4:]).view("<u2").astype("<u8")
    sides[:, :, _HALF - 1] |= both << np.uint64(8)
    return _Echoes(rows, keys, is_request)
