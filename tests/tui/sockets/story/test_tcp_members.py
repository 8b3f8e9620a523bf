"""Every member of struct tcp_info has a meaning."""

import pytest

from tui.sockets.story.tcp_members import (
    AGREED,
    GROUPS,
    MEMBERS,
    TCP_OPTIONS,
    value_words,
)
from tui.sockets.tcp_info import NOT_MEASURED, NOTHING_YET, OPTIONS, UNLIMITED, read_tcp_info

NAMES = set(read_tcp_info(bytes(512)).values)


def test_every_member_that_can_be_read_has_a_meaning_and_no_other() -> None:
    assert set(MEMBERS) == NAMES
    assert len(MEMBERS) == sum(len(group.members) for group in (*GROUPS, AGREED))


@pytest.mark.parametrize("member", MEMBERS.values(), ids=lambda member: member.name)
def test_a_meaning_is_one_clause_without_its_end(member: object) -> None:
    meaning = member.meaning  # type: ignore[attr-defined]
    assert len(meaning) > 10
    assert not meaning.endswith(".")


def test_every_option_has_a_meaning() -> None:
    assert set(TCP_OPTIONS) == set(OPTIONS)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("rtt", 43, "0.043 ms"),
        ("snd_cwnd", 10, "10 segments"),
        ("bytes_sent", 1, "1 byte"),
        ("last_data_recv", 40_000, "40 s"),
        ("delivery_rate", 125_000, "1.00 Mbit/s"),
        ("pacing_rate", UNLIMITED, "no bound"),
        ("snd_ssthresh", NOTHING_YET, "no bound yet"),
        ("snd_ssthresh", 7, "7 segments"),
        ("min_rtt", NOT_MEASURED, "not measured yet"),
        ("ca_state", 3, "Recovery"),
        ("ca_state", 9, "9"),
        ("options", 0b101, "timestamps, window scaling"),
        ("options", 0, "none"),
        ("delivery_rate_app_limited", 1, "yes"),
        ("delivery_rate_app_limited", 0, "no"),
        ("rehash", 2, "2"),
    ],
)
def test_values_are_told_in_their_units(name: str, value: int, words: str) -> None:
    assert value_words(MEMBERS[name], value) == words
