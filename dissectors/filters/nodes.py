"""The tests a compiled filter is made of, each of one packet."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

from dissectors.filters.operands import FieldValues, Operand
from dissectors.filters.operators import Comparer
from dissectors.filters.packet import Packet


class Test(Protocol):
    """Anything that is true or false of a packet."""

    def matches(self, packet: Packet) -> bool: ...


@dataclass(frozen=True, slots=True)
class And:
    tests: Sequence[Test]

    def matches(self, packet: Packet) -> bool:
        return all(test.matches(packet) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Or:
    tests: Sequence[Test]

    def matches(self, packet: Packet) -> bool:
        return any(test.matches(packet) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Xor:
    tests: Sequence[Test]

    def matches(self, packet: Packet) -> bool:
        return sum(test.matches(packet) for test in self.tests) % 2 == 1


@dataclass(frozen=True, slots=True)
class Not:
    test: Test

    def matches(self, packet: Packet) -> bool:
        return not self.test.matches(packet)


@dataclass(frozen=True, slots=True)
class Exists:
    """A field or protocol is in the packet."""

    field: FieldValues

    def matches(self, packet: Packet) -> bool:
        return bool(self.field.occurrences(packet))


@dataclass(frozen=True, slots=True)
class NotZero:
    """A computation or a slice gives something other than zero."""

    operand: Operand

    def matches(self, packet: Packet) -> bool:
        return any(any(value) if isinstance(value, bytes) else value for value in self.operand.values(packet))


@dataclass(frozen=True, slots=True)
class HasBytes:
    """A slice gives bytes, whatever they are."""

    operand: Operand

    def matches(self, packet: Packet) -> bool:
        return any(self.operand.values(packet))


@dataclass(frozen=True, slots=True)
class Compare:
    """Two operands and a comparison; it needs a value on either side."""

    left: Operand
    comparer: Comparer
    right: Operand
    wants_all: bool

    def matches(self, packet: Packet) -> bool:
        left, right = self.left.values(packet), self.right.values(packet)
        if not left or not right:
            return False
        holds = (self.comparer.test(a, b) for a, b in product(left, right))
        return all(holds) if self.wants_all else any(holds)


@dataclass(frozen=True, slots=True)
class Element:
    """A member of a set: the values from `low` to `high`, or those that are equal to `low`."""

    low: Operand
    high: Operand | None = None
    at_least: Callable[[Any, Any], bool] = operator.ge
    at_most: Callable[[Any, Any], bool] = operator.le

    def holds(self, value: Any, packet: Packet, wants_all: bool) -> bool:
        """Whether the value is this one, or in this range; of a member with several values, any or every one."""
        lows = self.low.values(packet)
        if self.high is None:
            equal = (value == member for member in lows)
            return bool(lows) and all(equal) if wants_all else any(equal)
        highs = self.high.values(packet)
        return any(self.at_least(value, low) and self.at_most(value, high) for low in lows for high in highs)


@dataclass(frozen=True, slots=True)
class In:
    """A field has a value in a set; or all of its values are in one and the same member of it."""

    operand: Operand
    elements: Sequence[Element]
    wants_all: bool

    def matches(self, packet: Packet) -> bool:
        values = self.operand.values(packet)
        if not values:
            return False
        every_or_any = all if self.wants_all else any
        return any(
            every_or_any(element.holds(value, packet, self.wants_all) for value in values) for element in self.elements
        )
