"""What the time column counts from, and how it is written. Times are nanoseconds since 1970, never floats."""

from __future__ import annotations

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


def interval(nanoseconds: int) -> str:
    """Seconds with six digits; what is finer is in the decoded packet."""
    sign = "-" if nanoseconds < 0 else ""
    whole, rest = divmod(abs(nanoseconds), NANOSECONDS)
    return f"{sign}{whole}.{rest // 1000:06d}"


def moment(nanoseconds: int, zone: tzinfo | None, with_date: bool) -> str:
    """Time of day in a zone (None: this machine's); a year beyond the calendar is written as seconds since 1970."""
    whole, rest = divmod(nanoseconds, NANOSECONDS)
    try:
        when = datetime.fromtimestamp(whole, UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return interval(nanoseconds)
    day = f"{when:%Y-%m-%d} " if with_date else ""
    return f"{day}{when:%H:%M:%S}.{rest // 1000:06d}"


def time_text(style: TimeFormat, time: int | None, origin: int | None, previous: int | None) -> str:
    """The time column of a row: `origin` is the first packet or the reference, `previous` the row above."""
    if time is None:
        return NO_TIME
    if style is TimeFormat.RELATIVE:
        return interval(time - origin) if origin is not None else NO_TIME
    if style is TimeFormat.DELTA:
        return interval(time - previous) if previous is not None else NO_TIME
    if style is TimeFormat.EPOCH:
        return interval(time)
    if style is TimeFormat.UTC:
        return moment(time, UTC, with_date=True)
    return moment(time, None, with_date=False)
