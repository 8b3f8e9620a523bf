"""What the time column counts from, and how it is written. Times are nanoseconds since 1970, never floats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import Final

NANOSECONDS: Final = 1_000_000_000


class TimeFormat(Enum):
    """The value is the name in the settings."""

    RELATIVE = "relative"
    DELTA = "delta"
    ABSOLUTE = "absolute"
    UTC = "utc"
    EPOCH = "epoch"

    @property
    def words(self) -> str:
        """What it is, for the status line."""
        return _WORDS[self]

    @property
    def next(self) -> TimeFormat:
        """The one that follows when the user cycles."""
        order = list(TimeFormat)
        return order[(order.index(self) + 1) % len(order)]

    @property
    def title(self) -> str:
        """The column's header."""
        return _TITLES[self]


_WORDS = {
    TimeFormat.RELATIVE: "seconds since the first packet",
    TimeFormat.DELTA: "seconds since the packet shown above",
    TimeFormat.ABSOLUTE: "time of day, here",
    TimeFormat.UTC: "date and time in UTC",
    TimeFormat.EPOCH: "seconds since 1970 (UTC)",
}
_TITLES = {
    TimeFormat.RELATIVE: "Time",
    TimeFormat.DELTA: "Delta",
    TimeFormat.ABSOLUTE: "Time of day",
    TimeFormat.UTC: "UTC",
    TimeFormat.EPOCH: "Epoch",
}
NO_TIME: Final = "—"
DIGITS: Final = (6, 9, 0, 3)
"""What the user cycles through; after them as many as the capture has."""
USUAL_DIGITS: Final = 6


def next_digits(digits: int | None) -> int | None:
    """What follows when the user cycles; None is as many as the capture has."""
    following = (*DIGITS, None)
    return following[(following.index(digits) + 1) % len(following)] if digits in following else USUAL_DIGITS


def digits_by_name(name: str) -> int | None:
    """What the settings say: a number of digits, or "auto"; whatever else is the usual."""
    if name == "auto":
        return None
    return int(name) if name in map(str, DIGITS) else USUAL_DIGITS


def digits_in(times: Iterable[int | None]) -> int:
    """How finely some times are told: 9 digits if any is finer than a microsecond, else 6."""
    return 9 if any(time is not None and time % 1000 for time in times) else 6


def interval(nanoseconds: int, digits: int = USUAL_DIGITS) -> str:
    """Seconds with so many digits behind the point, at most 9; what is finer is in the decoded packet."""
    sign = "-" if nanoseconds < 0 else ""
    whole, rest = divmod(abs(nanoseconds), NANOSECONDS)
    return f"{sign}{whole}{_fraction(rest, digits)}"


def _fraction(rest: int, digits: int) -> str:
    return f".{rest:09d}"[: digits + 1] if digits else ""


def moment(nanoseconds: int, zone: tzinfo | None, with_date: bool, digits: int = USUAL_DIGITS) -> str:
    """Time of day in a zone (None: this machine's); a year beyond the calendar is written as seconds since 1970."""
    whole, rest = divmod(nanoseconds, NANOSECONDS)
    try:
        when = datetime.fromtimestamp(whole, UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return interval(nanoseconds, digits)
    day = f"{when:%Y-%m-%d} " if with_date else ""
    return f"{day}{when:%H:%M:%S}{_fraction(rest, digits)}"


def time_text(
    style: TimeFormat, time: int | None, origin: int | None, previous: int | None, digits: int = USUAL_DIGITS
) -> str:
    """The time column of a row: `origin` is the first packet or the reference, `previous` the row above."""
    if time is None:
        return NO_TIME
    if style is TimeFormat.RELATIVE:
        return interval(time - origin, digits) if origin is not None else NO_TIME
    if style is TimeFormat.DELTA:
        return interval(time - previous, digits) if previous is not None else NO_TIME
    if style is TimeFormat.EPOCH:
        return interval(time, digits)
    if style is TimeFormat.UTC:
        return moment(time, UTC, with_date=True, digits=digits)
    return moment(time, None, with_date=False, digits=digits)
