"""Where "go to" goes: a packet's number, or the first packet at or after a time.

12             packet 12
+1.5  1.5  12s seconds after what the relative time column counts from; -0.5 before it
14:03:22.5     a time of day; with a date before it (2023-11-14 14:03) that day's
1700000000.25  seconds since 1970, where the column shows these
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from tui import wording
from tui.time_format import NANOSECONDS, TimeFormat

HINT: Final = "12 · +1.5 (seconds) · 14:03:22 · 2023-11-14 14:03"
MOST_DIGITS: Final = 18

_NUMBER: Final = re.compile(r"[0-9][0-9,]*", re.ASCII)
_SECONDS: Final = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?\s*s?", re.ASCII)
_MOMENT: Final = re.compile(
    r"(?:([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[ T])?\s*([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]*))?)?", re.ASCII
)


class GoToError(ValueError):
    """What was typed names no packet; the message says what would."""


@dataclass(frozen=True, slots=True)
class Times:
    """What the times of a capture are measured by."""

    origin: int | None
    """What relative times count from, in nanoseconds since 1970; None where the file tells no time."""
    style: TimeFormat
    zone: tzinfo | None = None
    """Of times of day where the column does not show UTC; None is this machine's."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One of both."""

    row: int | None = None
    time: int | None = None
    """Nanoseconds since 1970: the first packet at or after it."""


def destination(text: str, packets: int, times: Times) -> Destination:
    """Where a text leads, in a capture of so many packets. Raises GoToError."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        number = int(text.replace(",", "")[:MOST_DIGITS])
        if 1 <= number <= packets:
            return Destination(row=number - 1)
        if times.style is TimeFormat.EPOCH and times.origin is not None:
            return Destination(time=number * NANOSECONDS)
        raise GoToError(wording.numbers_up_to(packets))
    seconds, moment = _SECONDS.fullmatch(text), _MOMENT.fullmatch(text)
    if seconds is None and moment is None:
        raise GoToError(f"a packet's number or a time: {HINT}")
    if times.origin is None:
        raise GoToError("the capture tells no times")
    if moment is not None:
        return Destination(time=_moment(moment, times.origin, UTC if times.style is TimeFormat.UTC else times.zone))
    assert seconds is not None
    sign, whole, fraction = seconds.groups()
    if not (whole or fraction) or len(whole) > MOST_DIGITS:
        raise GoToError("seconds, such as +1.5")
    count = int(whole or "0") * NANOSECONDS + _fraction(fraction)
    if times.style is TimeFormat.EPOCH and not sign:
        return Destination(time=count)
    return Destination(time=times.origin + (-count if sign == "-" else count))


def _fraction(digits: str | None) -> int:
    return int((digits or "0")[:9].ljust(9, "0"))


def _moment(match: re.Match[str], origin: int, zone: tzinfo | None) -> int:
    """Without a date it is on the day of the origin, or on the next if the origin is later on its day."""
    year, month, day, hour, minute, second, fraction = match.groups()
    rest = _fraction(fraction)
    try:
        first = datetime.fromtimestamp(origin // NANOSECONDS, UTC).astimezone(zone)
        date = (int(year), int(month), int(day)) if year else (first.year, first.month, first.day)
        when = datetime(*date, int(hour), int(minute), int(second or 0))
        # A naive time is the machine's own, with the summer time of its day.
        moment = when.astimezone() if zone is None else when.replace(tzinfo=zone)
        time = int(moment.timestamp()) * NANOSECONDS + rest
        told_to = 60 * NANOSECONDS if second is None else NANOSECONDS if fraction is None else 1
        if not year and time + told_to <= origin:
            time = int((moment + timedelta(days=1)).timestamp()) * NANOSECONDS + rest
    except (ValueError, OverflowError, OSError):
        raise GoToError("there is no such day or time of day") from None
    return time
