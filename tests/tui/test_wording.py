from typing import get_args

import pytest

from tui import wording
from tui.messages import Mode


def test_what_was_waited_for_has_two_or_three_digits() -> None:
    assert wording.seconds_taken(0.00084) == "0.8 ms"
    assert wording.seconds_taken(0.34) == "340 ms"
    assert wording.seconds_taken(2.14) == "2.1 s"


def test_numbers_have_their_thousands_apart() -> None:
    assert wording.count(12403) == "12,403"
    assert wording.packets(1) == "1 packet"
    assert wording.packets(1000) == "1,000 packets"
    told = [wording.numbers_up_to(count) for count in (0, 1, 1000)]
    assert told == ["there are no packets", "there is only packet 1", "there are packets 1 to 1,000"]


def test_percent_stays_within_its_bounds() -> None:
    assert [wording.percent(part) for part in (-1, 0.456, 3)] == ["0 %", "46 %", "100 %"]


def test_work_that_is_not_over_is_never_all_done() -> None:
    assert [wording.percent_so_far(part) for part in (-1, 0.456, 0.996, 1, 3)] == [
        "0 %",
        "46 %",
        "99 %",
        "99 %",
        "99 %",
    ]


def test_every_mode_has_words_and_a_mark() -> None:
    assert set(wording.MODE_MARKS) == set(wording.MODE_WORDS) == set(get_args(Mode))


def test_progress_is_never_more_than_there_is_room_for() -> None:
    bars = [wording.progress_bar(part, 4) for part in (-1, 0, 0.49, 0.5, 1, 7)]
    assert bars == ["░░░░", "░░░░", "█░░░", "██░░", "████", "████"]


def test_of_many_packets_the_first_are_told() -> None:
    assert wording.packet_numbers((1, 2), 2) == "1, 2"
    assert wording.packet_numbers((1, 2), 3000) == "1, 2 … (3,000 in all)"
    assert wording.packet_numbers((1, 2, 3), 3, 2, "...") == "1, 2 ... (3 in all)"


def test_errors_become_sentences() -> None:
    assert wording.sentence("it is gone") == "It is gone."


@pytest.mark.parametrize(
    ("nanoseconds", "words"),
    [
        (None, "—"),
        (0, "0 s"),
        (850, "850 ns"),
        (37_800, "37.8 µs"),
        (1_240_000, "1.24 ms"),
        (340_000_000, "340 ms"),
        (2_100_000_000, "2.10 s"),
        (119_000_000_000, "119 s"),
        (750_000_000_000, "12.5 min"),
        (86_400_000_000_000 * 3, "3 days"),
        (86_400_000_000_000 * 365 * 56, "56 years"),
        (86_400_000_000_000 * 365 * 20 + 1, "20 years"),
        (86_400_000_000_000 * 365 * 20 + 10**16, "20.3 years"),
        (-5_000, "-5 µs"),
    ],
)
def test_a_time_has_three_digits_and_a_unit(nanoseconds: int | None, words: str) -> None:
    assert wording.lasting(nanoseconds) == words
