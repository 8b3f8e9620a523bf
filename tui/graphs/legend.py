"""Which mark and colour is whose, in as many cells as there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len

from tui.graphs.canvas import bar_style, series_style
from tui.graphs.labels import value_text
from tui.graphs.plot import Axis, Plot, Series
from tui.graphs.raster import SHADES
from tui.safe import cut, safe

APART: Final = 2
"""Cells between two names."""
SHORTEST: Final = 4
"""Cells that are left of a name."""
Entry = tuple[str, str, int]
"""A mark, a name, and the number of their style."""


def symbol_of(series: Series, plot: Plot, *, is_plain: bool) -> str:
    """The character that stands for a series; for bars what fills them, where that tells them apart."""
    bars = [one for one in plot.series if one.shape == "bars"]
    if series.shape == "bars" and (is_plain or (len(bars) == 1 and not series.mark)):
        return chr(shade_of(series, plot))
    return _mark_of(series)


def _mark_of(series: Series) -> str:
    symbol = safe(series.symbol)[:1]
    return symbol if cell_len(symbol) == 1 else "?"


def shade_of(series: Series, plot: Plot) -> int:
    """What fills the bars of a series without colours."""
    bars = [one for one in plot.series if one.shape == "bars"]
    return SHADES[next(place for place, one in enumerate(bars) if one is series) % len(SHADES)]


def style_of(series: Series) -> int:
    """The number of the style in which it is drawn."""
    return bar_style(series.order) if series.shape == "bars" else series_style(series.order)


def other_axes(plot: Plot) -> list[Axis]:
    """Those that series have of their own, in the order of these."""
    return list(dict.fromkeys(one.axis for one in plot.series if one.axis is not None))


def reach_words(axis: Axis, first: float, last: float) -> str:
    """How far an axis without ticks goes: `packets, to 1,250`."""
    begin = f"{value_text(first, axis.unit)} to" if first else "to"
    return ", ".join(filter(None, (axis.title, f"{begin} {value_text(last, axis.unit)}")))


def legend(plot: Plot, room: int, reaches: Mapping[Axis, str] | None = None, *, is_plain: bool) -> list[Entry]:
    """Marks and names in at most `room` cells; the last entry is an ellipsis where not all have room.

    `reaches` tell how far other axes go: behind a series' name, of those without names once behind all their marks.
    """
    entries = _entries(plot, reaches or {}, is_plain=is_plain)
    longest = max((cell_len(name) for _, name, _ in entries), default=0)
    while longest > SHORTEST and width(entries) > room:
        longest -= 1
        entries = [(symbol, cut(name, longest), style) for symbol, name, style in entries]
    is_whole = True
    while entries and width(entries) + (0 if is_whole else APART + 1) > room:
        entries.pop()
        is_whole = False
    return entries if is_whole else [*entries, ("…", "", 0)] if room > 0 else []


def _entries(plot: Plot, reaches: Mapping[Axis, str], *, is_plain: bool) -> list[Entry]:
    found = []
    for one in plot.series:
        reach = safe(reaches.get(one.axis, "")) if one.axis is not None else ""
        if one.name:
            name = f"{safe(one.name)} ({reach})" if reach else safe(one.name)
            found.append((symbol_of(one, plot, is_plain=is_plain), name, style_of(one)))
    for axis, reach in reaches.items():
        unnamed = [one for one in plot.series if one.axis == axis and not one.name]
        # Their names stand elsewhere, beside the same marks.
        found += [
            (_mark_of(one), safe(reach) if one is unnamed[-1] else "", series_style(one.order)) for one in unnamed
        ]
    return found


def width(entries: Sequence[Entry]) -> int:
    """Cells of a legend."""
    return sum(cell_len(_text(entry)) for entry in entries) + APART * max(len(entries) - 1, 0)


def _text(entry: Entry) -> str:
    return f"{entry[0]} {entry[1]}".rstrip()
