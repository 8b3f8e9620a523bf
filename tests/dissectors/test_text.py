"""How values look."""

import pytest

from dissectors import text


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [
        (0, "Jan  1, 1970 00:00:00.000000000 UTC"),
        (4323283200 * 10**9, "Jan  1, 2107 00:00:00.000000000 UTC"),
        (-1, "Dec 31, 1969 23:59:59.999999999 UTC"),
    ],
)
def test_absolute_time_has_nine_digits_and_a_padded_day(nanoseconds: int, shown: str) -> None:
    assert text.absolute_time(nanoseconds) == shown


def test_year_beyond_pythons_calendar_has_its_date() -> None:
    assert text.absolute_time(5_000_000_000_000 * 10**9) == "Sep 10, 160413 08:53:20.000000000 UTC"


def test_seconds_keep_the_sign_of_a_fraction() -> None:
    assert text.seconds(-100_000_000) == "-0.100000000"
    assert text.seconds(1_000_000_001) == "1.000000001"


def test_addresses() -> None:
    assert text.ipv4(0x7F000001) == "127.0.0.1"
    assert text.ipv6(bytes(15) + b"\1") == "::1"
    assert text.mac(bytes(range(6))) == "00:01:02:03:04:05"


def test_string_ends_at_nul_and_keeps_its_line() -> None:
    assert text.escaped("a\r\n\tb\0c") == "a\\r\\n\\tb"


def test_long_bytes_are_cut_for_people() -> None:
    assert text.octets(bytes(40)) == "00" * 36 + "…"


def test_printable_text_shows_every_character() -> None:
    assert text.printable(b"www.example") == "www.example"
    assert text.printable(b"\x1b[0m\x07\0\x7f") == "\\033[0m\\a\\000\\177"
    assert text.printable("é\u202e\U000e0001".encode()) == "é\\u202E\\U000E0001"
    assert text.printable(b"a\xffb") == "a\ufffdb"
