"""struct tcp_info, of whichever length."""

from __future__ import annotations

import struct
import sys

import pytest

from tests.tui.sockets.messages import ESTABLISHED, message
from tui.sockets.diag_messages import internet_socket
from tui.sockets.tcp_info import read_tcp_info


def test_what_a_kernel_gave() -> None:
    one = internet_socket(message(ESTABLISHED), "tcp", "")
    assert one is not None
    assert one.info is not None
    # ss -tin: wscale:10,10 rto:200 rtt:0.052/0.026 ato:40 cwnd:10 bytes_received:5 segs_in:3
    told = {name: one.info.values[name] for name in ("rto", "ato", "rtt", "rttvar", "snd_cwnd", "bytes_received")}
    assert told == {"rto": 200_000, "ato": 40_000, "rtt": 52, "rttvar": 26, "snd_cwnd": 10, "bytes_received": 5}
    assert (one.info.snd_wscale, one.info.rcv_wscale) == (10, 10)
    assert one.info.has_measured_rtt


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 104, 111, 232, 248, 280, 400])
def test_any_length_gives_the_fields_that_are_whole(size: int) -> None:
    info = read_tcp_info(bytes([1]) * size)
    assert ("state" in info.values) == (size >= 1)
    assert ("total_retrans" in info.values) == (size >= 104)
    assert ("pacing_rate" in info.values) == (size >= 112)
    assert ("total_rto_time" in info.values) == (size >= 248)


@pytest.mark.skipif(sys.byteorder != "little", reason="half bytes lie the other way round there")
def test_window_scales_are_half_bytes() -> None:
    info = read_tcp_info(bytes((1, 0, 0, 0, 0, 7, 0x7A, 1)))
    assert (info.snd_wscale, info.rcv_wscale, info.delivery_rate_app_limited) == (10, 7, 1)


def test_wide_numbers_lie_behind_the_narrow_ones() -> None:
    info = read_tcp_info(bytes(104) + struct.pack("=QQQQ", 1, 2, 3, 1 << 40))
    assert info.bytes_received == 1 << 40
    assert info.rehash is None
    with pytest.raises(AttributeError):
        _ = info._nothing
