from __future__ import annotations

from pathlib import Path

from tui.capture.events import InterfaceCount, Statistics
from tui.capture.track import Track, total


def test_counts_go_on_over_a_stop_and_a_start() -> None:
    track = Track("lo", Path("a"), captured=10, dropped=2)
    track.settle()
    assert track.count() == InterfaceCount("lo", 10, 2)
    track.captured, track.dropped = 5, 1
    assert track.count() == InterfaceCount("lo", 15, 3)


def test_an_interface_in_two_files_is_counted_once() -> None:
    tracks = [Track("lo", Path("a"), captured=1, dropped=0), Track("any", Path("b"), captured=2)]
    tracks.append(Track("lo", Path("c"), captured=4))
    assert total(tracks) == Statistics(7, 0, (InterfaceCount("lo", 5, 0), InterfaceCount("any", 2, None)))


def test_drops_are_unknown_as_long_as_nobody_tells() -> None:
    assert total([Track("lo", Path("a"))]).dropped is None
    assert total([]) == Statistics(0, None, ())
