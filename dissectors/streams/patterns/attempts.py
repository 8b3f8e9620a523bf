"""Who tried to talk to whom, and how it was answered: one record a conversation, for floods, scans and numbers.

Filled from batches. At most MOST_KEPT records are held: when there are more, the older half is handed on to be judged
for good (`settle`), so that a flood costs no more memory than that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.endpoints import ADDRESS_BYTES
from dissectors.streams.patterns.batch import HALF_WORDS, Batch, Messages
from dissectors.streams.patterns.grouping import number_rows
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

Integers = NDArray[np.int64]
Records = NDArray[np.void]
Settle = Callable[[Records], None]

MOST_KEPT: Final = 1 << 18
"""Conversations; a record takes 112 bytes."""

SYN_SENT, ASKED_ACK, ASKED_FIN, ASKED_RST, ASKED_DATA, SYN_AGAIN = (1 << bit for bit in range(6))
"""What the side that spoke first has sent; ASKED_ACK is an ACK without SYN and RST."""
ANSWERED, SYN_ACK, REFUSED, ANSWERED_DATA, UNREACHABLE = (1 << bit for bit in range(6, 11))
"""What the other side has sent; REFUSED is an RST, UNREACHABLE an error message that quotes the conversation."""

RECORD: Final = np.dtype(
    [
        ("is_known", "?"),
        ("side", "u1"),  # of the one who spoke first
        ("asker", "<u8", HALF_WORDS),  # endpoints, as in `endpoints`
        ("asked", "<u8", HALF_WORDS),
        ("first_row", "<u4"),
        ("first_time", "<i8"),
        ("first_flags", "<u2"),
        ("first_ttl", "u1"),
        ("seen", "<u2"),
        ("packets", "<u4"),  # of the one who spoke first
        ("answers", "<u4"),
        ("asker_number", "<u4"),  # initial sequence number, where SYN_SENT
        ("asked_number", "<u4"),  # where SYN_ACK
        ("asked_row", "<u4"),  # of the SYN/ACK
        ("asked_time", "<i8"),
    ]
)


class Attempts:
    """Records of one protocol's conversations, "tcp" or "udp"."""

    def __init__(self, protocol: str, settle: Settle) -> None:
        self._protocol = protocol
        self._settle = settle
        self._records = np.zeros(0, RECORD)
        self._base = 0
        """The stream of the first record."""

    def add(self, batch: Batch) -> None:
        """Take in a batch, which must follow the last one."""
        messages = batch.tcp if self._protocol == "tcp" else batch.udp
        streams = messages.streams
        if not len(streams):
            return
        self._make_room(int(streams.max()) + 1)
        kept = streams >= self._base
        if not kept.all():
            chosen = np.flatnonzero(kept)
            messages, streams = messages.select(chosen), streams[chosen]
        else:
            chosen = np.arange(len(streams))
        places = streams - self._base
        self._begin(batch, messages, places)
        records = self._records
        asks = (messages.sides == records["side"][places]) & records["is_known"][places]
        counted = records["is_known"][places] & ~messages.quoted
        count = len(records)
        records["packets"] += np.bincount(places[asks & counted], minlength=count).astype(np.uint32)
        records["answers"] += np.bincount(places[~asks & counted], minlength=count).astype(np.uint32)
        if self._protocol == "tcp":
            self._see_segments(batch, chosen, places, asks)
        else:
            bits = np.where(asks, ASKED_DATA, ANSWERED)
            bits[messages.quoted] = UNREACHABLE
            np.bitwise_or.at(records["seen"], places, bits.astype(np.uint16))

    @property
    def records(self) -> Records:
        """Those of conversations that are not settled, which more may come of."""
        known: Records = self._records[self._records["is_known"]]
        return known

    def _make_room(self, stop: int) -> None:
        """Records for all streams before `stop`."""
        while stop - self._base > MOST_KEPT:
            half = self._records[: MOST_KEPT // 2]
            self._settle(half[half["is_known"]])
            self._records = self._records[MOST_KEPT // 2 :].copy()
            self._base += MOST_KEPT // 2
        needed = stop - self._base
        if needed > len(self._records):
            room = np.zeros(min(max(needed, 2 * len(self._records), 1024), MOST_KEPT), RECORD)
            room[: len(self._records)] = self._records
            self._records = room

    def _begin(self, batch: Batch, messages: Messages, places: Integers) -> None:
        """Fill in who spoke first, where that was not known."""
        new = np.flatnonzero(~self._records["is_known"][places] & ~messages.quoted)
        if not len(new):
            return
        # Written backwards, so that the first of each conversation stays.
        first = np.zeros(len(self._records), np.int64)
        first[places[new[::-1]]] = new[::-1]
        fresh = np.unique(places[new])
        at = first[fresh]
        records = self._records
        ends = batch.endpoints(messages, at)
        records["asker"][fresh], records["asked"][fresh] = ends[:, 0], ends[:, 1]
        records["side"][fresh] = messages.sides[at]
        records["first_row"][fresh] = messages.rows[at]
        records["first_time"][fresh] = messages.times[at]
        records["first_ttl"][fresh] = batch.networks.ttls[messages.networks[at]]
        if self._protocol == "tcp":
            kept = np.flatnonzero(batch.segments.streams >= self._base)
            records["first_flags"][fresh] = batch.segments.flags[kept[at]] & 0x1FF
        records["is_known"][fresh] = True

    def _see_segments(self, batch: Batch, chosen: Integers, places: Integers, asks: NDArray[np.bool_]) -> None:
        records, segments = self._records, batch.segments
        flags, has_data = segments.flags[chosen], segments.lengths[chosen] > 0
        syn, ack, rst = flags & SYN > 0, flags & ACK > 0, flags & RST > 0
        opens = asks & syn & ~ack
        again = opens & (segments.rows[chosen] != records["first_row"][places])
        answers = ~asks
        greets = answers & syn & ack
        bits = np.zeros(len(places), np.uint16)
        for mask, bit in (
            (opens, SYN_SENT),
            (asks & ack & ~syn & ~rst, ASKED_ACK),
            (asks & (flags & FIN > 0), ASKED_FIN),
            (asks & rst, ASKED_RST),
            (asks & has_data & ~syn, ASKED_DATA),
            (again, SYN_AGAIN),
            (answers, ANSWERED),
            (greets, SYN_ACK),
            (answers & rst, REFUSED),
            (answers & has_data & ~rst, ANSWERED_DATA),
        ):
            bits[mask] |= bit
        fresh_greets = np.flatnonzero(greets & (records["seen"][places] & SYN_ACK == 0))[::-1]
        at, which = places[fresh_greets], chosen[fresh_greets]
        records["asked_number"][at] = segments.sequence[which]
        records["asked_row"][at] = segments.rows[which]
        records["asked_time"][at] = segments.times[which]
        first = np.flatnonzero(opens & ~again)
        records["asker_number"][places[first]] = segments.sequence[chosen[first]]
        np.bitwise_or.at(records["seen"], places, bits)


def address_of(endpoint: NDArray[np.uint64]) -> bytes:
    """Of one endpoint of a record."""
    return np.ascontiguousarray(endpoint).tobytes()[:ADDRESS_BYTES]


def ports_of(endpoints: NDArray[np.uint64]) -> Integers:
    """Of many endpoints."""
    data = np.ascontiguousarray(endpoints).view(np.uint8).reshape(len(endpoints), -1)
    ports: Integers = data[:, ADDRESS_BYTES : ADDRESS_BYTES + 2].copy().view(">u2").astype(np.int64).reshape(-1)
    return ports


def number_addresses(*endpoints: NDArray[np.uint64]) -> list[Integers]:
    """The same number for the same address, from 0, in several columns of endpoints."""
    data = np.concatenate([np.ascontiguousarray(column) for column in endpoints])
    words = data.copy()
    octets = words.view(np.uint8).reshape(len(words), -1)
    octets[:, ADDRESS_BYTES:] = 0
    return np.split(number_rows(words), np.cumsum([len(column) for column in endpoints])[:-1])
