"""Addresses with a mask: compared with plain addresses, they look at the masked bits only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Compares with the numbers of addresses from either side of an operator."""

    value: int
    """Bits outside the mask are zero."""
    mask: int

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and other & self.mask == self.value

    def __lt__(self, other: int) -> bool:
        return self.value < other & self.mask

    def __le__(self, other: int) -> bool:
        return self.value <= other & self.mask

    def __gt__(self, other: int) -> bool:
        return self.value > other & self.mask

    def __ge__(self, other: int) -> bool:
        return self.value >= other & self.mask


def network(address: int, prefix: int, bits: int) -> Network:
    """The addresses of so many `bits` that share the first `prefix` bits with one."""
    mask = (1 << bits) - (1 << bits - prefix)
    return Network(address & mask, mask)
