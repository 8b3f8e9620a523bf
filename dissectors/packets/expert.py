"""Expert items: what was noticed of packets, counted by severity and kind, each leading to its packets.

Two tallies fill them: `expert_marks` in bulk, from columns; `notice_survey` from packets dissected one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

SEVERITIES: Final = ("error", "warning", "note")
"""The gravest first."""
SHOWN_PACKETS: Final = 8
MOST_KINDS: Final = 1000
"""Kinds that are told apart; dissectors have some hundreds of them."""


class ItemKind(NamedTuple):
    """What tells one kind of item from another."""

    severity: str
    protocol: str
    """As its users call it: TCP."""
    protocol_name: str
    """As filters do: tcp."""
    name: str
    """The notice's filter name; empty where it has none."""
    label: str


@dataclass(frozen=True, slots=True)
class ExpertItem:
    """All packets of which the same was noticed."""

    kind: ItemKind
    explain: str
    count: int
    """Packets."""
    packets: tuple[int, ...]
    """Numbers of the first of those that were looked at."""
    filter: str
    """Shows them all."""

    @property
    def severity(self) -> str:
        return self.kind.severity


@dataclass(slots=True)
class _Counted:
    explain: str
    filter: str
    count: int = 0
    rows: list[int] = field(default_factory=list)


class ItemTally:
    """Counts packets by kind."""

    def __init__(self) -> None:
        self._kinds: dict[ItemKind, _Counted] = {}

    def add(self, kind: ItemKind, rows: Sequence[int], count: int, explain: str, chosen: str) -> None:
        """`rows` are the first few of `count` packets; `chosen` is the filter that shows them."""
        counted = self._kinds.get(kind)
        if counted is None:
            if len(self._kinds) >= MOST_KINDS:
                return
            counted = self._kinds[kind] = _Counted(explain, chosen)
        counted.count += count
        if len(counted.rows) < SHOWN_PACKETS or (rows and min(rows) < counted.rows[-1]):
            counted.rows = sorted({*counted.rows, *rows})[:SHOWN_PACKETS]

    def items(self) -> list[ExpertItem]:
        """All kinds so far, the gravest and most frequent first."""
        return in_order(
            ExpertItem(kind, one.explain, one.count, tuple(row + 1 for row in one.rows), one.filter)
            for kind, one in self._kinds.items()
        )


def in_order(items: Iterable[ExpertItem]) -> list[ExpertItem]:
    """The gravest first, of those alike the most frequent."""
    return sorted(items, key=lambda one: (SEVERITIES.index(one.severity), -one.count, one.kind))
