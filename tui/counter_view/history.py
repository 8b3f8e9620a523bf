"""Counters as they were at each look: how much each has grown since the first, how fast, and what grows now."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tui.sockets.counted.interfaces import INTERFACE_TROUBLE
from tui.sockets.counter_words import tells_trouble
from tui.sockets.counters import Counters, is_gauge

MOST_LOOKS: Final = 61
"""A minute of them, with one a second."""


class CounterHistory:
    """Looks are appended by `add`, the oldest but the first are forgotten.

    A counter of a protocol goes by its name alone, one of an interface by the interface's name too.
    """

    def __init__(self) -> None:
        self.looks: deque[Counters] = deque(maxlen=MOST_LOOKS)
        self.first: Counters | None = None
        """What growth is counted from."""
        self.growing: frozenset[tuple[str, str]] = frozenset()
        """Interface (empty for protocols) and name of what grew between the two latest looks."""
        self.grown: frozenset[tuple[str, str]] = frozenset()
        """The same since the first look."""

    @property
    def latest(self) -> Counters | None:
        """None before there is any."""
        return self.looks[-1] if self.looks else None

    def add(self, counters: Counters) -> None:
        before = self.latest
        self.looks.append(counters)
        if self.first is None:
            self.first = counters
        self.growing = frozenset(_grown(counters, before)) if before is not None else frozenset()
        self.grown = frozenset(_grown(counters, self.first))

    def begin_anew(self) -> None:
        """Growth is counted from the latest look on."""
        self.first = self.latest
        self.grown = frozenset()

    @property
    def seconds(self) -> float:
        """Between the first look and the latest."""
        latest = self.latest
        return (latest.time_ns - self.first.time_ns) / 1e9 if latest is not None and self.first is not None else 0.0

    def value(self, name: str, interface: str = "") -> int | None:
        """Now; None for what is not told."""
        return _value(self.latest, name, interface)

    def since_start(self, name: str, interface: str = "") -> int | None:
        """How much it has grown; a gauge may have fallen. None where that cannot be told."""
        now, first = self.value(name, interface), _value(self.first, name, interface)
        if now is None or first is None or not self._is_same(interface, self.first):
            return None
        grown = now - first
        return grown if grown >= 0 or is_gauge(name) else None

    def rate(self, name: str, interface: str = "") -> float | None:
        """A second, between the two latest looks; None for a gauge, and where that cannot be told."""
        rates = self.rates(name, interface, most=1)
        return rates[-1] if rates else None

    def rates(self, name: str, interface: str = "", most: int = MOST_LOOKS) -> list[float]:
        """Between the latest looks, the latest of all at the end; none for a gauge."""
        if is_gauge(name):
            return []
        looks = list(self.looks)[-(most + 1) :]
        found: list[float] = []
        for before, after in pairwise(looks):
            old, new = _value(before, name, interface), _value(after, name, interface)
            seconds = (after.time_ns - before.time_ns) / 1e9
            if old is None or new is None or new < old or seconds <= 0 or not self._is_same(interface, before):
                found.clear()
            else:
                found.append((new - old) / seconds)
        return found

    def values(self, name: str, interface: str = "") -> list[int]:
        """At the latest looks, the latest of all at the end."""
        return [value for look in self.looks if (value := _value(look, name, interface)) is not None]

    def is_growing(self, name: str, interface: str = "") -> bool:
        """Between the two latest looks."""
        return (interface, name) in self.growing

    def has_grown(self, name: str, interface: str = "") -> bool:
        """Since the first look."""
        return (interface, name) in self.grown

    def _is_same(self, interface: str, before: Counters | None) -> bool:
        """An interface that was taken away and made anew has the same name and another index."""
        if not interface:
            return True
        latest = self.latest
        one = latest.interfaces.get(interface) if latest is not None else None
        other = before.interfaces.get(interface) if before is not None else None
        return one is not None and other is not None and one.index == other.index


def is_trouble(name: str, interface: str = "") -> bool:
    """Whether a counter's growth tells of trouble."""
    return name in INTERFACE_TROUBLE if interface else tells_trouble(name)


def _value(look: Counters | None, name: str, interface: str) -> int | None:
    if look is None:
        return None
    if not interface:
        return look.value(name)
    one = look.interfaces.get(interface)
    return one.values.get(name) if one is not None else None


def _grown(now: Counters, before: Counters) -> Iterator[tuple[str, str]]:
    yield from (("", name) for name, growth in now.since(before).items() if growth)
    for interface, values in now.interfaces_since(before).items():
        yield from ((interface, name) for name, growth in values.items() if growth)
