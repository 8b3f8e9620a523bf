"""Columns of the fields that tell of a packet's whole conversation: `conv.verdict` and its kin.

What they say of a row depends on all rows that the capture has: these are followed first (`fates`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import NO_TIME
from dissectors.streams.outcomes.fates import TRANSPORTS, Fates
from dissectors.transport.conversation_facts import OUTCOME_NUMBERS

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Column = tuple[Integers, NDArray[Any]]
Values = Callable[[Fates, Integers], Column]
"""For conversations' numbers: which of them have the field, by place and maybe several times, and the values."""


def _verdicts(fates: Fates, numbers: Integers) -> Column:
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for outcome, mask in fates.outcomes.items():
        places = np.flatnonzero(mask[numbers])
        found.append((places, np.full(len(places), OUTCOME_NUMBERS[outcome])))
    places, values = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((values, places))
    return places[order], values[order]


def _of_table(make: Callable[[Fates], tuple[Integers, NDArray[np.bool_]]]) -> Values:
    """What the table of conversations tells, by its places: values, and which have one."""

    def values(fates: Fates, numbers: Integers) -> Column:
        known, has = make(fates)
        place_of = np.full(len(fates), -1)
        mine = fates.table.numbers < len(fates)
        place_of[fates.table.numbers[mine]] = np.flatnonzero(mine)
        at = place_of[numbers]
        places = np.flatnonzero((at >= 0) & (has[at] if len(has) else False))
        return places, known[at[places]]

    return values


def _packets(fates: Fates) -> tuple[Integers, NDArray[np.bool_]]:
    packets = fates.table.packets.sum(axis=1)
    return packets, np.ones(len(packets), np.bool_)


def _bytes(fates: Fates) -> tuple[Integers, NDArray[np.bool_]]:
    counted = fates.table.bytes.sum(axis=1)
    return counted, np.ones(len(counted), np.bool_)


def _duration(fates: Fates) -> tuple[Integers, NDArray[np.bool_]]:
    table = fates.table
    has = (table.first_times != NO_TIME) & (table.last_times != NO_TIME)
    return table.durations().astype(np.int64), has


def _rtt(fates: Fates, numbers: Integers) -> Column:
    if fates.protocol != "tcp":
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    values = fates.conversations["initial_rtt"][numbers]
    places = np.flatnonzero(values > 0)
    return places, values[places]


def _retransmissions(fates: Fates, numbers: Integers) -> Column:
    if fates.protocol != "tcp":
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    counted = fates.opener["sent_again"].astype(np.int64) + fates.answerer["sent_again"]
    return np.arange(len(numbers)), counted[numbers]


def _column(values: Values) -> Callable[[LayerIndex, Piece], Column]:
    def column(index: LayerIndex, piece: Piece) -> Column:
        index.fates.judge(len(index.capture.frames))
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
        for protocol in TRANSPORTS:
            for whole in (False, True):
                numbered = index.streams.numbered(protocol, piece.first, piece.first + piece.count, whole=whole)
                places, known = values(index.fates.of(protocol), numbered.numbers)
                found.append((numbered.rows[places], known))
        rows, known = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.argsort(rows, kind="stable")
        return rows[order], known[order]

    return column


CONVERSATION_COLUMNS: Mapping[str, Callable[[LayerIndex, Piece], Column]] = {
    "conv.verdict": _column(_verdicts),
    "conv.packets": _column(_of_table(_packets)),
    "conv.bytes": _column(_of_table(_bytes)),
    "conv.duration": _column(_of_table(_duration)),
    "conv.rtt": _column(_rtt),
    "conv.retransmissions": _column(_retransmissions),
}
"""Makes of a piece's column, by field."""
