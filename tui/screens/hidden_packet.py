"""What to say where a packet is gone to that the list does not show: why not, and which one is shown in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.panes.filter_bar import FilterBar
from tui.safe import cut
from tui.wording import count

if TYPE_CHECKING:
    from tui.screens.packets import PacketsScreen

LONGEST_FILTER: Final = 60
"""Cells of a filter in a sentence."""


def hidden_words(screen: PacketsScreen, row: int) -> str:
    """One sentence of a row of the table; empty where the list shows it, or there is no such row."""
    displayed = screen.displayed
    if not 0 <= row < len(screen.table) or displayed.shows(row):
        return ""
    number = count(row + 1)
    if screen.only_marked and row not in screen.rows.marked:
        why = f"Packet {number} is not displayed, as it is not marked"
    else:
        so_far = " so far" if screen.is_filtering else ""
        text = cut(screen.query_one(FilterBar).in_use, LONGEST_FILTER)
        why = f"Packet {number} is not displayed{so_far} by the filter {text}"
    if not len(displayed):
        return f"{why}."
    there = displayed[displayed.position_near(row)]
    return f"{why}; {count(there + 1)} is the {'next' if there > row else 'last'} one that is."
