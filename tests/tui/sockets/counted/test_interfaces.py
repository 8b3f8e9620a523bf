"""What the counters of interfaces count."""

from __future__ import annotations

from tui.sockets.counted.interfaces import INTERFACE, INTERFACE_TROUBLE
from tui.sockets.interface_counters import CARRIER_CHANGES, DEV_COLUMNS, QUEUE_DROPPED, STATISTICS


def test_each_has_a_meaning() -> None:
    assert set(INTERFACE) == {*STATISTICS, CARRIER_CHANGES, QUEUE_DROPPED}
    assert set(DEV_COLUMNS) <= set(INTERFACE)
    assert all(meaning.endswith(".") for meaning in INTERFACE.values())


def test_trouble_is_of_what_there_is() -> None:
    assert set(INTERFACE_TROUBLE) <= set(INTERFACE)
    assert len(set(INTERFACE_TROUBLE)) == len(INTERFACE_TROUBLE)
