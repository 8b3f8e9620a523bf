"""Values in words: at ticks short and exact enough to differ from one another, alone with some four digits.

Where ticks have many digits in common only the first label has them, and the others tell how far they are from it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from tui.graphs.plot import Unit

SECOND: Final = 1_000_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
YEAR: Final = 365 * DAY
LONGEST: Final = 11
"""Cells of a label; longer ones are told by their distance from the first."""
PLAIN: Final = 10_000
"""What is less is written without k."""
MOST_DECIMALS: Final = 3
DIGITS: Final = 4
"""Of a value that stands alone."""
MOST_WRITTEN_OUT: Final = 1_000_000_000
GREATEST: Final = Decimal(10) ** 21
LEAST: Final = Decimal("1e-3")
"""What is less is written with a power of ten."""

_PREFIXES: Final = ("", "k", "M", "G", "T", "P", "E")
_NOUNS: Final = {"bytes": "B", "bits": "bit", "bit/s": "bit/s"}
_SECONDS: Final = ((SECOND, "s"), (1_000_000, "ms"), (1_000, "µs"), (1, "ns"))

Words = Callable[[Decimal, Decimal, Decimal], str]
"""A value in words, next to the greatest of those around it, which are some step apart."""


def labels_of(ticks: Sequence[Decimal], step: Decimal, unit: Unit, *, short: bool = False) -> list[str]:
    """A label for each of ascending ticks that are `step` apart; `short` leaves out all but prefixes."""
    if not ticks:
        return []
    words = _words_of(unit, short=short)
    greatest = max(abs(ticks[0]), abs(ticks[-1]))
    found = [words(tick, greatest, step) for tick in ticks]
    # Next to nothing a distance is the value itself.
    if len(found) == 1 or max(map(len, found)) <= LONGEST or not ticks[0]:
        return found
    first, reach = ticks[0], ticks[-1] - ticks[0]
    return [found[0], *(f"+{words(tick - first, reach, step)}" for tick in ticks[1:])]


def decade_labels(ticks: Sequence[Decimal], unit: Unit, *, short: bool = False) -> list[str]:
    """Labels for ticks of which each is a multiple of the one before."""
    words = _words_of(unit, short=short)
    return [words(tick, tick, tick) for tick in ticks]


def value_text(value: float, unit: Unit) -> str:
    """A value as it is read off: `1.25 Mbit/s`, `340.2 ms`, `12,403`; a dash for none."""
    if not math.isfinite(value):
        return "–"
    if unit in ("count", "seq") or (unit == "" and value == int(value)):
        if abs(value) < MOST_WRITTEN_OUT:
            return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
        if unit == "seq":
            return f"{int(value):,}"
    number = Decimal(value)
    least = Decimal(1).scaleb(number.adjusted() - DIGITS + 1) if number else Decimal(1)
    if unit in ("time", "ns"):
        least = max(least, Decimal(1)) if abs(number) < MINUTE else Decimal(SECOND) / 1000
    number = number.quantize(least) if least > Decimal("1e-12") and abs(number) < GREATEST else number
    return _words_of(unit, short=False)(number, abs(number), least)


def exact_text(x: int, span: int, unit: Unit, greatest: int = 0) -> str:
    """Where on an axis something is, as exact as `span`, which is one column of it; it reaches to `greatest`."""
    step = Decimal(10) ** (len(str(max(span, 1))) - 1)
    if unit in ("time", "ns"):
        step = min(step, Decimal(SECOND))
    number = (Decimal(x) / step).to_integral_value() * step
    return _words_of(unit, short=False)(number, max(abs(number), abs(Decimal(greatest))), step)


def _words_of(unit: Unit, *, short: bool) -> Words:
    if unit in ("time", "ns"):
        return _time_words
    noun = "" if short else _NOUNS.get(unit, "")
    return lambda value, greatest, step: _number_words(value, greatest, step, noun)


def _decimals(step: Decimal) -> int:
    """Digits behind the point that it takes to write multiples of a step."""
    exponent = step.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _written(value: Decimal, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def _number_words(value: Decimal, greatest: Decimal, step: Decimal, noun: str) -> str:
    if not value:
        return "0"
    if greatest >= GREATEST or (greatest and greatest < LEAST):
        return f"{float(value):.3g} {noun}".rstrip()
    power = 0
    if greatest >= (PLAIN if not noun else 1000):
        power = min(greatest.adjusted() // 3, len(_PREFIXES) - 1)
    decimals = _decimals(step.scaleb(-3 * power))
    if decimals > MOST_DECIMALS and power:
        power, decimals = 0, _decimals(step)
    return f"{_written(value.scaleb(-3 * power), min(decimals, 9))} {_PREFIXES[power]}{noun}".rstrip()


def _time_words(value: Decimal, greatest: Decimal, step: Decimal) -> str:
    if not value:
        return "0"
    sign, value = ("-", -value) if value < 0 else ("", value)
    if greatest < MINUTE:
        size, unit = next((one for one in _SECONDS if greatest >= one[0]), _SECONDS[-1])
        return f"{sign}{_written(value / size, min(_decimals(step / size), 9))} {unit}"
    if greatest >= GREATEST:
        return f"{sign}{float(value / YEAR):.3g} y"
    if step >= YEAR:
        return f"{sign}{_written(value / YEAR, 1)} y"
    days, rest = divmod(value, DAY)
    hours, rest = divmod(rest, HOUR)
    parts = [f"{days:,.0f} d"] if days else []
    if step >= DAY:
        return f"{sign}{_written(value / DAY, 1)} d"
    if step >= HOUR and not rest:
        parts += [f"{hours:.0f} h"] if hours else []
    else:
        minutes, rest = divmod(rest, MINUTE)
        seconds = f"{rest / SECOND:.{min(_decimals(step / SECOND), 9)}f}"
        seconds = seconds if rest >= 10 * SECOND else f"0{seconds}"
        parts.append(f"{hours:.0f}:{minutes:02.0f}:{seconds}" if hours or days else f"{minutes:.0f}:{seconds}")
    return sign + " ".join(parts)
