import pytest

from tui.time_format import NO_TIME, TimeFormat, digits_by_name, digits_in, interval, next_digits, time_text

NOON = 1_700_000_000_123_456_789


def test_cycling_comes_back_to_the_first() -> None:
    style, seen = TimeFormat.RELATIVE, []
    for _ in TimeFormat:
        seen.append(style)
        style = style.next
    assert set(seen) == set(TimeFormat)
    assert style is TimeFormat.RELATIVE


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        (TimeFormat.RELATIVE, "1.500000"),
        (TimeFormat.DELTA, "-0.250000"),
        (TimeFormat.UTC, "2023-11-14 22:13:20.123456"),
        (TimeFormat.EPOCH, "1700000000.123456"),
    ],
)
def test_times_are_exact(style: TimeFormat, shown: str) -> None:
    assert time_text(style, NOON, NOON - 1_500_000_000, NOON + 250_000_000) == shown
    assert style.words
    assert style.title


def test_time_of_day_has_no_date() -> None:
    assert len(time_text(TimeFormat.ABSOLUTE, NOON, NOON, NOON)) == len("22:13:20.123456")


@pytest.mark.parametrize("style", TimeFormat)
def test_a_frame_without_a_time_has_none(style: TimeFormat) -> None:
    assert time_text(style, None, NOON, NOON) == NO_TIME


def test_without_an_origin_there_is_no_interval() -> None:
    assert time_text(TimeFormat.RELATIVE, NOON, None, NOON) == NO_TIME
    assert time_text(TimeFormat.DELTA, NOON, NOON, None) == NO_TIME


@pytest.mark.parametrize("time", [2**62, -(2**62), 10**30, -(10**30)])
def test_a_year_beyond_the_calendar_is_shown_all_the_same(time: int) -> None:
    for style in TimeFormat:
        assert time_text(style, time, 0, 0)


def test_less_than_zero_keeps_its_sign() -> None:
    assert interval(-1_000) == "-0.000001"


@pytest.mark.parametrize(
    ("digits", "shown", "day"), [(0, "-1", "20"), (3, "-1.234", "20.123"), (9, "-1.234567890", "20.123456789")]
)
def test_there_are_as_many_digits_as_wanted(digits: int, shown: str, day: str) -> None:
    assert interval(-1_234_567_890, digits) == shown
    assert time_text(TimeFormat.UTC, NOON, None, None, digits).endswith(f":13:{day}")


def test_digits_cycle_through_all_and_as_captured() -> None:
    digits: int | None = 6
    seen = []
    for _ in range(5):
        digits = next_digits(digits)
        seen.append(digits)
    assert seen == [9, 0, 3, None, 6]
    assert next_digits(7) == 6


def test_digits_are_as_many_as_were_captured() -> None:
    assert digits_in([None, 5_000, 7_001]) == 9
    assert digits_in([None, 5_000]) == 6
    assert digits_in([]) == 6


def test_settings_name_digits() -> None:
    assert [digits_by_name(name) for name in ("auto", "0", "9", "", "7", "x", "-3")] == [None, 0, 9, 6, 6, 6, 6]
