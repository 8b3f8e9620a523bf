"""Times as a filter writes them, to nanoseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"(?:(?P<month_name>[A-Za-z]{3})\s+(?P<named_day>\d{1,2}),\s*(?P<named_year>\d{4})\s+(?P<named_time>\d.*)"
    r"|(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]\s*(?P<time>\d.*))?)"
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,9}))?)?"
    r"(?P<zone>Z|\s*UTC|[+-]\d{2}:?\d{2})?"
)
_DURATION = re.compile(r"([+-]?)(\d{1,18})(?:\.(\d{0,9})0*)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000_000


def duration(text: str) -> int | None:
    """Seconds such as `1.5` in nanoseconds; None for anything else."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    nanoseconds = int(match[2]) * _SECOND + int((match[3] or "").ljust(9, "0"))
    return -nanoseconds if match[1] == "-" else nanoseconds


def moment(text: str) -> int | None:
    """Nanoseconds since 1970 of `2013-05-18 20:21:46.5`, with T or a zone (UTC without one), or of
    `May 18, 2013 20:21:46.5`; None for anything else."""
    date = _DATE.fullmatch(text.strip())
    if date is None:
        return None
    if date["month_name"]:
        if date["month_name"].lower() not in _MONTHS:
            return None
        month = _MONTHS.index(date["month_name"].lower()) + 1
        year, day, rest = int(date["named_year"]), int(date["named_day"]), date["named_time"]
    else:
        year, month, day, rest = int(date["year"]), int(date["month"]), int(date["day"]), date["time"] or "0:00"
    clock = _CLOCK.fullmatch(rest.strip())
    if clock is None:
        return None
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)
    try:
        whole = datetime(year, month, day, hour, minute, second, tzinfo=_zone(clock["zone"]))
    except ValueError:
        return None
    return (whole - _EPOCH) // timedelta(seconds=1) * _SECOND + int((clock["fraction"] or "").ljust(9, "0"))


def _zone(text: str | None) -> timezone:
    if text is None or text.strip() in ("Z", "UTC"):
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)
