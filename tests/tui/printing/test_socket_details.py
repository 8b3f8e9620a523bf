"""What stands below a socket's line."""

from __future__ import annotations

from tests.tui.printing.test_sockets import TALK, WEB
from tests.tui.sockets.story.made import info, owned, tcp
from tui.printing.socket_details import detail_lines
from tui.sockets.tcp_info import NOT_MEASURED


def test_details_are_named_as_ss_names_them() -> None:
    assert list(detail_lines(TALK, {"extended", "timer", "info", "memory"})) == [
        "timer:(keepalive,6.500s,0)",
        "uid:33 ino:6 sk:12 unit:web.service options:is_icsk",
        "skmem:(r1,rb2,t3,tb4,f5,w6,o7,bl8,d9)",
        "timestamps,SACK,window-scaling cubic wscale:7,8 rto:204 rtt:0.052/0.026 cwnd:10",
    ]
    assert list(detail_lines(WEB, {"timer", "info", "memory"})) == []


def test_what_congestion_control_measured_and_how_fast_it_sends_is_told() -> None:
    measured = info(
        rtt=1000, rttvar=0, snd_cwnd=10, snd_mss=1000, delivery_rate=5, delivery_rate_app_limited=1,
        bbr_bw=125_000, bbr_min_rtt=43, bbr_pacing_gain=256, bbr_cwnd_gain=512,
    )  # fmt: skip
    (line,) = detail_lines(owned(tcp(info=measured, congestion="bbr")), {"info"})
    assert line == (
        "bbr rtt:1/0 mss:1000 cwnd:10 bbr:(bw:1000000bps,mrtt:0.043,pacing_gain:1,cwnd_gain:2) send:80000000bps "
        "delivery_rate:40bps app_limited"
    )


def test_before_it_has_measured_anything() -> None:
    one = tcp(
        info=info(
            rtt=0, snd_cwnd=10, snd_mss=536, bbr_bw=0, bbr_min_rtt=NOT_MEASURED, bbr_pacing_gain=739, bbr_cwnd_gain=739
        )
    )
    assert list(detail_lines(owned(one), {"info"})) == [
        "mss:536 cwnd:10 bbr:(bw:0bps,pacing_gain:2.88672,cwnd_gain:2.88672)"
    ]
    (line,) = detail_lines(owned(tcp(info=info(dctcp_enabled=1, dctcp_alpha=3))), {"info"})
    assert line == "dctcp:(enabled:1,alpha:3)"
