"""Rows that are alike, and times that lie close together: what every family counts by."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

_WORD = 8
_MOST_WORDS = 16
_SECRET = np.frombuffer(os.urandom(_WORD * _MOST_WORDS), np.uint64) | np.uint64(1)


def number_rows(words: NDArray[np.uint64]) -> Integers:
    """The same number for rows of 64-bit words that are alike, from 0, in no order that means anything."""
    if not len(words):
        return np.zeros(0, np.int64)
    # One sum for each row, by factors that nobody outside knows; sorting those is ten times faster than sorting rows.
    sums = words @ _SECRET[: words.shape[1]]
    _, first, numbers = np.unique(sums, return_index=True, return_inverse=True)
    numbers = numbers.reshape(-1).astype(np.int64)
    return numbers if np.array_equal(words[first][numbers], words) else _number_exactly(words)


def _number_exactly(words: NDArray[np.uint64]) -> Integers:
    """Where two rows have one sum, against all odds."""
    order = np.lexsort(words.T)
    ordered = words[order]
    steps = np.concatenate([[0], np.any(ordered[1:] != ordered[:-1], axis=1).astype(np.int64)])
    numbers = np.empty(len(words), np.int64)
    numbers[order] = np.cumsum(steps)
    return numbers


def number_octets(octets: NDArray[np.uint8]) -> Integers:
    """The same for rows of bytes, n x length."""
    padded = np.zeros((len(octets), -(-octets.shape[1] // _WORD) * _WORD), np.uint8)
    padded[:, : octets.shape[1]] = octets
    return number_rows(padded.view(np.uint64))


def number_integers(numbers: Integers) -> Integers:
    """The same for numbers of any size."""
    return np.unique(numbers, return_inverse=True)[1].reshape(-1).astype(np.int64)


def groups(numbers: Integers, at_least: int = 1, most: int | None = None) -> Iterator[Integers]:
    """The places of each number that stands there so often, ascending; of the most frequent ones, if there are more.

    The numbers count from 0 without great gaps.
    """
    if not len(numbers):
        return
    counts = np.bincount(numbers)
    wanted = np.flatnonzero(counts >= at_least)
    if most is not None and len(wanted) > most:
        wanted = wanted[np.argsort(-counts[wanted], kind="stable")][:most]
    order = np.argsort(numbers, kind="stable")
    stops = np.cumsum(counts)
    for number in wanted.tolist():
        yield order[stops[number] - counts[number] : stops[number]]


def densest(times: Integers, span: int) -> tuple[int, int]:
    """How many of the times lie within `span` of each other at most, and where that span begins."""
    ordered = np.sort(times)
    inside = np.searchsorted(ordered, ordered + span, "right") - np.arange(len(ordered))
    best = int(np.argmax(inside))
    return int(inside[best]), int(ordered[best])
