"""What congestion control tells of itself has a meaning."""

import struct

import pytest

from tests.tui.sockets.story.made import info, tcp
from tui.sockets.congestion_info import congestion_values
from tui.sockets.story.congestion_members import OWN_MEMBERS
from tui.sockets.story.tcp_members import MEMBERS, value_words
from tui.sockets.story.tcp_part import tcp_parts

WHOLE = bytes(20)


def test_every_member_that_can_be_read_has_a_meaning_and_no_other() -> None:
    read = {name for number in (3, 9, 16) for name in congestion_values({number: WHOLE})}
    assert set(OWN_MEMBERS) == read
    assert not read & set(MEMBERS)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("bbr_bw", 125_000, "1.00 Mbit/s"), ("bbr_min_rtt", 43, "0.043 ms"), ("bbr_pacing_gain", 739, "2.89")],
)
def test_values_are_told_in_their_units(name: str, value: int, words: str) -> None:
    assert value_words(OWN_MEMBERS[name], value) == words


def test_they_stand_behind_what_the_kernel_counts_for_every_kind() -> None:
    values = congestion_values({16: struct.pack("=5I", 125_000, 0, 43, 256, 512)})
    told = list(tcp_parts(tcp(info=info(ca_state=0, **values, total_retrans=0))))
    assert [part.title for part in told] == ["Congestion", "What congestion control has measured", "Sent again"]
    assert told[1].remarks[0].text.startswith("1.00 Mbit/s: what the way carries")
