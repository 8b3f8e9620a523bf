"""Serial number arithmetic, 32 bits wide: the only place that knows how TCP's sequence numbers wrap around.

RFC 9293, section 3.4: "all arithmetic dealing with sequence numbers must be performed modulo 2**32". Everything takes
integers and int64 arrays alike; nothing overflows as long as the numbers stay below 2**62.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Number = TypeVar("Number", int, Integers)

MODULUS = 1 << 32
HALF = 1 << 31


def ahead(left: Number, right: Number | int) -> Number:
    """How far `left` is ahead of `right` modulo 2**32, in -2**31 ... 2**31 - 1; negative where it is behind.

    Exactly half the circle counts as behind (RFC 1982, section 3.2, leaves it undefined).
    """
    return ((left - right + HALF) & (MODULUS - 1)) - HALF


def unwrap(number: Number, base: Number | int) -> Number:
    """The number without wrap-around that is congruent to `number` and nearest to `base`, which has none either.

    It may be negative: what is less than half the circle behind a base near zero.
    """
    return ahead(number, base) + base


def unwrap_all(numbers: Integers, base: int) -> Integers:
    """Unwrap a sequence of numbers each against the one before it, the first against `base`."""
    steps = ahead(numbers, np.concatenate([[base], numbers[:-1]]).astype(np.int64))
    unwrapped: Integers = base + np.cumsum(steps)
    return unwrapped
