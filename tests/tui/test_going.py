from datetime import UTC, timedelta, timezone

import pytest

from tui.going import Destination, GoToError, Times, destination
from tui.time_format import NANOSECONDS, TimeFormat

EVENING = 1_700_000_000 * NANOSECONDS + 500
"""2023-11-14 22:13:20 UTC."""
TIMES = Times(EVENING, TimeFormat.UTC)
SECOND = NANOSECONDS


@pytest.mark.parametrize(("text", "row"), [("1", 0), (" 12 ", 11), ("1,000", 999)])
def test_a_number_leads_to_its_packet(text: str, row: int) -> None:
    assert destination(text, 1000, TIMES) == Destination(row=row)


@pytest.mark.parametrize(
    ("text", "after"),
    [("+1.5", 1_500_000_000), ("1.5", 1_500_000_000), ("12s", 12 * SECOND), ("-.25", -250_000_000), ("+0", 0),
     ("0.000000001", 1), ("3.", 3 * SECOND)],
)  # fmt: skip
def test_seconds_count_from_the_origin(text: str, after: int) -> None:
    assert destination(text, 1000, TIMES) == Destination(time=EVENING + after)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("22:13:20", -500),
        ("22:13", -20 * SECOND - 500),
        ("22:14", 40 * SECOND - 500),
        ("22:13:20.7", 700_000_000 - 500),
        ("2023-11-14 22:13:21", SECOND - 500),
        ("2023-11-14T22:13:21.5", 1_500_000_000 - 500),
        # Earlier on the clock than the first packet: the next day.
        ("01:00:00", (2 * 3600 + 46 * 60 + 40) * SECOND - 500),
        ("2023-11-14 01:00:00", -(21 * 3600 + 13 * 60 + 20) * SECOND - 500),
    ],
)
def test_a_time_of_day_is_one_of_the_captures_days(text: str, after: int) -> None:
    assert destination(text, 1000, TIMES) == Destination(time=EVENING + after)


def test_times_of_day_are_those_of_the_column() -> None:
    here = timezone(timedelta(hours=2))
    assert destination("00:13:21", 9, Times(EVENING, TimeFormat.ABSOLUTE, here)).time == EVENING + SECOND - 500
    assert destination("22:13:21", 9, Times(EVENING, TimeFormat.UTC, here)).time == EVENING + SECOND - 500
    assert destination("22:13:21", 9, Times(EVENING, TimeFormat.RELATIVE, UTC)).time == EVENING + SECOND - 500
    assert destination("12:00", 9, Times(EVENING, TimeFormat.ABSOLUTE)).time is not None


def test_where_the_column_shows_seconds_since_1970_these_are_meant() -> None:
    times = Times(EVENING, TimeFormat.EPOCH)
    assert destination("1700000001.5", 9, times) == Destination(time=EVENING + 1_500_000_000 - 500)
    assert destination("1700000001", 9, times) == Destination(time=EVENING + SECOND - 500)
    assert destination("9", 9, times) == Destination(row=8)
    assert destination("+1", 9, times) == Destination(time=EVENING + SECOND)


@pytest.mark.parametrize(
    ("text", "told"),
    [("0", "packets 1 to 9"), ("10", "packets 1 to 9"), ("9" * 400, "packets 1 to 9"), ("x", "number or a time"),
     ("", "seconds"), (".", "seconds"), ("+" + "9" * 400, "seconds"), ("25:00", "no such"), ("12:61", "no such"),
     ("2023-02-30 12:00", "no such"), ("٣", "number or a time")],
)  # fmt: skip
def test_what_leads_nowhere_is_told(text: str, told: str) -> None:
    with pytest.raises(GoToError, match=told):
        destination(text, 9, TIMES)


def test_a_capture_without_times_or_packets_has_no_such_destination() -> None:
    with pytest.raises(GoToError, match="no times"):
        destination("+1", 9, Times(None, TimeFormat.RELATIVE))
    with pytest.raises(GoToError, match="no packets"):
        destination("1", 0, TIMES)


@pytest.mark.parametrize("origin", [10**30, -(10**30)])
def test_origins_beyond_the_calendar_do_no_harm(origin: int) -> None:
    with pytest.raises(GoToError, match="no such day"):
        destination("12:00", 9, Times(origin, TimeFormat.UTC))
    assert destination("+1", 9, Times(origin, TimeFormat.UTC)).time == origin + SECOND
