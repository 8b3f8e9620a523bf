"""Series as dots, two by four in a cell, and as blocks of eighths: what `canvas` puts into cells."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui.graphs.scale import ACROSS, DOWN, EIGHTHS, YScale
from tui.graphs.sight import Sight

Dots = NDArray[np.bool_]
"""By line and column of dots, the first line at the top."""
BRAILLE: Final = 0x2800
FULL: Final = 0x2588
"""█, and below it seven that are less high."""
UPPER_HALF: Final = 0x2580
SHADES: Final = (FULL, 0x2592, 0x2591, 0x2593)
"""What bars of one series after the other are filled with where colours do not tell them apart: █ ▒ ░ ▓."""
_BITS: Final = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint32)
"""Of a cell's braille character, by the dot's line and column."""


def dots(seen: Sight, scale: YScale) -> Dots:
    """The dots of all shapes but bars."""
    match seen.series.shape:
        case "points" | "marks":
            return _points(seen, scale)
        case "ranges":
            return _ranges(seen, scale)
    lows, highs = scale.dots(seen.lows), scale.dots(seen.highs)
    if seen.joined is not None:
        _join(lows, highs, seen.joined)
    return _spans(scale, lows, highs)


def _join(lows: NDArray[np.int32], highs: NDArray[np.int32], joined: NDArray[np.bool_]) -> None:
    """Let strokes that belong together meet half way, so that a line has no holes and is no thicker than a dot."""
    joined = joined & (lows[:-1] >= 0) & (lows[1:] >= 0)
    left_high, left_low, right_high, right_low = highs[:-1].copy(), lows[:-1].copy(), highs[1:].copy(), lows[1:].copy()
    rises = joined & (right_low > left_high + 1)
    falls = joined & (right_high < left_low - 1)
    up, down = (left_high + right_low) // 2, (left_low + right_high) // 2
    highs[:-1] = np.where(rises, np.maximum(highs[:-1], up), highs[:-1])
    lows[1:] = np.where(rises, np.minimum(lows[1:], up + 1), lows[1:])
    lows[:-1] = np.where(falls, np.minimum(lows[:-1], down + 1), lows[:-1])
    highs[1:] = np.where(falls, np.maximum(highs[1:], down), highs[1:])


def _spans(scale: YScale, lows: NDArray[np.int32], highs: NDArray[np.int32]) -> Dots:
    """A stroke in each column from one dot to the other; -1 for none."""
    lines = np.arange(scale.lines * DOWN - 1, -1, -1)[:, None]
    found: Dots = (lines >= lows) & (lines <= highs) & (lows >= 0)
    return found


def _points(seen: Sight, scale: YScale) -> Dots:
    across, down = len(seen.bounds) - 1, scale.lines * DOWN
    columns = np.repeat(np.arange(across), np.diff(seen.bounds))
    heights = scale.dots(seen.series.y[seen.inside])
    # A line more takes those without a value.
    found = np.zeros((down + 1, across), bool)
    found[heights, columns] = True
    return found[:down][::-1]


def _ranges(seen: Sight, scale: YScale) -> Dots:
    series, across, down = seen.series, len(seen.bounds) - 1, scale.lines * DOWN
    tops = scale.dots(series.y[seen.inside])
    bottoms = scale.dots(series.low[seen.inside]) if series.low is not None else np.where(tops < 0, tops, 0)
    low, high = np.minimum(tops, bottoms), np.maximum(tops, bottoms)
    # Strokes that begin at a dot less those that have ended below it, added up from the bottom, are those that pass it.
    # Those without a value begin and end in the last line.
    is_nothing = low < 0
    if is_nothing.any():
        low[is_nothing] = high[is_nothing] = down
    high += 1
    passing = np.zeros((down + 2, across), np.int64)
    bounds = (seen.bounds - seen.bounds[0]).tolist()
    for column, (start, stop) in enumerate(pairwise(bounds)):
        if start < stop:
            begun = np.bincount(low[start:stop], minlength=down + 2)
            passing[:, column] = begun - np.bincount(high[start:stop], minlength=down + 2)
    found: Dots = np.cumsum(passing, axis=0)[:down][::-1] > 0
    return found


def braille(shown: Dots) -> NDArray[np.uint32]:
    """The character of each cell, 0 where there is no dot."""
    down, across = shown.shape
    bits = shown.reshape(down // DOWN, DOWN, across // ACROSS, ACROSS).astype(np.uint32)
    codes: NDArray[np.uint32] = np.einsum("ldca,da->lc", bits, _BITS).astype(np.uint32)
    codes[codes > 0] += BRAILLE
    return codes


def blocks(seen: Sight, scale: YScale) -> NDArray[np.uint32]:
    """The character of each cell of bars, which stand on nothing, or on the bottom where it is higher; 0 for none."""
    values = seen.highs
    heights = scale.eighths(values)
    line = EIGHTHS * np.arange(scale.lines - 1, -1, -1)[:, None]
    whole = scale.lines * EIGHTHS
    base = 0
    if scale.first < 0 and not scale.logarithmic:
        zero = int(scale.eighths(np.zeros(1))[0])
        base = min(round(zero / EIGHTHS) * EIGHTHS, whole)
    above = np.nan_to_num(values) > 0
    # What is not nothing can be seen.
    heights = np.where(above & (heights >= 0), np.maximum(heights, base + 1), heights)
    filled = np.clip(heights - line, 0, EIGHTHS)
    codes = np.where(above & (line >= base) & (filled > 0), FULL - EIGHTHS + filled, 0)
    if base:
        below = (np.nan_to_num(values) < 0) & (heights >= 0)
        # There are blocks that hang by eighths, too, but few fonts have them.
        left = np.clip(np.minimum(heights, base - 1) - line, 0, EIGHTHS)
        hanging = np.where(left >= 5, UPPER_HALF, FULL)
        codes = np.where(below & (line < base) & (left < EIGHTHS), hanging, codes)
    return codes.astype(np.uint32)


def shaded(codes: NDArray[np.uint32], shade: int) -> NDArray[np.uint32]:
    """Blocks in another shade, in which there are no parts of a cell: what is less than half of one is left out."""
    lowest = codes.copy()
    lowest[:-1] = 0
    is_seen = (codes >= FULL - EIGHTHS // 2) | (lowest > 0) | (codes == UPPER_HALF)
    return np.where((codes > 0) & is_seen, np.uint32(shade), np.uint32(0))
