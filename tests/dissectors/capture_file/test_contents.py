from __future__ import annotations

import dataclasses

import pytest

from dissectors.capture_file.clock import Clock
from dissectors.capture_file.contents import Contents, Interface, InterfaceStatistics
from tests.dissectors.processes.found import found


def test_an_interface_cannot_change_and_counts_microseconds_unless_told() -> None:
    interface = Interface(index=0, section=0, number=0, link_type=1, snap_length=0)
    assert (interface.ticks_per_second, interface.offset_seconds) == (10**6, 0)
    assert dataclasses.replace(interface, clock=Clock(10**9, 3)).offset_seconds == 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        interface.name = "eth0"  # type: ignore[misc]


def test_what_was_lost_is_what_the_last_statistics_of_each_interface_say() -> None:
    contents, told = Contents(), []
    for statistics in (
        InterfaceStatistics(0, 1, received=5),
        InterfaceStatistics(0, 2, dropped_by_interface=0),
        InterfaceStatistics(1, 2, dropped_by_interface=3, dropped_by_kernel=4),
        InterfaceStatistics(0, 3, dropped_by_kernel=10),
        InterfaceStatistics(0, 4, received=6),
        InterfaceStatistics(1, 5, dropped_by_interface=8),
    ):
        contents.add_statistics(statistics)
        told.append(contents.dropped)
    assert told == [None, 0, 7, 17, 17, 18]
    assert len(contents.statistics) == 6


def test_of_very_many_attributions_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.processes.attributions.MOST", 3)
    contents, one = Contents(), found("curl", 7)
    for _ in range(3):
        contents.add_attributions([one, one])
    assert contents.attributions == [one] * 3
