"""Expert items counted by kind, the gravest first."""

from __future__ import annotations

from dissectors.packets.expert import MOST_KINDS, SHOWN_PACKETS, ItemKind, ItemTally


def kind(severity: str, label: str = "Bad") -> ItemKind:
    return ItemKind(severity, "TCP", "tcp", "tcp.bad", label)


def test_packets_are_counted_and_the_first_ones_named() -> None:
    tally = ItemTally()
    for row in range(20, 0, -1):
        tally.add(kind("note"), [row], 1, "Why.", "tcp.bad")
    tally.add(kind("note"), [0, 1], 2, "Why.", "tcp.bad")
    (item,) = tally.items()
    assert (item.count, item.packets, item.explain, item.filter) == (22, tuple(range(1, 9)), "Why.", "tcp.bad")
    assert len(item.packets) == SHOWN_PACKETS


def test_the_gravest_come_first_then_the_most_frequent() -> None:
    tally = ItemTally()
    for severity, label, count in (("note", "a", 9), ("error", "b", 1), ("note", "c", 10), ("warning", "d", 1)):
        tally.add(kind(severity, label), [1], count, "", "")
    assert [(item.severity, item.kind.label) for item in tally.items()] == [
        ("error", "b"),
        ("warning", "d"),
        ("note", "c"),
        ("note", "a"),
    ]


def test_kinds_without_end_are_not_kept() -> None:
    tally = ItemTally()
    for number in range(MOST_KINDS + 5):
        tally.add(kind("note", str(number)), [number], 1, "", "")
    assert len(tally.items()) == MOST_KINDS
