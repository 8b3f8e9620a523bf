from __future__ import annotations

import dataclasses

import pytest

from dissectors.capture_file.clock import Clock
from dissectors.capture_file.contents import Interface


def test_an_interface_cannot_change_and_counts_microseconds_unless_told() -> None:
    interface = Interface(index=0, section=0, number=0, link_type=1, snap_length=0)
    assert (interface.ticks_per_second, interface.offset_seconds) == (10**6, 0)
    assert dataclasses.replace(interface, clock=Clock(10**9, 3)).offset_seconds == 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        interface.name = "eth0"  # type: ignore[misc]
