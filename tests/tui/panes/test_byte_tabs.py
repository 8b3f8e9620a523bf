"""The line that names a packet's byte sources."""

from __future__ import annotations

import pytest

from tui.panes.byte_tabs import tab_at, tabs

NAMES = ("Frame (58 bytes)", "Reassembled IPv4 (40 bytes)")


def test_names_stand_side_by_side() -> None:
    assert [(tab.start, tab.text) for tab in tabs(NAMES, 80)] == [
        (0, " Frame (58 bytes) "),
        (19, " Reassembled IPv4 (40 bytes) "),
    ]


@pytest.mark.parametrize("width", range(60))
def test_names_never_take_more_than_there_is(width: int) -> None:
    found = list(tabs(NAMES, width))
    assert len(found) == len(NAMES)
    assert found[-1].stop <= max(width, 1)


def test_where_there_is_little_room_each_has_its_share() -> None:
    assert [tab.text for tab in tabs(NAMES, 33)] == [" 0 Frame (58 by…", " 1 Reassembled …"]


@pytest.mark.parametrize(("x", "number"), [(0, 0), (17, 0), (18, None), (19, 1), (47, 1), (48, None)])
def test_a_cell_leads_to_its_source(x: int, number: int | None) -> None:
    assert tab_at(NAMES, 80, x) == number
