"""What of TCP_INFO is out of the ordinary, and what is not."""

import pytest

from tui.sockets.story.tcp_members import MEMBERS
from tui.sockets.tcp_info import NOT_MEASURED, read_tcp_info

NAMES = set(read_tcp_info(bytes(512)).values)


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("ca_state", {"ca_state": 4}, "begins again with a window of one"),
        ("total_retrans", {"total_retrans": 50, "data_segs_out": 1000}, "5 % of the segments"),
        ("rtt", {"rtt": 100_000, "min_rtt": 10_000}, "10 times the shortest"),
        ("pmtu", {"pmtu": 576}, "Only 576 bytes"),
        ("backoff", {"backoff": 5, "snd_wnd": 1}, "doubled 5 times"),
        ("probes", {"probes": 2}, "2 in a row had no answer"),
        ("lost", {"lost": 1}, "taken for lost"),
        ("dsack_dups", {"dsack_dups": 3}, "needlessly"),
        ("rcv_ooopack", {"rcv_ooopack": 30, "data_segs_in": 100}, "out of order"),
        ("snd_wnd", {"snd_wnd": 0, "bytes_sent": 1}, "does not read"),
        ("rcv_wnd", {"rcv_wnd": 0, "bytes_received": 1}, "does not read"),
        ("rwnd_limited", {"rwnd_limited": 500_000, "busy_time": 1_000_000}, "50 %"),
        ("sndbuf_limited", {"sndbuf_limited": 900_000, "busy_time": 1_000_000}, "SO_SNDBUF"),
        ("total_rto", {"total_rto": 3}, "dead for a while"),
        ("snd_cwnd", {"snd_cwnd": 1, "data_segs_out": 100}, "recovers"),
    ],
)
def test_what_is_unusual_is_said(name: str, values: dict[str, int], words: str) -> None:
    unusual = MEMBERS[name].unusual
    assert unusual is not None
    assert words in unusual(values)


@pytest.mark.parametrize(
    "values",
    [
        {},
        dict.fromkeys(NAMES, 0),
        {
            "rtt": 26, "min_rtt": 9, "snd_cwnd": 10, "total_retrans": 9, "data_segs_out": 20, "snd_wnd": 65_536,
            "rcv_wnd": 65_536, "bytes_sent": 1000, "bytes_received": 1000, "pmtu": 1500, "busy_time": 4000,
            "rwnd_limited": 0, "rcv_ooopack": 3, "data_segs_in": 1000, "dsack_dups": 1,
        },
        {"backoff": 4, "snd_wnd": 0},
        {"total_retrans": 12, "data_segs_out": 0},
        {"rtt": 100_000, "min_rtt": NOT_MEASURED},
    ],
)  # fmt: skip
def test_the_usual_is_not(values: dict[str, int]) -> None:
    assert {member.name: member.unusual(values) for member in MEMBERS.values() if member.unusual} == {
        member.name: "" for member in MEMBERS.values() if member.unusual
    }
